import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { connect, ErpgateError } from "../../src/index.ts";
import type { KineticOptions } from "../../src/index.ts";
import { firstSeen, json, startErpServer } from "../erp-server.ts";
import type { ErpServer } from "../erp-server.ts";

const [password, apiKey, secret] = [seeded("pässwörd"), seeded("api-key"), seeded("client-secret")];

const open = (server: ErpServer, more: Partial<KineticOptions> = {}) =>
  connect({
    system: "kinetic",
    url: `${server.url}/ERP11PROD/`,
    company: "EPIC06",
    apiKey,
    auth: { kind: "basic", username: "integration", password },
    ...more,
  });
const echo = () => startErpServer((seen, response) => json(response, { url: seen.url }));

describe("Kinetic calls", () => {
  it("relative paths go below the API root, absolute ones below the base", async () => {
    await using server = await echo();
    await using v2 = open(server);
    await using v1 = open(server, { apiVersion: "v1" });
    assert.equal(v2.url, `${server.url}/ERP11PROD`);
    assert.deepEqual(await v2.get("Erp.BO.CustomerSvc/Customers?$top=1"), {
      url: "/ERP11PROD/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=1",
    });
    assert.deepEqual(await v1.get("BaqSvc/x"), { url: "/ERP11PROD/api/v1/BaqSvc/x" });
    assert.deepEqual(await v2.get("/api/v2/efx/EPIC06/Lib/Fn"), { url: "/ERP11PROD/api/v2/efx/EPIC06/Lib/Fn" });
  });

  it("carry Basic in UTF-8, the key as a header, licence and plant as JSON", async () => {
    await using server = await echo();
    await using kinetic = open(server, { plant: "Münster", license: "WebService", apiKeyHeader: "X-API-Key" });
    await kinetic.get("X");
    const { headers } = firstSeen(server);
    assert.equal(headers.authorization, `Basic ${Buffer.from(`integration:${password}`, "utf8").toString("base64")}`);
    assert.equal(headers["x-api-key"], apiKey);
    assert.deepEqual(JSON.parse(headers["license"] as string), {
      ClaimedLicense: "00000003-9439-4B30-A6F4-6D2FD4B9FD0F",
    });
    assert.deepEqual(JSON.parse(headers["callsettings"] as string), { Company: "EPIC06", Plant: "Münster" });
    assert.match(headers["callsettings"] as string, /^[\u0020-\u007e]*$/);
    assert.equal(headers.accept, "application/json");
    assert.ok("X-API-Key" in (await kinetic.headers()));
    assert.equal(await kinetic.token(), undefined);
    assert.equal(kinetic.heldHeaders(), await kinetic.headers());
  });

  it("on v1 the company goes as CallSettings, on v2 only beside a plant", async () => {
    await using server = await echo();
    await using v1 = open(server, { apiVersion: "v1" });
    await using v2 = open(server);
    assert.equal((await v1.headers())["callsettings"], '{"Company":"EPIC06"}');
    assert.equal((await v2.headers())["callsettings"], undefined);
  });

  it("let no call set the key's header, in whatever case", async () => {
    await using server = await echo();
    await using kinetic = open(server);
    const call = kinetic.get("X", { headers: { "X-Api-Key": "other" } });
    await assert.rejects(call, (error: unknown) => ErpgateError.is(error) && error.code === "REQUEST_INVALID");
  });
});

describe("Kinetic tokens", () => {
  const token = (body: string, type = "application/json") =>
    startErpServer((_seen, response) => response.setHeader("content-type", type).end(body));

  it("TokenResource.svc is asked as Epicor's library asks: slash, headers, JSON, no body", async () => {
    await using server = await token('{"AccessToken":"t","ExpiresIn":"3600","TokenType":"Bearer"}');
    await using kinetic = open(server, { auth: { kind: "token-resource", username: "manager", password: secret } });
    assert.equal((await kinetic.headers())["authorization"], "Bearer t");
    const { method, url, headers, body } = firstSeen(server);
    assert.deepEqual([method, url, body], ["POST", "/ERP11PROD/TokenResource.svc/", ""]);
    assert.equal(headers["username"], "manager");
    assert.equal(headers["password"], secret);
    assert.equal(headers.accept, "application/json");
    assert.equal(headers["content-length"], "0");
    assert.equal(headers["content-type"], "application/x-www-form-urlencoded");
  });

  it("TokenResource.svc may answer XML, whatever its namespace", async () => {
    const xml =
      '<?xml version="1.0"?><k:Token xmlns:k="urn:x"><k:AccessToken>t&amp;2</k:AccessToken><ExpiresIn>60</ExpiresIn></k:Token>';
    await using server = await token(xml, "application/xml");
    await using kinetic = open(server, { auth: { kind: "token-resource", username: "manager", password: secret } });
    const held = await kinetic.token();
    assert.equal(held?.token, "t&2");
    assert.ok((held?.expiresAtMs ?? 0) - Date.now() <= 60_000);
  });

  it("the identity provider is asked by a form", async () => {
    await using server = await token('{"access_token":"t","expires_in":3600}');
    const auth = {
      kind: "epicor-idp",
      tokenUrl: `${server.url}/connect/token`,
      clientId: "app",
      clientSecret: secret,
    } as const;
    await using kinetic = open(server, { auth });
    await kinetic.token();
    const form = new URLSearchParams(firstSeen(server).body);
    assert.deepEqual(Object.fromEntries(form), {
      grant_type: "client_credentials",
      client_id: "app",
      client_secret: secret,
      scope: "epicor_erp",
    });
  });

  const refusals: readonly [status: number, body: string, code: string][] = [
    [401, '{"error":"invalid_client"}', "TOKEN_CLIENT_REFUSED"],
    [400, '{"error":"invalid_scope","error_description":"no"}', "TOKEN_GRANT_REFUSED"],
    [503, "", "TOKEN_ISSUER_UNAVAILABLE"],
    [429, "", "TOKEN_ISSUER_UNAVAILABLE"],
    [200, '{"token_type":"Bearer"}', "TOKEN_ANSWER_UNREADABLE"],
    [200, '{"access_token":"with blanks\\r\\n"}', "TOKEN_ANSWER_UNREADABLE"],
    [404, "<html>", "ANSWER_HTML"],
  ];
  for (const [status, body, code] of refusals) {
    it(`the identity provider's ${status} ${body.slice(0, 40)} is ${code}`, async () => {
      await using server = await startErpServer((_seen, response) => response.writeHead(status).end(body));
      const auth = { kind: "epicor-idp", tokenUrl: `${server.url}/t`, clientId: "app", clientSecret: secret } as const;
      await using kinetic = open(server, { auth });
      await assert.rejects(kinetic.token(), (error: unknown) => ErpgateError.is(error) && error.code === code);
    });
  }

  it("somebody else's token comes from a text, a function or a credential object", async () => {
    await using server = await echo();
    const asked: unknown[] = [];
    const providers: KineticOptions["auth"][] = [
      { kind: "bearer", token: "t" },
      { kind: "bearer", token: () => Promise.resolve("t") },
      { kind: "bearer", token: () => Promise.resolve({ token: "t", expiresAtMs: Date.now() + 60_000 }) },
      {
        kind: "bearer",
        scopes: ["api://erp/.default"],
        token: {
          getToken: (scopes) => {
            asked.push(scopes);
            return Promise.resolve({ token: "t", expiresOnTimestamp: Date.now() + 60_000 });
          },
        },
      },
    ];
    for (const auth of providers) {
      await using kinetic = open(server, { auth });
      assert.equal((await kinetic.headers())["authorization"], "Bearer t");
      assert.equal((await kinetic.headers())["x-api-key"], apiKey);
    }
    assert.deepEqual(asked, [["api://erp/.default"]]);
  });
});

