import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import type { Prophet21Switches } from "../../src/index.ts";
import {
  claimsOf,
  consumer,
  last,
  mainUser,
  makeEmulator,
  member,
  NOON,
  prophet21Call,
  prophet21Raw,
  prophet21Token,
  type Reply,
  type Send,
} from "../fixture.ts";

const V1 = "/api/security/token";
const V2 = "/api/security/token/v2";
const ISSUED = NOON / 1000;
const user = { username: "api_user", password: seeded("p21-password") };
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function ask(path: string, send: Send, switches: Partial<Prophet21Switches> = {}): Promise<Reply> {
  return await prophet21Raw(makeEmulator({ prophet21: switches }), path, { method: "POST", ...send });
}

async function askV2(
  body: unknown,
  switches: Partial<Prophet21Switches> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  return await ask(V2, { body: JSON.stringify(body), headers }, switches);
}

test("form A: a user's token, with the documented members", async () => {
  const { status, body } = await askV2(user);
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body as object), ["AccessToken", "TokenType", "ExpiresInSeconds", "RefreshToken"]);
  assert.equal(member(body, "ExpiresInSeconds"), 86_400);
  assert.notEqual(member(body, "RefreshToken"), "");
});

test("a user's claims as observed, in their order", async () => {
  const token = member((await askV2(user)).body, "AccessToken");
  assert.equal(Buffer.from(String(token).split(".")[0] ?? "", "base64url").toString(), '{"alg":"HS256","typ":"JWT"}');
  const claims = claimsOf(token);
  assert.deepEqual(Object.keys(claims), ["sub", "aud", "P21.SessionId", "nbf", "exp", "iat", "iss"]);
  const { "P21.SessionId": session, ...rest } = claims;
  assert.match(String(session), GUID);
  assert.deepEqual(rest, { sub: "api_user", aud: "", nbf: ISSUED, exp: ISSUED + 86_400, iat: ISSUED, iss: "P21.Soa" });
});

test("form B: names in any letter case", async () => {
  assert.equal((await askV2({ UserName: user.username, Password: user.password })).status, 200);
});

test("form C: a consumer's token that never expires, with two numbers that disagree", async () => {
  const { body } = await askV2({ ...consumer(seeded("p21-consumer-key")), Scope: "/odata:everything" });
  const { AccessToken, SessionId, ...rest } = body as Record<string, unknown>;
  assert.match(String(SessionId), GUID);
  assert.deepEqual(rest, {
    TokenType: "Bearer",
    UserName: "",
    ExpiresIn: 630_720_000,
    RefreshToken: "",
    Scope: "/api",
    ConsumerUid: "1",
    AppKey: null,
  });
  const claims = claimsOf(AccessToken);
  assert.deepEqual(Object.keys(claims).slice(0, 4), ["sub", "aud", "P21.ConsumerUid", "P21.SessionId"]);
  assert.deepEqual(
    [claims["sub"], claims["aud"], claims["P21.ConsumerUid"], claims["exp"]],
    ["", "/api", "1", 2_147_483_647],
  );
});

test("form D: the username is taken as it comes", async () => {
  const { body } = await askV2(consumer(seeded("p21-consumer-key"), "nobody.at.all"));
  assert.equal(member(body, "UserName"), "nobody.at.all");
  assert.equal(claimsOf(member(body, "AccessToken"))["sub"], "nobody.at.all");
});

test("form E: user and key in one body, and the key wins", async () => {
  const { body } = await askV2({ ...user, ...consumer(seeded("reader-key")) });
  assert.equal(claimsOf(member(body, "AccessToken"))["aud"], "/odata:supplier,price_page");
});

test("SDK access appends an entry; a key's own expiry is taken", async () => {
  const { body } = await askV2(consumer(seeded("sdk-key")));
  assert.equal(member(body, "Scope"), "/api;/p21sdk");
  assert.equal(member(body, "ExpiresIn"), 600);
  assert.equal(claimsOf(member(body, "AccessToken"))["exp"], ISSUED + 600);
});

for (const [form, path, headers] of [
  ["F", V1, user],
  ["G", `${V1}/`, user],
  ["H", V1, { username: "api_user", consumer_key: seeded("p21-consumer-key"), grant_type: "client_credentials" }],
  ["I", V1, { appkey: seeded("p21-consumer-key") }],
] as const) {
  test(`v1 form ${form}, with an empty body, with {}, and refused when switched off`, async () => {
    assert.equal((await ask(path, { headers })).status, 200);
    assert.equal(
      (await ask(path, { headers: { ...headers, "content-type": "application/json" }, body: "{}" })).status,
      200,
    );
    const others = (["F", "G", "H", "I"] as const).filter((one) => one !== form);
    assert.equal((await ask(path, { headers }, { v1Forms: others })).status, 401);
  });
}

