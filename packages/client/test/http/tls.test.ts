import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer as createPlainServer } from "node:http";
import type { Server } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { connect, ErpgateError } from "../../src/index.ts";
import type { LogEvent } from "../../src/index.ts";
import { makeCertificate } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";

const UNVERIFIED_CHILD = fileURLToPath(new URL("unverified-child.ts", import.meta.url));
const HOUR_MS = 3_600_000;
const nowMs = Date.now();
const root = makeCertificate("trusted root", { isCa: true });
const strange = makeCertificate("strange root", { isCa: true });
const middle = makeCertificate("trusted middle", { isCa: true, issuer: root });
const strangeMiddle = makeCertificate("strange middle", { isCa: true, issuer: strange });

/** What the server shows: its own certificate, then those it sends along. */
type Chain = readonly [leaf: Certificate, ...along: Certificate[]];

interface Reached {
  readonly error: unknown;
  readonly value: unknown;
  readonly attempts: number;
  readonly logged: readonly LogEvent[];
}

async function reach(server: Server, url: (port: number) => string): Promise<Reached> {
  let attempts = 0;
  server.on("connection", () => (attempts += 1));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const logged: LogEvent[] = [];
  const p21 = connect({
    system: "prophet21",
    url: url((server.address() as AddressInfo).port),
    auth: { kind: "bearer", token: "t" },
    log: (event) => logged.push(event),
  });
  try {
    const value: unknown = await p21.get("/api/entity/customers/ACME_1");
    return { error: undefined, value, attempts, logged };
  } catch (error) {
    return { error, value: undefined, attempts, logged };
  } finally {
    await p21.close();
    await new Promise((resolve) => server.close(resolve));
  }
}

function serverWith([leaf, ...along]: Chain): Server {
  const cert = [leaf, ...along].map(({ pem }) => pem).join("");
  return createServer({ key: leaf.keyPem, cert }, (_request, response) => response.end('{"ok":true}'));
}

const overTls = (port: number): string => `https://127.0.0.1:${port}`;

describe("certificates, over real TLS", () => {
  const usual = getCACertificates("default");
  before(() => setDefaultCACertificates([root.pem]));
  after(() => setDefaultCACertificates(usual));

  it("a good one lets the call through, and a whole chain below a trusted root", async () => {
    for (const chain of [
      [makeCertificate("leaf", { issuer: root })],
      [makeCertificate("leaf", { issuer: middle }), middle],
    ] as const) {
      const { value, error } = await reach(serverWith(chain), overTls);
      assert.deepEqual(value, { ok: true }, String(error));
    }
  });

  const bad: readonly [what: string, chain: () => Chain, code: string, finding: string][] = [
    ["self-signed", () => [makeCertificate("leaf")], "TLS_SELF_SIGNED", "tls/self-signed"],
    [
      "for another host",
      () => [makeCertificate("leaf", { issuer: root, host: "erp.example.com" })],
      "TLS_HOSTNAME_MISMATCH",
      "tls/hostname-mismatch",
    ],
    [
      "expired",
      () => [makeCertificate("leaf", { issuer: root, fromMs: nowMs - 2 * HOUR_MS, toMs: nowMs - HOUR_MS })],
      "TLS_CERTIFICATE_EXPIRED",
      "tls/expired",
    ],
    [
      "not valid yet",
      () => [makeCertificate("leaf", { issuer: root, fromMs: nowMs + HOUR_MS, toMs: nowMs + 2 * HOUR_MS })],
      "TLS_CERTIFICATE_NOT_YET_VALID",
      "tls/not-yet-valid",
    ],
    [
      "without the one between it and a trusted root",
      () => [makeCertificate("leaf", { issuer: middle })],
      "TLS_CHAIN_INCOMPLETE",
      "tls/chain-incomplete",
    ],
    [
      "below a private root that is sent along",
      () => [makeCertificate("leaf", { issuer: strange }), strange],
      "TLS_CA_UNTRUSTED",
      "tls/private-ca-untrusted",
    ],
    [
      "below a private root that is not sent along",
      () => [makeCertificate("leaf", { issuer: strangeMiddle }), strangeMiddle],
      "TLS_CA_UNTRUSTED",
      "tls/private-ca-untrusted",
    ],
  ];
  for (const [what, chain, code, finding] of bad) {
    it(`${what}: ${code}, and not tried again`, async () => {
      const { error, attempts, logged } = await reach(serverWith(chain()), overTls);
      assert.ok(ErpgateError.is(error), String(error));
      assert.deepEqual([error.code, error.finding, error.retryable, attempts], [code, finding, false, 1]);
      assert.equal(logged.at(-1)?.event, "call-failed");
    });
  }

  it("is verified though the environment switches that off for Node: no login leaves, and no call", async () => {
    let requests = 0;
    const server = serverWith([makeCertificate("leaf")]).on("request", () => (requests += 1));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = overTls((server.address() as AddressInfo).port);
    const env = { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, UNVERIFIED_CHILD, url], {
      env,
    });
    assert.deepEqual(JSON.parse(stdout), { login: "TLS_SELF_SIGNED", call: "TLS_SELF_SIGNED", node: "reached" });
    assert.equal(requests, 1, "only the one that Node's own client sent");
    await new Promise((resolve) => server.close(resolve));
  });

  it("https on a port that speaks http, and http on one that speaks https, are told apart from a dead port", async () => {
    const plain = createPlainServer((_request, response) => response.end("{}"));
    const one = await reach(plain, overTls);
    assert.ok(ErpgateError.is(one.error));
    assert.equal(one.error.code, "TLS_PROTOCOL_MISMATCH");
    const leaf = makeCertificate("leaf", { issuer: root });
    const other = await reach(serverWith([leaf]), (port) => `http://127.0.0.1:${port}`);
    assert.ok(ErpgateError.is(other.error));
    assert.match(other.error.code, /^NETWORK_(?:RESET|FAILED)$/);
  });
});
