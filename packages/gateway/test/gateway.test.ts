import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { checkGatewayConfig, startGateway, verifyAudit } from "../src/index.ts";
import { startEchoUpstream } from "./echo-upstream.ts";
import { auditOf, ERP_API_KEY, ERP_PASSWORD, kineticAt, startTestGateway } from "./test-gateway.ts";

const PATH = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";
const SCOPE = { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } };

describe("starting", () => {
  test("names every fault and leaves nothing behind", async () => {
    const folder = await mkdtemp(join(tmpdir(), "erpgate-start-"));
    await writeFile(join(folder, "bad.pem"), "no key");
    const config = checkGatewayConfig(
      {
        listen: { port: 0 },
        admin: { port: 0 },
        store: join(folder, "x.db"),
        issuers: [
          { issuer: "i", audience: "a", keys: join(folder, "bad.pem") },
          { issuer: "j", audience: "a", keys: join(folder, "none.pem") },
        ],
      },
      assert.fail,
    );
    const starting = startGateway({
      config,
      connections: { oauth: kineticAt("http://127.0.0.1:1/ERP"), "a b": kineticAt("http://127.0.0.1:1/ERP") },
    });
    await assert.rejects(starting, (error: Error) => {
      for (const part of ["connections.oauth", "connections.a b", "issuers.0.keys", "issuers.1.keys"])
        assert.ok(error.message.includes(part), part);
      return true;
    });
    assert.deepEqual(await readdir(folder), ["bad.pem"]);
    await rm(folder, { recursive: true });
  });

  for (const option of ["listen", "admin"]) {
    test(`a port in use: "gateway.${option}" is named, and nothing is left running`, async () => {
      const taken = createServer();
      await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
      const address = taken.address();
      assert.ok(typeof address === "object" && address !== null);
      const starting = startTestGateway(
        { erp: kineticAt("http://127.0.0.1:1/ERP") },
        { [option]: { port: address.port } },
      );
      await assert.rejects(starting, new RegExp(`"gateway\\.${option}": 127\\.0\\.0\\.1:${address.port} is in use`));
      taken.close();
    });
  }
});

describe("the administration listener", () => {
  test("health, readiness and metrics there, and nowhere else", async () => {
    await using upstream = await startEchoUpstream();
    await using running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
    const key = await running.register("orders", SCOPE);
    for (let count = 0; count < 3; count++)
      await fetch(running.url + PATH, { headers: { authorization: `Bearer ${key}` } }).then((response) =>
        response.text(),
      );
    await fetch(running.url + PATH.replace("Customer", "Vendor"), { headers: { authorization: `Bearer ${key}` } }).then(
      (response) => response.text(),
    );
    await fetch(`${running.url}/no/such`).then((response) => response.text());
    const { adminUrl } = running.gateway;
    assert.equal((await fetch(`${adminUrl}/healthz`)).status, 200);
    const ready = await fetch(`${adminUrl}/readyz`);
    assert.equal(ready.status, 200);
    assert.deepEqual(await ready.json(), {
      status: "ready",
      store: "ready",
      audit: "ready",
      connections: { erp: "ready" },
    });
    const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
    assert.match(metrics, /erpgate_requests_total\{connection="erp",outcome="allowed",status="2xx"\} 3/);
    assert.match(metrics, /erpgate_requests_total\{connection="erp",outcome="refused",status="4xx"\} 1/);
    assert.match(metrics, /erpgate_refusals_total\{connection="erp",reason="scope.denied"\} 1/);
    assert.match(metrics, /erpgate_refusals_total\{connection="",reason="route.unknown"\} 1/);
    assert.match(metrics, /erpgate_request_duration_seconds_count\{connection="erp"\} 4/);
    assert.match(metrics, /erpgate_requests_in_flight 0/);
    assert.ok(!metrics.includes("orders"), "no consumer in a label");
    assert.equal((await fetch(`${adminUrl}/erp/api`)).status, 404);
    assert.equal((await fetch(`${adminUrl}/metrics`, { method: "POST" })).status, 405);
  });

  test("an ERP without a login degrades the gateway, and takes its own connection out", async () => {
    await using upstream = await startEchoUpstream();
    upstream.respond = (_request, response) => {
      response.statusCode = 500;
      response.end();
    };
    const auth = { kind: "consumer-key", key: ERP_API_KEY } as const;
    await using running = await startTestGateway({
      erp: kineticAt(`${upstream.url}/ERP`),
      p21: { system: "prophet21", url: upstream.url, auth },
    });
    const { adminUrl } = running.gateway;
    const ready = await fetch(`${adminUrl}/readyz`);
    assert.equal(ready.status, 200);
    const report = (await ready.json()) as { status: string; connections: Record<string, string> };
    assert.equal(report.status, "degraded");
    assert.equal(report.connections["erp"], "ready");
    assert.notEqual(report.connections["p21"], "ready");
    assert.equal((await fetch(`${adminUrl}/readyz/p21`)).status, 503);
    assert.equal((await fetch(`${adminUrl}/readyz/erp`)).status, 200);
    assert.equal((await fetch(`${adminUrl}/readyz/none`)).status, 503);
    const key = await running.register("shop", { p21: { scope: "/api" } });
    const response = await fetch(`${running.url}/p21/api/entity/customers/1_2`, {
      headers: { authorization: `Bearer ${key}` },
    });
    assert.equal(response.status, 502);
    assert.match(((await response.json()) as { reason: string }).reason, /^upstream\.login-/);
  });
});