test("v1 form J is off, and answers with the bare token when on", async () => {
  const path = `${V1}/?username=api_user&password=${user.password}`;
  const emulator = makeEmulator();
  assert.equal((await prophet21Raw(emulator, path, { method: "POST" })).status, 401);
  assert.match(last(emulator).path, /password=\[redacted\]/);
  assert.match((await ask(path, {}, { v1Forms: ["F", "J"] })).text, /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
});

test("XML unless JSON is asked for by name, with the root and namespace that a client in the field deserialises", async () => {
  for (const accept of ["*/*", "application/xml", "text/html"]) {
    const { text, headers } = await askV2(user, {}, { accept });
    assert.match(headers.get("content-type") ?? "", /xml/, accept);
    assert.match(text, /^<act:Token xmlns:act="http:\/\/distributionsuite\.activant\.com"><AccessToken>eyJ/);
    assert.match(text, /<TokenType>Bearer<\/TokenType><UserName>api_user<\/UserName><ExpiresIn>86400<\/ExpiresIn>/);
  }
  assert.match((await askV2(user, {}, { accept: "application/json, */*" })).text, /^\{/);
});

test("switches of the answer's shape", async () => {
  assert.match((await askV2(user, { forceXml: true })).text, /^<act:Token/);
  assert.match((await askV2(user, { forceXml: true, xmlRoot: "TokenResponse" })).text, /^<TokenResponse><AccessToken>/);
  const unified = (await askV2(user, { tokenShape: "unified" })).body;
  assert.deepEqual(Object.keys(unified as object), [
    "AccessToken",
    "TokenType",
    "UserName",
    "ExpiresIn",
    "RefreshToken",
    "Scope",
    "SessionId",
  ]);
  assert.equal(
    claimsOf(
      member(
        (await askV2(consumer(seeded("p21-consumer-key")), { neverExpireExp: 4_000_000_000 })).body,
        "AccessToken",
      ),
    )["exp"],
    4_000_000_000,
  );
  assert.equal(member((await askV2(user, { tokenLifetimeSeconds: 2 })).body, "ExpiresInSeconds"), 2);
});

test("RS256 by switch, and such a token opens the API", async () => {
  const emulator = makeEmulator({ prophet21: { userTokenAlg: "RS256" } });
  const token = await prophet21Token(emulator, mainUser(emulator));
  assert.equal(Buffer.from(token.split(".")[0] ?? "", "base64url").toString(), '{"alg":"RS256","typ":"JWT"}');
  assert.equal((await prophet21Call(emulator, "/odataservice/odata/table/", token)).status, 200);
  const byKey = await prophet21Token(emulator, consumer(seeded("p21-consumer-key")));
  assert.equal((await prophet21Call(emulator, "/odataservice/odata/table/", byKey)).status, 200);
});

test("an unknown key: the observed 500 with the key in clear, or a 401 by switch", async () => {
  const emulator = makeEmulator();
  const { status, body } = await prophet21Raw(emulator, V2, {
    method: "POST",
    body: JSON.stringify(consumer("not-registered")),
  });
  assert.equal(status, 500);
  assert.equal(member(body, "ErrorMessage"), "Unable to generate client token.");
  assert.equal(member(body, "ErrorType"), "P21.Business.Common.TokenException");
  const inner = String(member(body, "InnerException"));
  for (const part of ["NotFoundException", "Your query did not yield any results.", "Consumer Key: not-registered"])
    assert.ok(inner.includes(part), part);
  assert.match(last(emulator).wouldAccept ?? "", /erp-sync, price-reader/);
  const older = await askV2(consumer("not-registered"), { unknownKey: 401 });
  assert.deepEqual([older.status, member(older.body, "error")], [401, "invalid_client"]);
});

test("a wrong password in its three shapes", async () => {
  const wrong = { ...user, password: "wrong" };
  const plain = await askV2(wrong);
  assert.deepEqual(
    [plain.status, plain.body],
    [401, { error: "invalid_grant", error_description: "The user name or password is incorrect." }],
  );
  assert.equal(
    member((await askV2(wrong, { badPassword: "ErrorMessage" })).body, "ErrorMessage"),
    "The user name or password is incorrect.",
  );
  assert.match((await askV2(wrong, { badPassword: "ResourceError" })).text, /^<ResourceError>/);
});

test("v2 with credentials in headers fails inside; an empty object is a refusal", async () => {
  const { status, body } = await ask(V2, { headers: user });
  assert.equal(status, 500);
  assert.equal(member(body, "ErrorType"), "System.NullReferenceException");
  assert.equal((await askV2({})).status, 401);
});

test("other verbs and other addresses", async () => {
  assert.equal((await prophet21Raw(makeEmulator(), V2)).status, 405);
  assert.equal((await ask("/api/security/token/refresh", { body: "{}" })).status, 404);
});

test("old tokens stay valid, unless switched", async () => {
  const path = "/odataservice/odata/table/supplier?$top=1";
  for (const [mintInvalidatesOldTokens, expected] of [
    [false, 200],
    [true, 401],
  ] as const) {
    const emulator = makeEmulator({ prophet21: { mintInvalidatesOldTokens } });
    const older = await prophet21Token(emulator, mainUser(emulator));
    const other = await prophet21Token(emulator, consumer(seeded("p21-consumer-key")));
    const newer = await prophet21Token(emulator, mainUser(emulator));
    assert.equal((await prophet21Call(emulator, path, older)).status, expected);
    assert.equal((await prophet21Call(emulator, path, newer)).status, 200);
    assert.equal((await prophet21Call(emulator, path, other)).status, 200, "another owner's token is not touched");
    assert.deepEqual(emulator.tally.tokensMintedByKind, { "prophet21.user": 2, "prophet21.consumer": 1 });
  }
});

test("a token expires by the emulator's clock", async () => {
  const emulator = makeEmulator();
  const token = await prophet21Token(emulator, mainUser(emulator));
  emulator.clock.advance({ hours: 23, minutes: 59, seconds: 59 });
  assert.equal((await prophet21Call(emulator, "/odataservice/odata/table/", token)).status, 200);
  emulator.clock.advance({ seconds: 1 });
  assert.equal((await prophet21Call(emulator, "/odataservice/odata/table/", token)).status, 401);
  assert.equal(last(emulator).rule, "prophet21.token.expired");
});