describe("Kinetic OData", () => {
  const rows = Array.from({ length: 250 }, (_, index) => ({ Company: "EPIC06", Num: index }));
  const metadata = `<Schema><EntityType Name="Thing"><Key><PropertyRef Name="Company" /><PropertyRef Name="Num"/></Key></EntityType>
    <EntityContainer><EntitySet Name="Things" EntityType="X.Y.Thing"/></EntityContainer></Schema>`;
  const collection = () =>
    startErpServer((seen, response) => {
      const { pathname, searchParams } = new URL(seen.url, "http://x");
      if (pathname.endsWith("$metadata")) return void response.end(metadata);
      const skip = Number(searchParams.get("$skip") ?? 0);
      json(response, { value: rows.slice(skip, skip + Number(searchParams.get("$top") ?? 100)) });
    });

  it("goes past the default cap in the key's order, without reading the key twice", async () => {
    await using server = await collection();
    await using kinetic = open(server);
    for await (const _row of kinetic.odata("Erp.BO.ThingSvc/Things", { top: 101 }));
    const all: unknown[] = [];
    for await (const row of kinetic.odata("Erp.BO.ThingSvc/Things", { filter: "Name eq 'A&B'", select: ["Num"] }))
      all.push(row);
    assert.deepEqual(all, rows);
    assert.deepEqual(
      server.seen.map(({ url }) => url.replace("/ERP11PROD/api/v2/odata/EPIC06/Erp.BO.ThingSvc/", "")),
      [
        "$metadata",
        "Things?$orderby=Company,Num&$top=100",
        "Things?$orderby=Company,Num&$top=1&$skip=100",
        "Things?$select=Num&$filter=Name%20eq%20'A%26B'&$orderby=Company,Num&$top=100",
        "Things?$select=Num&$filter=Name%20eq%20'A%26B'&$orderby=Company,Num&$top=100&$skip=100",
        "Things?$select=Num&$filter=Name%20eq%20'A%26B'&$orderby=Company,Num&$top=100&$skip=200",
      ],
    );
  });

  it("asks once for one page, and stops where the caller stops", async () => {
    await using server = await collection();
    await using kinetic = open(server);
    const some: unknown[] = [];
    for await (const row of kinetic.odata("Erp.BO.ThingSvc/Things", { top: 5 })) some.push(row);
    assert.equal(some.length, 5);
    for await (const _row of kinetic.odata("Erp.BO.ThingSvc/Things", { orderby: ["Num desc"], skip: 10 })) break;
    assert.equal(server.seen.length, 2);
  });

  it("a BAQ needs an order as soon as there can be a second page", async () => {
    await using server = await collection();
    await using kinetic = open(server);
    const read = async (more: object) => {
      const all: unknown[] = [];
      for await (const row of kinetic.odata("BaqSvc/MyBaq/Data?Param=1", more)) all.push(row);
      return all.length;
    };
    await assert.rejects(read({}), /a BAQ has no key/);
    assert.equal(await read({ orderby: "Customer_CustID" }), 250);
    assert.equal(await read({ top: 100 }), 100);
    assert.match(firstSeen(server).url, /Data\?Param=1&\$orderby=Customer_CustID&\$top=100$/);
  });

  it("tells every wrong option at once", async () => {
    await using server = await collection();
    await using kinetic = open(server);
    const wrong = kinetic.odata("X/Y", { top: -1, selct: [], filter: " " } as object);
    const read = wrong[Symbol.asyncIterator]().next();
    await assert.rejects(
      read,
      (error: unknown) =>
        ErpgateError.is(error) && /"top".*|"selct"/.test(error.message) && /"filter"/.test(error.message),
    );
    assert.equal(server.seen.length, 0);
  });
});
