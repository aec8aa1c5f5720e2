import assert from "node:assert/strict";
import { seeded } from "../../tools/seeded-secrets.ts";
import { claimsOf, headOf } from "../profiles/jwt.ts";
import { prophet21Gateway, prophet21Wires } from "../profiles/prophet21-gateway.ts";
import { consumerGrant, prophet21Emulator, TOKEN_V2 } from "../profiles/prophet21-wire.ts";
import type { Prophet21Wire } from "../profiles/prophet21-wire.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

interface TokenAnswer extends Readonly<Record<string, unknown>> {
  readonly AccessToken: string;
}

const askAsUser = async ({ askToken, user }: Prophet21Wire): Promise<TokenAnswer> =>
  (await askToken({ username: user.username, password: user.password })).json<TokenAnswer>();

const askAsConsumer = async ({ askToken, key }: Prophet21Wire, username?: string): Promise<TokenAnswer> =>
  (await askToken(consumerGrant(key, username))).json<TokenAnswer>();

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

verifies("prophet21.token.user-answer", [prophet21Emulator()], async (wire) => {
  const answer = await askAsUser(wire);
  assert.equal(answer["TokenType"], "Bearer");
  assert.equal(Number(answer["ExpiresInSeconds"]), 86_400);
  assert.equal(typeof answer["RefreshToken"], "string");
});

verifies("prophet21.token.consumer-answer", prophet21Wires(), async (wire) => {
  const answer = await askAsConsumer(wire);
  assert.equal(answer["TokenType"], "Bearer");
  assert.ok(Number(answer["ExpiresIn"]) > 0);
  assert.equal(answer["RefreshToken"], "");
  assert.match(String(answer["SessionId"]), GUID);
  assert.match(String(answer["Scope"]), /^\/api/);
  for (const name of ["UserName", "ConsumerUid"]) assert.equal(typeof answer[name], "string", name);
  assert.equal(answer["AppKey"], null);
});

verifies("prophet21.token.xml-default", prophet21Wires(), async (wire) => {
  for (const accept of [undefined, "*/*", "application/xml"]) {
    const answer = await wire.askToken(consumerGrant(wire.key), { accept });
    assert.match(answer.headers.get("content-type") ?? "", /xml/);
    assert.match(answer.body, /<(\w+):Token\b[^>]*xmlns:\1="http:\/\/distributionsuite\.activant\.com"/);
    assert.match(answer.body, /<AccessToken>eyJ[^<]+<\/AccessToken>/);
    assert.match(answer.body, /<ExpiresIn>\d+<\/ExpiresIn>/);
  }
});

verifies(
  "prophet21.token.xml-any-root",
  [prophet21Emulator({ switches: { xmlRoot: "TokenResponse" } })],
  async (wire) => {
    const answer = await wire.askToken(consumerGrant(wire.key), { accept: "application/xml" });
    assert.match(answer.body, /<TokenResponse>/);
    assert.match(answer.body, /<AccessToken>eyJ[^<]+<\/AccessToken>/);
  },
);

verifies("prophet21.token.xml-unasked", [prophet21Emulator({ switches: { forceXml: true } })], async (wire) => {
  const answer = await wire.askToken(consumerGrant(wire.key));
  assert.match(answer.headers.get("content-type") ?? "", /xml/);
  assert.match(answer.body, /<AccessToken>eyJ/);
});

verifies("prophet21.claims.user", [prophet21Emulator()], async (wire) => {
  const { AccessToken } = await askAsUser(wire);
  assert.deepEqual(headOf(AccessToken), { alg: "HS256", typ: "JWT" });
  const claims = claimsOf(AccessToken);
  assert.deepEqual(Object.keys(claims), ["sub", "aud", "P21.SessionId", "nbf", "exp", "iat", "iss"]);
  assert.equal(claims["aud"], "");
  assert.equal(claims["iss"], "P21.Soa");
  assert.ok(String(claims["sub"]).endsWith(wire.user.username));
});

verifies("prophet21.claims.user-times", [prophet21Emulator()], async (wire) => {
  const { nbf, exp, iat } = claimsOf((await askAsUser(wire)).AccessToken) as Record<string, number>;
  for (const time of [nbf, exp, iat]) assert.ok(Number.isInteger(time));
  assert.equal(nbf, iat);
  assert.equal(Number(exp) - Number(iat), 86_400);
});

verifies(
  "prophet21.claims.consumer",
  [prophet21Emulator({ consumerKey: { scope: "/api;/odata:supplier" } })],
  async (wire) => {
    const claims = claimsOf((await askAsConsumer(wire)).AccessToken);
    assert.equal(claims["aud"], "/api;/odata:supplier");
    assert.equal(typeof claims["P21.ConsumerUid"], "string");
    assert.match(String(claims["P21.SessionId"]), GUID);
    assert.equal(claims["sub"], "");
    assert.equal(claimsOf((await askAsConsumer(wire, "api_user")).AccessToken)["sub"], "api_user");
  },
);

verifies("prophet21.claims.session", prophet21Wires(), async (wire) => {
  const [first, second] = [await askAsConsumer(wire), await askAsConsumer(wire)];
  const sessions = [first, second].map((each) => claimsOf(each.AccessToken)["P21.SessionId"]);
  assert.notEqual(sessions[0], sessions[1]);
  assert.equal(sessions[0], first["SessionId"]);
});

verifies(
  "prophet21.claims.never-expire",
  [prophet21Emulator({ consumerKey: { tokenExpire: "never" } })],
  async (wire) => {
    const answer = await askAsConsumer(wire);
    assert.equal(Number(answer["ExpiresIn"]), 630_720_000);
    assert.equal(claimsOf(answer.AccessToken)["exp"], 2_147_483_647);
  },
);

verifies("prophet21.token.older-stay-valid", prophet21Wires(), async (wire) => {
  const older = await wire.bearer();
  await wire.bearer();
  const answer = await wire.send("/odataservice/odata/table/supplier?$top=1", { headers: older });
  assert.equal(answer.status, 200);
});

verifies("prophet21.token.unknown-key-echo", [prophet21Emulator()], async (wire) => {
  const key = "00000000-0000-0000-0000-000000000000"; // Not a secret: the test needs to see it come back.
  const answer = await wire.send(TOKEN_V2, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(consumerGrant(key)),
  });
  assert.match(String(answer.json()["InnerException"]), /NotFoundException/);
  assert.ok(String(answer.json()["InnerException"]).includes(`Consumer Key: ${key}`));
});

const wrongAtTheGateway = seeded("p21-wrong-key-at-the-gateway");

// The key is the gateway's own: whoever calls must not read it out of the answer.
verifies(
  "prophet21.token.unknown-key-echo",
  [prophet21Gateway(undefined, { consumerKey: wrongAtTheGateway })],
  async (wire) => {
    const answer = await wire.send("/odataservice/odata/table/supplier?$top=1", { headers: await wire.bearer() });
    assert.equal(answer.status, 502);
    assert.ok(![answer.body, ...answer.headers.values()].join("\n").includes(wrongAtTheGateway), "the key got out");
    assert.equal(wire.erp.journal.at(-1)?.status, 500);
  },
);
