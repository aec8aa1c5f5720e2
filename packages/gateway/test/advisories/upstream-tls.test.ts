import assert from "node:assert/strict";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { type Certificate, makeCertificate } from "../../../client/test/http/certificate.ts";
import { kineticAt, startTestGateway } from "../test-gateway.ts";
import { CUSTOMERS, READ } from "./stand.ts";

const HOUR_MS = 3_600_000;
const root = makeCertificate("private root", { isCa: true });
const stranger = makeCertificate("private root", { isCa: true });
const expired = { fromMs: Date.now() - 48 * HOUR_MS, toMs: Date.now() - 24 * HOUR_MS };

let server: Server;
let url: string;
/** Requests that came through: none may, with a certificate that is not right. */
let requests = 0;
before(async () => {
  server = createServer((_request, response) => {
    requests += 1;
    response.setHeader("content-type", "application/json").end('{"value":[]}');
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/ERP`;
});
beforeEach(() => (requests = 0));
after(() => server.close());

async function statusWith(certificate: Certificate, options: object = {}): Promise<number> {
  server.setSecureContext({ key: certificate.keyPem, cert: certificate.pem });
  await using running = await startTestGateway({ erp: { ...kineticAt(url), ...options } });
  const key = await running.register("orders", READ);
  const response = await fetch(running.url + CUSTOMERS, { headers: { authorization: `Bearer ${key}` } });
  await response.arrayBuffer();
  return response.status;
}

for (const [what, certificate] of [
  ["self-signed", makeCertificate("erp")],
  ["of an authority that nobody trusts", makeCertificate("erp", { issuer: root })],
  ["expired", makeCertificate("erp", { issuer: root, ...expired })],
  ["for another host", makeCertificate("erp", { issuer: root, host: "erp.example.com" })],
] as const) {
  test(`class 19, CVE-2026-107318: an ERP whose certificate is ${what} is not spoken to, by default`, async () => {
    assert.equal(await statusWith(certificate), 502);
    assert.equal(requests, 0);
  });
}

for (const [what, certificate] of [
  ["of another authority of the same name", makeCertificate("erp", { issuer: stranger })],
  ["expired", makeCertificate("erp", { issuer: root, ...expired })],
  ["not valid yet", makeCertificate("erp", { issuer: root, fromMs: Date.now() + HOUR_MS })],
  ["for another host", makeCertificate("erp", { issuer: root, host: "erp.example.com" })],
  ["for the next address", makeCertificate("erp", { issuer: root, host: "127.0.0.2" })],
] as const) {
  test(`class 19, CVE-2026-31923: to trust an authority is not to trust a certificate that is ${what}`, async () => {
    assert.equal(await statusWith(certificate, { tls: { ca: root.pem } }), 502);
    assert.equal(requests, 0);
  });
}

test("class 19, CVE-2026-31923: the right one is spoken to, so that the refusals above are about the certificate", async () => {
  assert.equal(await statusWith(makeCertificate("erp", { issuer: root }), { tls: { ca: root.pem } }), 200);
  assert.ok(requests > 0);
});

test("class 19, CVE-2026-31923: NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment turns nothing off", async (t) => {
  const set = process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
  t.after(() => {
    if (set === undefined) delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    else process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = set;
  });
  process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
  const selfSigned = makeCertificate("erp");
  assert.equal(await statusWith(selfSigned), 502);
  assert.equal(await statusWith(selfSigned, { tls: { ca: root.pem } }), 502);
  assert.equal(requests, 0);
});
