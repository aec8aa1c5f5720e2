import assert from "node:assert/strict";
import { createPublicKey, createSecretKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { revokeConsumer } from "../../src/index.ts";
import { signJwt } from "../../src/issue/jwt.ts";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { sendRaw, statusOf } from "../raw-request.ts";
import { kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const PATH = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";
const VENDORS = "/erp/api/v2/odata/EPIC06/Erp.BO.VendorSvc/Vendors";
const SCOPE = "/EPIC06/Erp.BO.CustomerSvc;/EPIC06/Erp.BO.VendorSvc";
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const otherRsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const pem = (key: KeyObject): string => key.export({ type: "spki", format: "pem" }).toString();
const jwk = (key: KeyObject, more: object): object => ({
  ...createPublicKey(pem(key)).export({ format: "jwk" }),
  ...more,
});

let upstream: EchoUpstream;
let running: TestGateway;
let key: string;
before(async () => {
  upstream = await startEchoUpstream();
  running = await startTestGateway(
    { erp: kineticAt(`${upstream.url}/ERP`), two: kineticAt(`${upstream.url}/TWO`) },
    async (folder) => {
      await writeFile(join(folder, "a.pem"), pem(rsa.publicKey));
      const keys = [
        jwk(rsa.publicKey, { kid: "r1", alg: "RS256", use: "sig" }),
        jwk(ec.publicKey, { kid: "e1" }),
        jwk(otherRsa.publicKey, { kid: "enc", use: "enc" }),
      ];
      await writeFile(join(folder, "b.jwks"), JSON.stringify({ keys }));
      const scopes = {
        "erp:read": { erp: "/EPIC06/Erp.BO.CustomerSvc" },
        "erp:wide": { erp: "/*/Erp.BO.CustomerSvc:write;/*/Ice.BO.UserFileSvc" },
        two: { two: SCOPE },
      };
      return {
        issuers: [
          { issuer: "https://a.test", audience: "https://erp.test", keys: join(folder, "a.pem"), scopes },
          {
            issuer: "https://b.test",
            audience: "https://erp.test",
            keys: join(folder, "b.jwks"),
            consumerClaim: "sub",
          },
        ],
      };
    },
  );
  key = await running.register("orders", { erp: { scope: SCOPE } }, [
    { issuer: "https://b.test", value: "service-account-7" },
  ]);
});
after(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const now = (): number => Math.floor(Date.now() / 1000);
const claimsOf = (more: object): object => ({
  iss: "https://a.test",
  aud: "https://erp.test",
  client_id: "orders",
  scope: "erp:read",
  exp: now() + 600,
  iat: now(),
  ...more,
});
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function rs256(claims: object, header: object = {}, by: KeyObject = rsa.privateKey): string {
  const input = `${part({ alg: "RS256", typ: "at+jwt", ...header })}.${part(claimsOf(claims))}`;
  return `${input}.${sign("sha256", Buffer.from(input), by).toString("base64url")}`;
}

const es256 = (claims: object, header: object): string =>
  signJwt("ES256", ec.privateKey, header as Record<string, unknown>, claimsOf(claims) as Record<string, unknown>);
const basic = (name: string, secret: string): string => `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;

async function ask(
  headers: Record<string, string>,
  path: string = PATH,
): Promise<{ status: number; reason: string | undefined }> {
  const response = await fetch(running.url + path, { headers });
  const body = (await response.json()) as { reason?: string };
  return { status: response.status, reason: body.reason };
}

describe("opaque keys", () => {
  const forms: [string, () => Record<string, string>][] = [
    ["as a bearer", () => ({ authorization: `Bearer ${key}` })],
    ["as a bearer in any letter case", () => ({ authorization: `bEARER ${key}` })],
    ["as x-api-key", () => ({ "x-api-key": key })],
    ["as Basic, name and key", () => ({ authorization: basic("orders", key) })],
    ["as Basic and x-api-key of one consumer", () => ({ authorization: basic("orders", key), "x-api-key": key })],
  ];
  for (const [what, headers] of forms)
    test(`${what}, twice`, async () => {
      assert.equal((await ask(headers())).status, 200);
      assert.equal((await ask(headers())).status, 200);
    });

  const garbage: [string, () => Record<string, string>, string, number][] = [
    ["none", () => ({}), "credential.missing", 401],
    ["an empty bearer", () => ({ authorization: "Bearer " }), "credential.malformed", 401],
    ["a scheme alone", () => ({ authorization: "Bearer" }), "credential.malformed", 401],
    ["another scheme", () => ({ authorization: `Digest ${key}` }), "credential.malformed", 401],
    ["no scheme", () => ({ authorization: key }), "credential.malformed", 401],
    ["a key cut short", () => ({ authorization: `Bearer ${key.slice(0, -1)}` }), "credential.unknown", 401],
    [
      "a key with another end",
      () => ({ authorization: `Bearer ${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}` }),
      "credential.unknown",
      401,
    ],
    ["a text", () => ({ authorization: "Bearer x" }), "credential.unknown", 401],
    ["an empty x-api-key", () => ({ "x-api-key": "" }), "credential.key-unknown", 401],
    ["the key under another name", () => ({ authorization: basic("ORDERS", key) }), "credential.unknown", 401],
    ["Basic that is not Base64", () => ({ authorization: `Basic orders:${key}` }), "credential.malformed", 401],
    [
      "Basic in Latin-1",
      () => ({ authorization: `Basic ${Buffer.from("caf\u00e9:x", "latin1").toString("base64")}` }),
      "credential.malformed",
      401,
    ],
    [
      "a good bearer beside a bad x-api-key",
      () => ({ authorization: `Bearer ${key}`, "x-api-key": "x" }),
      "credential.key-unknown",
      401,
    ],
    [
      "a good x-api-key beside an ERP login in Basic",
      () => ({ authorization: basic("manager", "their-password"), "x-api-key": key }),
      "credential.erp-login",
      400,
    ],
    ["a key in the query", () => ({ authorization: `Bearer ${key}` }), "credential.in-query", 400],
  ];
  for (const [what, headers, reason, status] of garbage) {
    test(`${what} is refused: ${reason}`, async () => {
      const path = reason === "credential.in-query" ? `${PATH}?api-key=x` : PATH;
      // The good one first, so that a memory that answers for another text would show.
      assert.equal((await ask({ authorization: `Bearer ${key}` })).status, 200);
      assert.deepEqual(await ask(headers(), path), { status, reason });
    });
  }

  test("credentials of two consumers are a conflict, also when both are remembered", async () => {
    const other = await running.register("other", { erp: { scope: SCOPE } });
    assert.equal((await ask({ "x-api-key": other })).status, 200);
    assert.equal((await ask({ authorization: basic("orders", key) })).status, 200);
    assert.deepEqual(await ask({ authorization: basic("orders", key), "x-api-key": other }), {
      status: 400,
      reason: "credential.conflict",
    });
  });

  for (const name of ["Authorization", "X-Api-Key"]) {
    test(`${name} twice is refused, even with the same value`, async () => {
      const line = `${name}: ${name === "Authorization" ? `Bearer ${key}` : key}\r\n`;
      const text = await sendRaw(
        running.port,
        `GET ${PATH} HTTP/1.1\r\nHost: a\r\n${line}${line.toLowerCase().replace(/bearer.*|egk.*/s, "")}${line.slice(line.indexOf(":") + 2)}\r\n`,
      );
      assert.equal(statusOf(text), 400);
      assert.match(text, /credential\.duplicated/);
    });
  }
});

describe("access tokens of a configured issuer", () => {
  const good: [string, () => string][] = [
    ["RS256, key from PEM", () => rs256({})],
    ["aud as a list", () => rs256({ aud: ["x", "https://erp.test"] })],
    ["scope as a list", () => rs256({ scope: ["other", "erp:read"] })],
    ["scp", () => rs256({ scope: undefined, scp: "erp:read" })],
    ["azp where there is no client_id", () => rs256({ client_id: undefined, azp: "orders" })],
    [
      "ES256, key from a set, by a registered subject",
      () => es256({ iss: "https://b.test", sub: "service-account-7" }, { kid: "e1" }),
    ],
    [
      "RS256, key from a set, by name",
      () => rs256({ iss: "https://b.test", sub: "orders" }, { kid: "r1", typ: "JWT" }),
    ],
  ];
  for (const [what, token] of good)
    test(`${what}: let in`, async () => assert.equal((await ask({ authorization: `Bearer ${token()}` })).status, 200));

  const bad: [string, () => string, string, number][] = [
    ["expired", () => rs256({ exp: now() - 1 }), "credential.expired", 401],
    ["not yet valid", () => rs256({ nbf: now() + 3600 }), "credential.unknown", 401],
    ["without exp", () => rs256({ exp: undefined }), "credential.unknown", 401],
    ["exp as a text", () => rs256({ exp: String(now() + 600) }), "credential.unknown", 401],
    ["another audience", () => rs256({ aud: "https://other.test" }), "credential.misplaced", 401],
    ["the audience as a prefix", () => rs256({ aud: "https://erp.test/x" }), "credential.misplaced", 401],
    ["another issuer", () => rs256({ iss: "https://c.test" }), "credential.unknown", 401],
    ["the issuer with a slash", () => rs256({ iss: "https://a.test/" }), "credential.unknown", 401],
    ["another issuer's key", () => es256({}, { kid: "e1" }), "credential.unknown", 401],
    [
      "a key that is for encryption",
      () => rs256({ iss: "https://b.test", sub: "orders" }, { kid: "enc" }, otherRsa.privateKey),
      "credential.unknown",
      401,
    ],
    [
      "a kid that the set does not have",
      () => rs256({ iss: "https://b.test", sub: "orders" }, { kid: "r2" }),
      "credential.unknown",
      401,
    ],
    [
      "no kid where the set has several",
      () => rs256({ iss: "https://b.test", sub: "orders" }, { kid: undefined }),
      "credential.unknown",
      401,
    ],
    ["alg none", () => `${part({ alg: "none" })}.${part(claimsOf({}))}.`, "credential.unknown", 401],
    [
      "alg none with a signature",
      () => `${part({ alg: "none" })}.${part(claimsOf({}))}.${"A".repeat(86)}`,
      "credential.unknown",
      401,
    ],
    [
      "HS256 with the public key as its secret",
      () =>
        signJwt("HS256", createSecretKey(Buffer.from(pem(rsa.publicKey))), {}, claimsOf({}) as Record<string, unknown>),
      "credential.unknown",
      401,
    ],
    ["crit", () => rs256({}, { crit: ["exp"] }), "credential.unknown", 401],
    ["an id token by its typ", () => rs256({}, { typ: "logout+jwt" }), "credential.unknown", 401],
    ["nobody's client id", () => rs256({ client_id: "nobody" }), "credential.unknown", 401],
    ["a client id that is no text", () => rs256({ client_id: ["orders"] }), "credential.unknown", 401],
    ["another issuer's subject", () => rs256({ client_id: "service-account-7" }), "credential.unknown", 401],
    ["the gateway's own iss", () => rs256({ iss: running.url, aud: running.url }), "credential.unknown", 401],
    ["no mapped scope", () => rs256({ scope: "customers:read" }), "scope.unmapped", 403],
    ["no scope at all", () => rs256({ scope: undefined }), "scope.unmapped", 403],
    ["a scope for another connection", () => rs256({ scope: "two" }), "scope.unmapped", 403],
  ];
  for (const [what, token, reason, status] of bad) {
    test(`${what}: ${reason}`, async () => {
      assert.equal((await ask({ authorization: `Bearer ${rs256({})}` })).status, 200);
      assert.deepEqual(await ask({ authorization: `Bearer ${token()}` }), { status, reason });
    });
  }

  test("a token can only narrow what is registered", async () => {
    const token = rs256({});
    assert.equal((await ask({ authorization: `Bearer ${token}` })).status, 200);
    assert.deepEqual(await ask({ authorization: `Bearer ${token}` }, VENDORS), { status: 403, reason: "scope.denied" });
    const wide = rs256({ scope: "erp:wide" });
    assert.equal((await ask({ authorization: `Bearer ${wide}` })).status, 200);
    assert.deepEqual(
      await ask({ authorization: `Bearer ${wide}` }, "/erp/api/v2/odata/EPIC06/Ice.BO.UserFileSvc/UserFiles"),
      { status: 403, reason: "scope.denied" },
    );
    assert.deepEqual(await ask({ authorization: `Bearer ${wide}` }, PATH.replace("EPIC06", "EPIC07")), {
      status: 403,
      reason: "scope.denied",
    });
  });
});

describe("the gateway's own tokens", () => {
  async function token(
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
    const response = await fetch(`${running.url}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams(form),
      headers,
    });
    return {
      status: response.status,
      body: (await response.json()) as Record<string, unknown>,
      headers: response.headers,
    };
  }
  const grant = { grant_type: "client_credentials" };

  test("client_secret_basic and client_secret_post give a token that opens what is registered", async () => {
    for (const answer of [
      await token({ ...grant, client_id: "orders", client_secret: key }),
      await token(grant, { authorization: basic("orders", encodeURIComponent(key)) }),
    ]) {
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("cache-control"), "no-store");
      assert.equal(answer.body["token_type"], "Bearer");
      assert.equal(answer.body["expires_in"], 3600);
      assert.equal((await ask({ authorization: `Bearer ${String(answer.body["access_token"])}` })).status, 200);
    }
  });

  test("it verifies against the published key set, whose metadata leads there", async () => {
    const { access_token: text } = (await token({ ...grant, client_id: "orders", client_secret: key })).body;
    const metadata = (await (await fetch(`${running.url}/.well-known/oauth-authorization-server`)).json()) as Record<
      string,
      string
    >;
    assert.equal(metadata["issuer"], running.url);
    const set = (await (await fetch(metadata["jwks_uri"] ?? "")).json()) as { keys: { kid: string }[] };
    const { createRemoteVerifier } = { createRemoteVerifier: set.keys };
    const [head = "", claims = "", signature = ""] = String(text).split(".");
    const header = JSON.parse(Buffer.from(head, "base64url").toString()) as { kid: string; alg: string; typ: string };
    assert.equal(header.alg, "ES256");
    assert.equal(header.typ, "at+jwt");
    const found = createRemoteVerifier.find(({ kid }) => kid === header.kid);
    assert.ok(found && !("d" in found));
    const { verify } = await import("node:crypto");
    const published = createPublicKey({ key: found, format: "jwk" });
    assert.ok(
      verify(
        "sha256",
        Buffer.from(`${head}.${claims}`),
        { key: published, dsaEncoding: "ieee-p1363" },
        Buffer.from(signature, "base64url"),
      ),
    );
  });

  test("scope narrows", async () => {
    const { body } = await token({
      ...grant,
      client_id: "orders",
      client_secret: key,
      scope: "erp:/EPIC06/Erp.BO.CustomerSvc",
    });
    const authorization = `Bearer ${String(body["access_token"])}`;
    assert.equal((await ask({ authorization })).status, 200);
    assert.deepEqual(await ask({ authorization }, VENDORS), { status: 403, reason: "scope.denied" });
  });

  const errors: [string, () => Parameters<typeof token>, number, string][] = [
    [
      "a wrong secret",
      () => [{ ...grant, client_id: "orders", client_secret: seeded("wrong") }],
      401,
      "invalid_client",
    ],
    ["another's secret", () => [{ ...grant, client_id: "nobody", client_secret: key }], 401, "invalid_client"],
    ["no client", () => [grant], 401, "invalid_client"],
    [
      "two methods",
      () => [{ ...grant, client_id: "orders", client_secret: key }, { authorization: basic("orders", key) }],
      400,
      "invalid_request",
    ],
    [
      "another grant",
      () => [{ grant_type: "password", client_id: "orders", client_secret: key }],
      400,
      "unsupported_grant_type",
    ],
    [
      "a connection it has not",
      () => [{ ...grant, client_id: "orders", client_secret: key, scope: "two" }],
      400,
      "invalid_scope",
    ],
    [
      "a scope of blanks",
      () => [{ ...grant, client_id: "orders", client_secret: key, scope: " " }],
      400,
      "invalid_scope",
    ],
    [
      "__proto__ as a connection",
      () => [{ ...grant, client_id: "orders", client_secret: key, scope: "__proto__" }],
      400,
      "invalid_scope",
    ],
  ];
  for (const [what, given, status, error] of errors) {
    test(`${what}: ${error}`, async () => {
      const answer = await token(...given());
      assert.equal(answer.status, status);
      assert.equal(answer.body["error"], error);
      assert.ok(!JSON.stringify(answer.body).includes(key));
    });
  }

  test("a field twice, another content type, GET and a huge body are refused in OAuth's form or with 413", async () => {
    const post = (body: string, type = "application/x-www-form-urlencoded"): Promise<Response> =>
      fetch(`${running.url}/oauth/token`, { method: "POST", body, headers: { "content-type": type } });
    assert.equal((await post("grant_type=client_credentials&grant_type=client_credentials")).status, 400);
    assert.equal((await post("{}", "application/json")).status, 400);
    assert.equal((await fetch(`${running.url}/oauth/token`)).status, 405);
    assert.equal((await post(`a=${"x".repeat(20_000)}`)).status, 413);
  });
});

describe("what changes", () => {
  test("a revoked consumer is out at once: key, remembered token, own token", async () => {
    const gone = await running.register("gone", { erp: { scope: SCOPE } });
    const issued = await fetch(`${running.url}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: "client_credentials", client_id: "gone", client_secret: gone }),
    });
    const { access_token: own } = (await issued.json()) as { access_token: string };
    const all = [`Bearer ${gone}`, `Bearer ${own}`, `Bearer ${rs256({ client_id: "gone" })}`];
    for (const authorization of all) assert.equal((await ask({ authorization })).status, 200);
    await revokeConsumer(running.gateway.store, "gone");
    await running.gateway.consumers.reload();
    for (const authorization of all) assert.equal((await ask({ authorization })).status, 401);
    await running.register("gone", { erp: { scope: SCOPE } });
    assert.equal((await ask({ authorization: `Bearer ${own}` })).status, 401, "a namesake does not inherit tokens");
  });

  test("a connection that is not registered is closed", async () => {
    assert.deepEqual(await ask({ authorization: `Bearer ${key}` }, PATH.replace("/erp/", "/two/")), {
      status: 403,
      reason: "scope.connection",
    });
  });
});
