import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { after, before, describe, test } from "node:test";
import { DEFAULT_LIMITS } from "../../src/config/gateway-config.ts";
import { createVerifyListener } from "../../src/verify/open-verify.ts";
import { readPeers } from "../../src/verify/peers.ts";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { sendRaw, statusOf } from "../raw-request.ts";
import { ERP_API_KEY, kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const PATH = "/kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";

describe("asking at /verify", () => {
  let upstream: EchoUpstream;
  let running: TestGateway;
  let url: string;
  let key: string;
  before(async () => {
    upstream = await startEchoUpstream();
    running = await startTestGateway({ kinetic: kineticAt(`${upstream.url}/ERP`) }, { verify: { port: 0 } });
    url = running.gateway.verifyUrl ?? "";
    key = await running.register("orders", { kinetic: { scope: "/EPIC06/Erp.BO.CustomerSvc" } });
  });
  after(async () => {
    await running[Symbol.asyncDispose]();
    await upstream[Symbol.asyncDispose]();
  });

  const asNginx = (target: string, method = "GET"): Record<string, string> => ({
    "x-api-key": key,
    "x-original-method": method,
    "x-original-uri": target,
  });
  const asTraefik = (target: string, method = "GET"): Record<string, string> => ({
    "x-api-key": key,
    "x-forwarded-method": method,
    "x-forwarded-uri": target,
  });

  test("each engine's way of asking gives the headers to inject and the target to send; the ERP is not called", async () => {
    const asked = [
      await fetch(`${url}/verify`, { headers: asNginx(`${PATH}?$top=2`) }),
      await fetch(`${url}/verify`, { headers: asTraefik(`${PATH}?$top=2`) }),
      await fetch(`${url}/verify${PATH}?$top=2`, { headers: { "x-api-key": key } }),
    ];
    for (const answer of asked) {
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("x-api-key"), ERP_API_KEY);
      assert.match(answer.headers.get("authorization") ?? "", /^Basic /);
      assert.equal(
        answer.headers.get("x-erpgate-target"),
        "/ERP/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=2",
      );
      assert.equal(answer.headers.get("x-erpgate-consumer"), "orders");
      assert.equal(answer.headers.get("cache-control"), "private, max-age=1");
    }
    assert.equal(upstream.seen.length, 0);
  });

  test("the original method is what is judged", async () => {
    const answer = await fetch(`${url}/verify`, { headers: asTraefik(PATH, "DELETE") });
    assert.equal(answer.status, 403);
  });

  test("nginx is told 401 or 403, others the status as it is", async () => {
    const crooked = PATH.replace("/api/", "/%61pi/");
    assert.equal((await fetch(`${url}/verify`, { headers: asNginx(crooked) })).status, 403);
    assert.equal((await fetch(`${url}/verify`, { headers: asTraefik(crooked) })).status, 400);
    const nobody = { ...asNginx(PATH), "x-api-key": "egk_nobody" };
    assert.equal((await fetch(`${url}/verify`, { headers: nobody })).status, 401);
  });

  test("what does not say for certain what it is about is a 400", async () => {
    const both = { ...asNginx(PATH), ...asTraefik(PATH) };
    assert.equal((await fetch(`${url}/verify`, { headers: both })).status, 400);
    assert.equal((await fetch(`${url}/verify`, { headers: { "x-api-key": key } })).status, 400);
    const half = { "x-api-key": key, "x-original-uri": PATH };
    assert.equal((await fetch(`${url}/verify`, { headers: half })).status, 400);
    const smuggled = { ...asTraefik("/kinetic/x"), "x-api-key": key };
    assert.equal((await fetch(`${url}/verify${PATH}`, { headers: smuggled })).status, 400);
    const twice = `GET /verify HTTP/1.1\r\nhost: x\r\nx-api-key: ${key}\r\nx-original-method: GET\r\nx-original-uri: ${PATH}\r\nx-original-uri: /kinetic/other\r\nconnection: close\r\n\r\n`;
    assert.equal(statusOf(await sendRaw(Number(new URL(url).port), twice)), 400);
  });

  test("the gateway's own endpoints are not asked about", async () => {
    const answer = await fetch(`${url}/verify`, { headers: asTraefik("/oauth/token", "POST") });
    assert.equal(answer.status, 403);
  });

  test("forwarded headers mean nothing at the data listener", async () => {
    const headers = { ...asNginx(PATH), ...asTraefik(PATH) };
    assert.equal(
      (await fetch(`${running.url}/kinetic/api/v2/odata/EPIC06/Erp.BO.VendorSvc/Vendors`, { headers })).status,
      403,
    );
    assert.equal((await fetch(`${running.url}/verify`, { headers })).status, 404);
  });
});

test("peers are addresses and networks; anything else is a fault", () => {
  const faults: number[] = [];
  const peers = readPeers(["10.0.0.0/8", "::1", "192.0.2.7", "10.0.0.0/40", "gateway", "fe80::/10"], (index) =>
    faults.push(index),
  );
  assert.deepEqual(faults, [3, 4]);
  for (const inside of ["10.200.1.1", "::1", "192.0.2.7", "::ffff:10.1.1.1", "fe80::1"])
    assert.ok(peers.includes(inside));
  for (const outside of ["11.0.0.1", "192.0.2.8", "::2", "", undefined, "x"]) assert.ok(!peers.includes(outside));
});

test("who asks is counted as callers are, so that connections of engines are evened out among workers as well", async () => {
  const counted: (string | undefined)[] = [];
  const seen = (handle: RequestListener): RequestListener => {
    return (request, response) => {
      counted.push(request.url);
      handle(request, response);
    };
  };
  const verify = { host: "127.0.0.1", port: 0, peers: ["127.0.0.0/8"] };
  const listener = createVerifyListener({ limits: DEFAULT_LIMITS, verify }, () => undefined, seen);
  const url = await listener.bind("gateway.verify", verify);
  assert.equal((await fetch(`${url}/nothing`)).status, 400);
  assert.deepEqual(counted, ["/nothing"]);
  await listener.close(0);
});
