import assert from "node:assert/strict";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { makeCertificate } from "../../../client/test/http/certificate.ts";
import { startConnectProxy } from "../../../client/test/http/way/connect-proxy.ts";
import { kineticAt, startTestGateway } from "../test-gateway.ts";

const PATH = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";
const root = makeCertificate("private root", { isCa: true });
const leaf = makeCertificate("leaf", { issuer: root });
const client = makeCertificate("client", { issuer: root });
const clientCertificate = { certificate: client.pem, key: client.keyPem };

let server: Server;
let url: string;
before(async () => {
  const tls = { key: leaf.keyPem, cert: leaf.pem, ca: root.pem, requestCert: true, rejectUnauthorized: true };
  server = createServer(tls, (_request, response) =>
    response.setHeader("content-type", "application/json").end('{"value":[]}'),
  );
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/ERP`;
});
after(() => server.close());

async function statusWith(options: object): Promise<number> {
  await using running = await startTestGateway({ erp: { ...kineticAt(url), ...options } });
  const key = await running.register("orders", { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } });
  const response = await fetch(running.url + PATH, { headers: { authorization: `Bearer ${key}` } });
  await response.arrayBuffer();
  return response.status;
}

test("calls go by the connection's own certificates and through its proxy", async () => {
  await using proxy = await startConnectProxy({ login: "u:p" });
  const given = { url: proxy.url, username: "u", password: "p" };
  assert.equal(await statusWith({ tls: { ca: root.pem, clientCertificate }, proxy: given }), 200);
  assert.equal(proxy.asked.length, 1);
  assert.equal(await statusWith({ tls: { ca: root.pem, clientCertificate } }), 200);
  assert.equal(proxy.asked.length, 1);
});

test("a certificate that nothing trusts, a pin that does not fit, a proxy that refuses: 502, and nothing was sent", async () => {
  await using proxy = await startConnectProxy({ status: 403 });
  assert.equal(await statusWith({}), 502);
  assert.equal(await statusWith({ tls: { ca: root.pem, clientCertificate, pinSha256: "00".repeat(32) } }), 502);
  assert.equal(await statusWith({ tls: { ca: root.pem, clientCertificate }, proxy: { url: proxy.url } }), 502);
});
