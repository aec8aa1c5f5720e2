import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { X509Certificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Agent, get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type CertificateFiles, issueCertificate, makeAuthority, opensslMissing } from "../certificates.ts";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const PATH = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";
const ACCESS = { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } };

describe("callers' certificates", { skip: opensslMissing() }, () => {
  let folder: string;
  let authority: CertificateFiles;
  let stranger: CertificateFiles;
  let orders: CertificateFiles;
  let planner: CertificateFiles;
  let unknown: CertificateFiles;
  let forged: CertificateFiles;
  let upstream: EchoUpstream;
  let running: TestGateway;
  let ordersKey: string;
  let plannerKey: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "erpgate-mtls-"));
    authority = makeAuthority(folder, "authority");
    stranger = makeAuthority(folder, "stranger");
    const server = issueCertificate(folder, "server", authority);
    orders = issueCertificate(folder, "orders", authority, "URI:urn:example:orders");
    planner = issueCertificate(folder, "planner", authority, "DNS:planner.example.com");
    unknown = issueCertificate(folder, "unknown", authority, "DNS:unknown.example.com");
    forged = issueCertificate(folder, "forged", stranger, "URI:urn:example:orders");
    upstream = await startEchoUpstream();
    running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) }, () => ({
      tls: { certificate: server.certificate, key: server.key, clientCa: authority.certificate },
    }));
    ordersKey = await running.register("orders", ACCESS, [{ issuer: "certificate", value: "uri:urn:example:orders" }]);
    const { fingerprint256 } = new X509Certificate(await readFile(planner.certificate));
    const value = `sha256:${fingerprint256.replaceAll(":", "").toLowerCase()}`;
    plannerKey = await running.register("planner", ACCESS, [{ issuer: "certificate", value }]);
  });
  after(async () => {
    await running[Symbol.asyncDispose]();
    await upstream[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  /** Twice on one connection, because the second goes the short way. */
  async function ask(files: CertificateFiles | undefined, headers: Record<string, string> = {}): Promise<number> {
    const client =
      files === undefined ? {} : { cert: await readFile(files.certificate), key: await readFile(files.key) };
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: await readFile(authority.certificate), ...client });
    const request = async (): Promise<number> => {
      const [response] = (await once(get(running.url + PATH, { agent, headers }), "response")) as [IncomingMessage];
      response.resume();
      await once(response, "end");
      return response.statusCode ?? 0;
    };
    const first = await request();
    assert.equal(await request(), first);
    agent.destroy();
    return first;
  }

  test("a registered certificate lets its consumer in, by alternative name or fingerprint", async () => {
    assert.equal(await ask(orders), 200);
    assert.equal(await ask(planner), 200);
  });

  test("one of an unknown authority is refused, also with a good key beside it", async () => {
    assert.equal(await ask(forged), 401);
    assert.equal(await ask(forged, { "x-api-key": ordersKey }), 401);
  });

  test("one that nobody registered is refused", async () => {
    assert.equal(await ask(unknown), 401);
  });

  test("certificate and key must speak for the same consumer", async () => {
    assert.equal(await ask(orders, { "x-api-key": ordersKey }), 200);
    assert.equal(await ask(orders, { authorization: `Bearer ${ordersKey}` }), 200);
    assert.equal(await ask(orders, { "x-api-key": plannerKey }), 400);
    assert.equal(await ask(orders, { authorization: `Bearer ${plannerKey}` }), 400);
  });

  test("without a certificate a key still does", async () => {
    assert.equal(await ask(undefined, { "x-api-key": ordersKey }), 200);
    assert.equal(await ask(undefined), 401);
  });
});
