import assert from "node:assert/strict";
import { once } from "node:events";
import { X509Certificate } from "node:crypto";
import { after, before, test } from "node:test";
import { connect } from "node:tls";
import type { TlsOptions } from "@erpgate/client";
import { startEmulator, type FaultOptions, type RunningEmulator } from "@erpgate/emulator";
import { examine, type Examination } from "../../src/index.ts";
import { isMarkedBy } from "../../src/examine/tls/own-judgement.ts";
import { kineticOptions } from "./fault-rows.ts";

let erp: RunningEmulator;
let shown: X509Certificate;
before(async () => {
  erp = await startEmulator({ tls: true });
  shown = await certificateOf(erp);
});
after(() => erp[Symbol.asyncDispose]());

/** What the server shows to whoever asks. */
async function certificateOf({ kinetic }: RunningEmulator): Promise<X509Certificate> {
  const { hostname, port } = new URL(kinetic.url);
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const certificate = socket.getPeerX509Certificate();
  socket.destroy();
  assert.ok(certificate !== undefined);
  return certificate;
}

const OTHER = "ab".repeat(32);
const examined = (tls: TlsOptions, of = erp): Promise<Examination> => examine(kineticOptions(of, { tls }));
const tlsOf = ({ checks }: Examination): Examination["checks"][number] | undefined =>
  checks.find(({ name }) => name === "tls");

test("a pinned certificate is in order, by its fingerprint and by its key", async () => {
  const key = `sha256/${await keyDigest(shown)}`;
  for (const pinSha256 of [shown.fingerprint256, [OTHER, key]]) {
    const { verdict, checks } = await examined({ ca: erp.tls?.ca ?? "", pinSha256 });
    assert.equal(verdict, "ok", JSON.stringify(checks.filter((check) => check.verdict !== "ok")));
  }
});

async function keyDigest(certificate: X509Certificate): Promise<string> {
  const der = certificate.publicKey.export({ type: "spki", format: "der" });
  return Buffer.from(await crypto.subtle.digest("SHA-256", der as Uint8Array<ArrayBuffer>)).toString("base64");
}

test("another certificate than the pinned one fails, with the one that was shown, and nothing is sent", async () => {
  const sent = erp.journal.length;
  const found = await examined({ ca: erp.tls?.ca ?? "", pinSha256: OTHER });
  assert.deepEqual([found.verdict, tlsOf(found)?.verdict, found.calls.length], ["findings", "fail", 0]);
  assert.match(tlsOf(found)?.summary ?? "", /none of those that the client pins/);
  assert.equal(found.findings[0]?.id, "tls/pin-mismatch");
  assert.ok(tlsOf(found)?.troubles[0]?.evidence.join().includes(shown.fingerprint256));
  assert.equal(found.checks.find(({ name }) => name === "http")?.blockedBy, "tls");
  assert.equal(erp.journal.length, sent);
});

test("an accepted certificate needs no trust: by SHA-256, by PEM, by its key", async () => {
  const publicKey = shown.publicKey.export({ type: "spki", format: "pem" }).toString();
  for (const acceptCertificate of [shown.fingerprint256, shown.toString(), publicKey]) {
    const { verdict, checks } = await examined({ acceptCertificate });
    assert.equal(verdict, "ok", JSON.stringify(checks.filter((check) => check.verdict !== "ok")));
  }
});

test("a certificate that is not the accepted one is judged as ever, and nothing is sent", async () => {
  const sent = erp.journal.length;
  const found = await examined({ acceptCertificate: OTHER });
  assert.equal(found.findings[0]?.id, "tls/private-ca-untrusted");
  assert.equal(erp.journal.length, sent);
});

test("a fingerprint that can be forged is warned of, and works", async () => {
  const found = await examined({ acceptCertificate: shown.fingerprint });
  assert.equal(tlsOf(found)?.verdict, "warn");
  assert.match(tlsOf(found)?.troubles[0]?.title ?? "", /can be forged/);
  assert.equal(found.checks.find(({ name }) => name === "credentials")?.verdict, "ok");
});

for (const [kind, id] of [
  ["tls-expired", "tls/expired"],
  ["tls-wrong-host", undefined],
] as const satisfies readonly (readonly [FaultOptions["kind"], string | undefined])[])
  test(`an accepted certificate with ${kind}: ${id ?? "in order"}`, async () => {
    await using other = await startEmulator({ tls: true });
    other.fault({ system: "kinetic", kind });
    const found = await examined({ acceptCertificate: (await certificateOf(other)).fingerprint256 }, other);
    assert.equal(found.findings[0]?.id, id);
  });

test("a fingerprint is compared whatever stands between its digits", () => {
  assert.ok(isMarkedBy(shown, shown.fingerprint256.toLowerCase().replaceAll(":", " ")));
  assert.ok(!isMarkedBy(shown, OTHER));
});
