import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { seeded } from "../../../tools/seeded-secrets.ts";
import { type EchoUpstream, startEchoUpstream } from "./echo-upstream.ts";
import { sendRaw, statusOf } from "./raw-request.ts";
import { checkGatewayConfig } from "../src/index.ts";
import { kineticAt, startTestGateway, type TestGateway } from "./test-gateway.ts";

const TOKEN = "/api/security/token/v2";
let upstream: EchoUpstream;
let running: TestGateway;
let key: string;
let atPort: string;
before(async () => {
  upstream = await startEchoUpstream();
  upstream.respond = (request, response) => {
    if (request.url === TOKEN) return response.end(JSON.stringify({ AccessToken: "erp-token", ExpiresIn: 3600 }));
    if (request.url?.startsWith("/api/moved") === true)
      response.writeHead(307, { location: `${upstream.url}/api/moved/to/` });
    response.end("{}");
  };
  const p21 = {
    system: "prophet21",
    url: upstream.url,
    auth: { kind: "consumer-key", key: seeded("p21-consumer-key") },
  } as const;
  running = await startTestGateway(
    { p21, told: p21, erp: kineticAt(`${upstream.url}/ERP`) },
    {
      publicUrl: "https://gateway.example.com/erp",
      mounts: {
        p21: { host: "P21.example.com", port: 0 },
        told: { port: 0, publicUrl: "https://told.example.com:8443" },
      },
    },
  );
  atPort = running.gateway.mountUrls["p21"] ?? "";
  key = await running.register("shop", {
    p21: { scope: "/api;/odata:supplier" },
    told: { scope: "/api" },
    erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" },
  });
});
after(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

/** A request to the data listener under another host name. */
function atHost(host: string, target: string, headers = ""): Promise<string> {
  return sendRaw(
    running.port,
    `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${key}\r\nAccept: application/json\r\n${headers}\r\n`,
  );
}

const ask = (url: string): Promise<Response> =>
  fetch(url, { redirect: "manual", headers: { authorization: `Bearer ${key}`, accept: "application/json" } });

describe("a connection at the root of a port of its own", () => {
  test("is called as P21 itself is, and the ERP sees the same path", async () => {
    upstream.seen.length = 0;
    const token = await fetch(`${atPort}${TOKEN}`, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify({ ClientSecret: key, GrantType: "client_credentials" }),
    });
    assert.equal(token.status, 200);
    const { AccessToken } = (await token.json()) as { AccessToken: string };
    const table = `${atPort}/odataservice/odata/table/supplier?%24top=1`;
    const answer = await fetch(table, { headers: { authorization: `Bearer ${AccessToken}` } });
    assert.equal(answer.status, 200);
    assert.ok(upstream.seen.some(({ target }) => target === "/odataservice/odata/table/supplier?%24top=1"));
    assert.equal((await ask(`${running.url}/p21/odataservice/odata/table/supplier`)).status, 200, "and at its path");
  });

  test("has no other connection and none of the gateway's own addresses", async () => {
    assert.equal((await ask(`${atPort}/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers`)).status, 403);
    assert.equal((await ask(`${atPort}/oauth/token`)).status, 403);
    assert.equal((await ask(`${atPort}/p21/odataservice/odata/table/supplier`)).status, 403);
    assert.equal(
      (await ask(`${running.url}/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers`)).status,
      200,
      "which are where they were",
    );
  });

  test("gives out its own address, or the one that was set", async () => {
    const router = "/api/ui/router/v1?urlType=external";
    const told = running.gateway.mountUrls["told"] ?? "";
    assert.deepEqual(await (await ask(atPort + router)).json(), { Url: `${atPort}/uiserver0` });
    assert.deepEqual(await (await ask(told + router)).json(), { Url: "https://told.example.com:8443/uiserver0" });
    const here = `${running.url}/p21${router}`;
    assert.deepEqual(await (await ask(here)).json(), { Url: "https://gateway.example.com/erp/p21/uiserver0" });
    assert.equal((await ask(`${atPort}/api/moved/from`)).headers.get("location"), `${atPort}/api/moved/to/`);
    assert.equal(
      (await ask(`${told}/api/moved/from`)).headers.get("location"),
      "https://told.example.com:8443/api/moved/to/",
    );
    assert.equal(
      (await ask(`${running.url}/p21/api/moved/from`)).headers.get("location"),
      "https://gateway.example.com/erp/p21/api/moved/to/",
    );
  });

  test("a target without its slash names no other connection", async () => {
    const port = Number(new URL(atPort).port);
    for (const target of ["x/api/entity/customers/1_2", "*", "http://a/api/entity/customers/1_2", "//erp/api"]) {
      const answer = await sendRaw(port, `GET ${target} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\n\r\n`);
      assert.equal(statusOf(answer), 400, target);
    }
  });
});

describe("a connection at the root of a host name of its own", () => {
  for (const host of ["p21.example.com", "P21.EXAMPLE.COM:8080"]) {
    test(host, async () => {
      assert.equal(statusOf(await atHost(host, "/odataservice/odata/table/supplier")), 200);
      assert.equal(statusOf(await atHost(host, "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers")), 403);
      assert.match(await atHost(host, "/api/ui/router/v1/"), /"Url":"https:\/\/p21\.example\.com\/uiserver0"/);
    });
  }

  test("any other name is the gateway's, whatever else the request says about it", async () => {
    const target = "/odataservice/odata/table/supplier";
    for (const host of ["gateway.example.com", "p21.example.com.", "xp21.example.com", "p21.example.com@a"]) {
      assert.notEqual(statusOf(await atHost(host, target)), 200, host);
    }
    assert.equal(statusOf(await atHost("a", target, "X-Forwarded-Host: p21.example.com\r\n")), 404);
  });
});

describe("mounts are what the gateway was started with", () => {
  const erp = kineticAt("http://127.0.0.1:9/ERP");

  test("one that names no connection keeps it from starting", async () => {
    await assert.rejects(startTestGateway({ erp }, { mounts: { gone: { port: 0 } } }), (error: Error) =>
      error.message.includes("gateway.mounts.gone: names no connection"),
    );
  });

  test("a reload that changes them is refused, and they stay", async () => {
    await using own = await startTestGateway({ erp }, { mounts: { erp: { port: 0 } } });
    const section = { listen: { port: 0 }, admin: { port: 0 }, store: `${own.folder}/erpgate.db` };
    const config = checkGatewayConfig(section, () => assert.fail("the section is in order"));
    await assert.rejects(own.gateway.reload({ config, connections: { erp } }), /gateway\.mounts/);
    assert.equal((await fetch(`${own.gateway.mountUrls["erp"] ?? ""}/api/help`)).status, 401);
  });
});