describe("draining", () => {
  test("what runs finishes, new callers are turned away, the audit trail is whole and closed", async () => {
    await using upstream = await startEchoUpstream();
    const running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
    const key = await running.register("orders", SCOPE);
    let release: () => void = assert.fail;
    const arrived = new Promise<void>((resolve) => {
      upstream.respond = (_request, response) => {
        release = () => response.end("finished");
        resolve();
      };
    });
    const idle = connect(running.port, "127.0.0.1");
    await once(idle, "connect");
    const slow = fetch(running.url + PATH, { headers: { authorization: `Bearer ${key}` } });
    await arrived;
    const drained = running.gateway.drain();
    await assert.rejects(fetch(running.url + PATH));
    release();
    const response = await slow;
    assert.equal(await response.text(), "finished");
    await drained;
    await assert.rejects(fetch(running.gateway.adminUrl));
    assert.ok(running.events.some(({ event }) => event === "gateway.stopped"));
    await running[Symbol.asyncDispose]();
  });

  test("past the deadline what is left is cut", async () => {
    await using upstream = await startEchoUpstream();
    await using running = await startTestGateway(
      { erp: kineticAt(`${upstream.url}/ERP`) },
      { limits: { drainTimeoutMs: 100 } },
    );
    const key = await running.register("orders", SCOPE);
    const arrived = new Promise<void>((resolve) => (upstream.respond = () => resolve()));
    const stuck = fetch(running.url + PATH, { headers: { authorization: `Bearer ${key}` } });
    stuck.catch(() => undefined);
    await arrived;
    await running.gateway.drain();
    await assert.rejects(stuck);
    assert.ok(running.events.some(({ event }) => event === "gateway.cut"));
  });
});

test("every request has its audit row; no row and no event holds a secret or a query", async () => {
  await using upstream = await startEchoUpstream();
  await using running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
  const key = await running.register("orders", SCOPE);
  const authorization = `Bearer ${key}`;
  for (let count = 0; count < 250; count++)
    await fetch(`${running.url}${PATH}?$filter=private`, { headers: { authorization } }).then((response) =>
      response.text(),
    );
  await fetch(running.url + PATH, { method: "DELETE", headers: { authorization } }).then((response) => response.text());
  await fetch(running.url + PATH).then((response) => response.text());
  await fetch(`${running.url}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({ client_id: "orders", client_secret: key, grant_type: "client_credentials" }),
  }).then((response) => response.text());
  // Committed in batches: the last row there means that all are.
  while ((await auditOf(running.gateway, "POST /oauth/token")).length === 0)
    await new Promise((resolve) => setImmediate(resolve));
  const rows = await auditOf(running.gateway, `GET ${PATH}`);
  assert.equal(rows.filter(({ decision }) => decision === "allowed").length, 250);
  assert.equal(rows.filter(({ reason }) => reason === "credential.missing").length, 1);
  assert.equal((await auditOf(running.gateway, `DELETE ${PATH}`))[0]?.reason, "scope.denied");
  const everything = JSON.stringify([rows, running.events, await auditOf(running.gateway, "POST /oauth/token")]);
  for (const secret of [key, ERP_PASSWORD, ERP_API_KEY, "private"]) assert.ok(!everything.includes(secret));
  const verified = await verifyAudit(running.gateway.store);
  assert.ok(JSON.stringify(verified).length > 0);
});

test("5,000 mutated requests: no crash, no unhandled rejection, nothing reaches the ERP that policy did not allow", async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  process.on("unhandledRejection", note);
  await using upstream = await startEchoUpstream();
  await using running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
  const key = await running.register("orders", SCOPE);
  const good = `GET ${PATH} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\nX-A: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
  let seed = 7;
  const random = (below: number): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
  const mutate = (): Buffer => {
    const bytes = Buffer.from(good);
    for (let count = 1 + random(4); count > 0; count--) bytes[random(bytes.length)] = random(256);
    return random(3) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
  };
  const send = (): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect(running.port, "127.0.0.1", () => socket.end(mutate()));
      socket.on("error", () => undefined);
      socket.on("data", () => undefined);
      socket.on("close", () => resolve());
    });
  for (let round = 0; round < 100; round++) await Promise.all(Array.from({ length: 50 }, send));
  for (const { target, method } of upstream.seen) {
    assert.ok(target.startsWith("/ERP/api/v2/odata/EPIC06/Erp.BO.CustomerSvc"), target);
    assert.ok(method === "GET" || method === "HEAD", method);
  }
  assert.deepEqual(rejections, []);
  assert.equal((await fetch(running.url + PATH, { headers: { authorization: `Bearer ${key}` } })).status, 200);
  assert.ok(!running.events.some((event) => event["reason"] === "gateway.fault"));
  process.off("unhandledRejection", note);
});
