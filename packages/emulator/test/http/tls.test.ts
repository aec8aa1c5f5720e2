import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, request, type RequestOptions } from "node:https";
import { test } from "node:test";
import { connect } from "node:tls";
import { createEmulator, startEmulator, type FaultKind, type RunningEmulator } from "../../src/index.ts";

/** The status of a GET over TLS, or the code of what went wrong. */
async function get(
  emulator: RunningEmulator,
  options: RequestOptions = {},
  url = emulator.entra.url,
): Promise<unknown> {
  try {
    const sent = request(`${url}/${emulator.entra.tenant.id}/discovery/v2.0/keys`, {
      ca: emulator.tls?.ca,
      agent: false,
      ...options,
    });
    sent.end();
    const [response] = (await once(sent, "response")) as [{ statusCode: number; resume(): void }];
    response.resume();
    return response.statusCode;
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    return code === "EPROTO" ? /alert [a-z ]+/.exec(message)?.[0] : code;
  }
}

test("every system speaks TLS under one authority, at every name of loopback and at the hosts given", async () => {
  await using emulator = await startEmulator({ tls: { hosts: ["erp.example.test"] } });
  for (const { url } of [emulator.kinetic, emulator.prophet21, emulator.entra]) {
    const { protocol, port, hostname } = new URL(url);
    assert.equal(protocol, "https:");
    for (const servername of ["localhost", "erp.example.test"]) {
      const socket = connect({ port: Number(port), host: hostname, servername, ca: emulator.tls?.ca });
      await once(socket, "secureConnect");
      assert.equal(socket.authorized, true);
      socket.destroy();
    }
  }
  assert.equal(await get(emulator), 200);
  assert.equal(await get(emulator, { ca: undefined }), "UNABLE_TO_GET_ISSUER_CERT_LOCALLY");
  const discovery = await emulator.entra.fetch(
    new Request(`${emulator.entra.authority}/v2.0/.well-known/openid-configuration`),
  );
  assert.match(((await discovery.json()) as { issuer: string }).issuer, /^https:\/\/127\.0\.0\.1:\d+\//);
});

test("what can be wrong with TLS, as a client sees it; each is over with its connection", async () => {
  await using emulator = await startEmulator({ tls: true });
  const codes: Readonly<Partial<Record<FaultKind, string>>> = {
    "tls-self-signed": "DEPTH_ZERO_SELF_SIGNED_CERT",
    "tls-incomplete-chain": "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "tls-wrong-host": "ERR_TLS_CERT_ALTNAME_INVALID",
    "tls-expired": "CERT_HAS_EXPIRED",
    "tls-not-yet-valid": "CERT_NOT_YET_VALID",
    "tls-old-protocol": "alert protocol version",
    "tls-client-certificate": "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
  };
  for (const [kind, code] of Object.entries(codes)) {
    const fault = emulator.fault({ system: "entra", kind: kind as FaultKind, next: 1 });
    assert.equal(await get(emulator), code, kind);
    assert.equal(fault.met, 1);
    assert.equal(await get(emulator), 200);
  }
});

test("the old protocol and the client certificate are there for who can do them", async () => {
  await using emulator = await startEmulator({ tls: true });
  using _old = emulator.fault({ system: "entra", kind: "tls-old-protocol" });
  assert.equal(await get(emulator, { minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" }), 200);
  _old[Symbol.dispose]();
  using _mutual = emulator.fault({ system: "entra", kind: "tls-client-certificate" });
  const { certificate, privateKey } = emulator.tls?.clientCertificate ?? { certificate: "", privateKey: "" };
  assert.equal(await get(emulator, { cert: certificate, key: privateKey }), 200);
});

test("a connection that is kept alive does not outlive the fault that is set, and a reset is one over TLS, too", async () => {
  await using emulator = await startEmulator({ tls: true });
  const agent = new Agent({ keepAlive: true });
  assert.equal(await get(emulator, { agent }), 200);
  using fault = emulator.fault({ system: "entra", kind: "tls-expired", next: 1 });
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(["CERT_HAS_EXPIRED", "ECONNRESET"].includes(String(await get(emulator, { agent }))));
  if (fault.met === 0) assert.equal(await get(emulator, { agent }), "CERT_HAS_EXPIRED");
  emulator.fault({ system: "entra", kind: "reset", next: 1 });
  assert.equal(await get(emulator), "ECONNRESET");
  emulator.fault({ system: "entra", kind: "close", next: 1 });
  assert.equal(await get(emulator), "ECONNRESET");
  agent.destroy();
});

test("where there is no TLS its faults are refused by name", async () => {
  await using plain = await startEmulator();
  assert.equal(plain.tls, undefined);
  assert.throws(
    () => plain.fault({ system: "kinetic", kind: "tls-expired" }),
    /tls-expired needs TLS: use startEmulator\(\{ tls: true \}\)/,
  );
  assert.throws(
    () => createEmulator().fault({ system: "kinetic", kind: "tls-expired" }),
    /tls-expired happens below HTTP and needs sockets/,
  );
  await using secure = await startEmulator({ tls: true });
  assert.throws(
    () => secure.fault({ system: "kinetic", kind: "tls-expired", on: "token" }),
    /"on" and "path" mean nothing for tls-expired/,
  );
});
