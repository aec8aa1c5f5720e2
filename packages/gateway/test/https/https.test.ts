import assert from "node:assert/strict";
import { once } from "node:events";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { Agent, get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { connect, type TLSSocket } from "node:tls";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import type { TlsConfig } from "../../src/config/gateway-config.ts";
import { renewIdentity } from "../../src/https/renew-identity.ts";
import { readServerIdentity, type ServerIdentity } from "../../src/https/server-identity.ts";
import { type CertificateFiles, issueCertificate, makeAuthority, makePfx, opensslMissing } from "../certificates.ts";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const PATH = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";
const SCOPE = { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } };

/** One request on a connection of its own. */
async function ask(
  url: string,
  ca: Buffer,
  headers: Record<string, string>,
  client: { cert?: Buffer; key?: Buffer } = {},
): Promise<{ status: number; body: string; issuer: string }> {
  const request = get(url, { agent: new Agent({ keepAlive: false, ca, ...client }), headers });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const socket = response.socket as TLSSocket;
  const issuer = String(socket.getPeerCertificate().issuer.CN);
  return { status: response.statusCode ?? 0, body: await text(response), issuer };
}

describe("https of the gateway's own", { skip: opensslMissing() }, () => {
  let folder: string;
  let authority: CertificateFiles;
  let other: CertificateFiles;
  let first: CertificateFiles;
  let second: CertificateFiles;
  let upstream: EchoUpstream;
  let running: TestGateway;
  let key: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "erpgate-https-"));
    authority = makeAuthority(folder, "first-authority");
    other = makeAuthority(folder, "second-authority");
    first = issueCertificate(folder, "first", authority);
    second = issueCertificate(folder, "second", other);
    await copyFile(first.certificate, join(folder, "live.pem"));
    await copyFile(first.key, join(folder, "live.key"));
    upstream = await startEchoUpstream();
    running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) }, () => ({
      tls: { certificate: join(folder, "live.pem"), key: join(folder, "live.key") },
      mounts: { erp: { port: 0 } },
    }));
    key = await running.register("orders", SCOPE);
  });
  after(async () => {
    await running[Symbol.asyncDispose]();
    await upstream[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  test("it serves https, and the port of a connection does too", async () => {
    const ca = await readFile(authority.certificate);
    assert.match(running.url, /^https:/);
    const answer = await ask(running.url + PATH, ca, { "x-api-key": key });
    assert.equal(answer.status, 200);
    const mounted = running.gateway.mountUrls["erp"] ?? "";
    assert.match(mounted, /^https:/);
    const own = await ask(mounted + PATH.slice("/erp".length), ca, { "x-api-key": key });
    assert.equal(own.status, 200);
  });

  test("TLS below 1.2 is refused", async () => {
    const socket = connect({ port: running.port, host: "127.0.0.1", maxVersion: "TLSv1.1", minVersion: "TLSv1" });
    const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
    assert.match(String(error.code), /SSL|PROTO/);
  });

  test("a changed certificate is taken anew; a half-changed pair leaves the old one in force", async () => {
    const event = (name: string): Promise<void> => running.logged((seen) => seen.event === name);
    await writeFile(join(folder, "live.pem"), await readFile(second.certificate));
    await event("tls.unusable");
    const unchanged = await ask(running.url + PATH, await readFile(authority.certificate), { "x-api-key": key });
    assert.equal(unchanged.issuer, "first-authority");
    await writeFile(join(folder, "live.key"), await readFile(second.key));
    await event("tls.renewed");
    const renewed = await ask(running.url + PATH, await readFile(other.certificate), { "x-api-key": key });
    assert.equal(renewed.status, 200);
    assert.equal(renewed.issuer, "second-authority");
  });

  test("a change between reading the files and the first look at them is seen, and once", async (context) => {
    const tls = {
      certificate: join(folder, "early.pem"),
      key: join(folder, "early.key"),
      pfx: undefined,
      passphrase: undefined,
      clientCa: undefined,
    };
    const put = async (pair: typeof first): Promise<void> => {
      await copyFile(pair.certificate, tls.certificate);
      await copyFile(pair.key, tls.key);
    };
    await put(first);
    const identity = await readServerIdentity(tls);
    assert.ok("context" in identity);
    await put(second);
    context.mock.timers.enable({ apis: ["setInterval"] });
    const taken: unknown[] = [];
    const use = ({ context: { cert } }: ServerIdentity): unknown => taken.push(cert);
    const renewal = renewIdentity({ tls, identity, use, log: () => undefined, now: Date.now });
    context.mock.timers.tick(1000);
    context.mock.timers.tick(1000);
    await renewal[Symbol.asyncDispose]();
    assert.deepEqual(taken, [await readFile(second.certificate)]);
  });

  test("a drain does not wait for a connection that never sent a request", async () => {
    await using another = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) }, () => ({
      tls: { certificate: first.certificate, key: first.key },
      limits: { drainTimeoutMs: 60_000 },
    }));
    const socket = connect({ port: another.port, host: "127.0.0.1", rejectUnauthorized: false });
    await once(socket, "secureConnect");
    const startedMs = performance.now();
    await another.gateway.drain();
    assert.ok(performance.now() - startedMs < 30_000);
    socket.destroy();
  });

  test("a PFX with its passphrase serves as well", async () => {
    const passphrase = seeded("pfx-passphrase");
    makePfx(first, join(folder, "live.pfx"), passphrase);
    await using another = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) }, () => ({
      tls: { pfx: join(folder, "live.pfx"), passphrase },
    }));
    const orders = await another.register("orders", SCOPE);
    const ca = await readFile(authority.certificate);
    assert.equal((await ask(another.url + PATH, ca, { "x-api-key": orders })).status, 200);
  });

  test("files that cannot be used are all named, and nothing is started", async () => {
    const tls = (given: Partial<TlsConfig>): Promise<unknown> =>
      readServerIdentity({
        certificate: undefined,
        key: undefined,
        pfx: undefined,
        passphrase: undefined,
        clientCa: undefined,
        ...given,
      });
    const missing = await tls({ certificate: join(folder, "no.pem"), key: join(folder, "no.key") });
    assert.deepEqual(
      (missing as { option: string }[]).map(({ option }) => option),
      ["tls.certificate", "tls.key"],
    );
    const [mismatch] = (await tls({ certificate: first.certificate, key: second.key })) as { option: string }[];
    assert.equal(mismatch?.option, "tls.key");
    makePfx(first, join(folder, "x.pfx"), seeded("pfx-passphrase"));
    const [wrong] = (await tls({ pfx: join(folder, "x.pfx"), passphrase: "not it" })) as { option: string }[];
    assert.equal(wrong?.option, "tls.pfx");
    await assert.rejects(
      startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) }, () => ({
        tls: { certificate: first.certificate, key: second.key },
      })),
      /gateway\.tls\.key: is not the private key of/,
    );
  });
});
