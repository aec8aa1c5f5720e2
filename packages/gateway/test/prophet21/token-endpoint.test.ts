import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { sendRaw, statusOf } from "../raw-request.ts";
import { kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const P21_KEY: string = seeded("p21-consumer-key");
let upstream: EchoUpstream;
let running: TestGateway;
let key: string;
let acting: string;
before(async () => {
  upstream = await startEchoUpstream();
  let minted = 0;
  // A P21 that gives out a token for each login and answers everything else.
  upstream.respond = (request, response, body) => {
    response.setHeader("content-type", "application/json");
    if (request.url !== "/api/security/token/v2") return response.end("{}");
    const { username = "" } = JSON.parse(body.toString()) as { username?: string };
    response.end(
      JSON.stringify({ AccessToken: `token-${++minted}-of-${username}`, ExpiresIn: 3600, TokenType: "Bearer" }),
    );
  };
  const auth = { kind: "consumer-key", key: P21_KEY, username: "gateway_user" } as const;
  running = await startTestGateway({
    p21: { system: "prophet21", url: upstream.url, auth },
    other: { system: "prophet21", url: upstream.url, auth },
    erp: kineticAt(`${upstream.url}/ERP`),
  });
  key = await running.register("shop", { p21: { scope: "/api;/odata:supplier" } });
  acting = await running.register("desk", { p21: { scope: "/api", p21Username: "clerk" } });
});
after(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const TOKEN = "/p21/api/security/token";
const JSON_ACCEPT = { accept: "application/json", "content-type": "application/json" };

async function mint(
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<{ status: number; text: string; json: () => Record<string, unknown> }> {
  const response = await fetch(running.url + path, {
    method: "POST",
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, json: () => JSON.parse(text) as Record<string, unknown> };
}

const read = (token: unknown, path = "/p21/odataservice/odata/table/supplier"): Promise<Response> =>
  fetch(running.url + path, { headers: { authorization: `Bearer ${String(token)}`, accept: "application/json" } });

describe("a token in P21's own shape", () => {
  const forms: [string, string, Record<string, string>, (() => unknown) | undefined][] = [
    [
      "v2, ClientSecret",
      `${TOKEN}/v2`,
      {},
      () => ({ ClientSecret: key, GrantType: "client_credentials", Scope: "/everything" }),
    ],
    ["v2, members in small letters", `${TOKEN}/v2`, {}, () => ({ clientsecret: key })],
    ["v2, user name and password", `${TOKEN}/v2`, {}, () => ({ username: "shop", password: key })],
    ["v2, UserName and Password", `${TOKEN}/v2`, {}, () => ({ UserName: "shop", Password: key })],
    ["v2, both merged", `${TOKEN}/v2`, {}, () => ({ username: "shop", password: key, ClientSecret: key })],
  ];
  for (const [what, path, headers, body] of forms) {
    test(what, async () => {
      const answer = await mint(path, { ...JSON_ACCEPT, ...headers }, body?.());
      assert.equal(answer.status, 200, answer.text);
      const token = answer.json();
      assert.deepEqual(Object.keys(token), [
        "AccessToken",
        "TokenType",
        "UserName",
        "ExpiresIn",
        "ExpiresInSeconds",
        "RefreshToken",
        "Scope",
        "SessionId",
        "ConsumerUid",
        "AppKey",
      ]);
      assert.equal(token["ExpiresIn"], 86_400);
      assert.equal(token["ExpiresInSeconds"], 86_400);
      assert.equal(token["Scope"], "/api;/odata:supplier", "the Scope asked for is ignored, as P21 does");
      assert.equal((await read(token["AccessToken"])).status, 200);
      const claims = JSON.parse(
        Buffer.from(String(token["AccessToken"]).split(".")[1] ?? "", "base64url").toString(),
      ) as Record<string, unknown>;
      assert.equal(claims["iss"], "P21.Soa");
      assert.equal(claims["aud"], "/api;/odata:supplier");
      assert.equal(claims["sub"], "");
      assert.equal(claims["P21.SessionId"], token["SessionId"]);
      assert.equal(claims["P21.ConsumerUid"], token["ConsumerUid"]);
    });
  }

  const headerForms: [string, () => Record<string, string>][] = [
    ["username and password", () => ({ username: "shop", password: key })],
    ["consumer_key and grant_type", () => ({ consumer_key: key, grant_type: "client_credentials" })],
    ["appkey", () => ({ appkey: key })],
  ];
  for (const [what, headers] of headerForms) {
    for (const path of [TOKEN, `${TOKEN}/`]) {
      test(`v1, headers ${what}, at ${path}`, async () => {
        const answer = await mint(path, { accept: "application/json", ...headers() });
        assert.equal(answer.status, 200, answer.text);
        assert.equal((await read(answer.json()["AccessToken"])).status, 200);
      });
    }
  }

  test("XML unless JSON is asked for", async () => {
    const answer = await mint(`${TOKEN}/v2`, { "content-type": "application/json" }, { ClientSecret: key });
    assert.match(
      answer.text,
      /^<act:Token xmlns:act="http:\/\/distributionsuite\.activant\.com"><AccessToken>[^<]+<\/AccessToken>/,
    );
    assert.match(answer.text, /<\/act:Token>$/);
    assert.equal((await read(/<AccessToken>([^<]+)/.exec(answer.text)?.[1])).status, 200);
  });
});

describe("what is refused at the token endpoint, without repeating any of it", () => {
  const wrong = seeded("wrong-key");
  const cases: [string, string, Record<string, string>, unknown, number, RegExp][] = [
    ["an unknown key", `${TOKEN}/v2`, {}, { ClientSecret: wrong }, 500, /Unable to generate client token\./],
    ["a wrong password", `${TOKEN}/v2`, {}, { username: "shop", password: wrong }, 401, /invalid_grant/],
    ["no member that counts", `${TOKEN}/v2`, {}, { a: 1 }, 500, /TokenException/],
    ["no JSON", `${TOKEN}/v2`, { username: "shop", password: wrong }, undefined, 500, /TokenException/],
    ["v1 without headers", TOKEN, {}, undefined, 500, /TokenException/],
    ["v1, unknown appkey", TOKEN, { appkey: wrong }, undefined, 500, /TokenException/],
  ];
  for (const [what, path, headers, body, status, shape] of cases) {
    test(what, async () => {
      const answer = await mint(path, { ...JSON_ACCEPT, ...headers }, body);
      assert.equal(answer.status, status);
      assert.match(answer.text, shape);
      assert.ok(!answer.text.includes(wrong));
    });
  }

  test("another consumer's name beside a good key", async () => {
    assert.equal((await mint(`${TOKEN}/v2`, JSON_ACCEPT, { username: "desk", password: key })).status, 401);
    assert.equal(
      (await mint(`${TOKEN}/v2`, JSON_ACCEPT, { ClientSecret: key, username: "desk", password: acting })).status,
      400,
    );
  });

  test("a user name other than the registered one: a key is no licence to be anybody", async () => {
    for (const username of ["admin", "CLERK", "clerk "]) {
      assert.equal((await mint(`${TOKEN}/v2`, JSON_ACCEPT, { ClientSecret: acting, username })).status, 500);
    }
    assert.equal((await mint(`${TOKEN}/v2`, JSON_ACCEPT, { ClientSecret: key, username: "clerk" })).status, 500);
    const allowed = await mint(`${TOKEN}/v2`, JSON_ACCEPT, { ClientSecret: acting, username: "clerk" });
    assert.equal(allowed.status, 200);
    assert.equal(allowed.json()["UserName"], "clerk");
  });

  test("a key that is registered for another connection", async () => {
    assert.equal((await mint("/other/api/security/token/v2", JSON_ACCEPT, { ClientSecret: key })).status, 500);
  });

  test("secrets in the query, GET", async () => {
    assert.equal((await mint(`${TOKEN}?username=shop&password=${seeded("in-query")}`, JSON_ACCEPT)).status, 400);
    assert.equal((await fetch(`${running.url}${TOKEN}/v2`)).status, 405);
  });
});

describe("the token", () => {
  test("opens its own mount alone", async () => {
    const both = await running.register("both", { p21: { scope: "/api" }, other: { scope: "/api" } });
    const token = (await mint(`${TOKEN}/v2`, JSON_ACCEPT, { ClientSecret: both })).json()["AccessToken"];
    assert.equal((await read(token, "/other/api/entity/customers/1_2")).status, 401, "before it is remembered");
    assert.equal((await read(token, "/p21/api/entity/customers/1_2")).status, 200);
    assert.equal((await read(token, "/other/api/entity/customers/1_2")).status, 401, "and after");
    assert.equal((await read(token, "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers")).status, 401);
  });

  test("is held to the scope on every surface, P21's own gaps included", async () => {
    const token = (await mint(`${TOKEN}/v2`, JSON_ACCEPT, { ClientSecret: key })).json()["AccessToken"];
    const denied = await read(token, "/p21/odataservice/odata/table/customer");
    assert.equal(denied.status, 401, "P21's own status for it");
    const body = (await denied.json()) as Record<string, unknown>;
    assert.equal(
      body["ErrorMessage"],
      "You are not authorized to access API. Please contact administrator to get access.",
    );
    assert.equal(body["reason"], "scope.denied");
    assert.equal((await read(token, "/p21/uiserver0/api/v2/transaction")).status, 401);
  });

  test("absent: P21's own three members", async () => {
    const response = await fetch(`${running.url}/p21/odataservice/odata/table/supplier`);
    assert.equal(response.status, 401);
    const body = (await response.json()) as Record<string, unknown>;
    assert.equal(body["Description"], "Authorization header was not present or 'Bearer' was missing.");
    assert.equal(body["Error"], "invalid_request");
    assert.equal(body["Uri"], "");
    const xml = await fetch(`${running.url}/p21/odataservice/odata/table/supplier`, {
      headers: { accept: "application/xml" },
    });
    assert.match(await xml.text(), /^<TokenError><Description>/);
  });
});

describe("the login upstream", () => {
  test("is the connection's, or the consumer's own user where one is registered; callers choose neither", async () => {
    const sentFor = async (headers: Record<string, string>): Promise<string | undefined> => {
      upstream.seen.length = 0;
      const response = await fetch(`${running.url}/p21/api/entity/customers/1_2`, {
        headers: { username: "admin", ...headers },
      });
      assert.equal(response.status, 200);
      const call = upstream.seen.find(({ target }) => target === "/api/entity/customers/1_2");
      assert.equal(call?.headers["username"], undefined);
      return call?.headers.authorization;
    };
    assert.match((await sentFor({ authorization: `Bearer ${key}` })) ?? "", /-of-gateway_user$/);
    assert.match((await sentFor({ authorization: `Bearer ${acting}` })) ?? "", /-of-clerk$/);
  });
});

describe("the UI router", () => {
  for (const path of ["/p21/api/ui/router/v1/?urlType=external", "/p21/api/ui/router/v1?urlType=external"]) {
    test(`${path} names the gateway, each time it is asked`, async () => {
      upstream.seen.length = 0;
      for (let round = 0; round < 2; round++) {
        const response = await read(key, path);
        assert.equal(response.status, 200);
        assert.deepEqual(await response.json(), { Url: `${running.url}/p21/uiserver0` });
      }
      const xml = await fetch(running.url + path, { headers: { authorization: `Bearer ${key}` } });
      assert.match(await xml.text(), new RegExp(`<Url>${running.url}/p21/uiserver0</Url>`));
      assert.equal(upstream.seen.length, 0);
    });
  }

  test("is for those with /api, and for nobody without a credential", async () => {
    const odataOnly = await running.register("reader", { p21: { scope: "/odata:supplier" } });
    assert.equal((await read(odataOnly, "/p21/api/ui/router/v1/")).status, 401);
    assert.equal(statusOf(await sendRaw(running.port, "GET /p21/api/ui/router/v1/ HTTP/1.1\r\nHost: a\r\n\r\n")), 401);
  });
});
