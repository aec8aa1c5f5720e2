import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { createEmulator, type KineticSwitches } from "../../src/index.ts";
import { basic, claimsOf, kineticRaw, last, makeEmulator, member, NOON, type Reply, type Send } from "../fixture.ts";

const headers = { username: "integration", password: seeded("kinetic-password"), accept: "application/json" };

async function ask(
  switches: Partial<KineticSwitches> = {},
  send: Send = {},
  path = "/TokenResource.svc/",
): Promise<Reply> {
  return await kineticRaw(makeEmulator({ kinetic: switches }), path, { method: "POST", headers, ...send });
}

test("JSON with the four members of the token service", async () => {
  const { status, body } = await ask();
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body as object), ["AccessToken", "ExpiresIn", "RefreshToken", "TokenType"]);
  assert.equal(member(body, "ExpiresIn"), 3600);
  assert.equal(member(body, "TokenType"), "Bearer");
});

test("the token as observed: HS256, times as strings", async () => {
  const token = String(member((await ask()).body, "AccessToken"));
  assert.equal(Buffer.from(token.split(".")[0] ?? "", "base64url").toString(), '{"alg":"HS256","typ":"JWT"}');
  const issued = NOON / 1000;
  assert.deepEqual(claimsOf(token), {
    exp: String(issued + 3600),
    iat: String(issued),
    iss: "epicor",
    aud: "epicor",
    username: "integration",
  });
  const numbers = claimsOf(
    member((await ask({ tokenClaimsAsStrings: false, tokenLifetimeSeconds: 2 })).body, "AccessToken"),
  );
  assert.equal(numbers["exp"], issued + 2);
});

test("XML unless JSON is asked for by name", async () => {
  const { headers: answered, text } = await ask(
    {},
    { headers: { username: headers.username, password: headers.password } },
  );
  assert.match(answered.get("content-type") ?? "", /application\/xml/);
  assert.match(
    text,
    /<Token><AccessToken>eyJ[^<]+<\/AccessToken><ExpiresIn>3600<\/ExpiresIn><RefreshToken \/><TokenType>Bearer<\/TokenType><\/Token>$/,
  );
});

for (const [tokenSlashRedirect, status] of [
  [307, 307],
  [301, 301],
  ["none", 200],
] as const) {
  test(`without the slash: ${tokenSlashRedirect} gives ${status}`, async () => {
    const { status: found, headers: answered } = await ask({ tokenSlashRedirect }, {}, "/TokenResource.svc");
    assert.equal(found, status);
    if (status !== 200) assert.match(answered.get("location") ?? "", /\/ERP11PROD\/TokenResource\.svc\/$/);
  });
}

const form = {
  headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
  body: `grant_type=password&username=integration&password=${seeded("kinetic-password")}`,
};
const basicPair = {
  headers: { authorization: basic("integration", seeded("kinetic-password")), accept: "application/json" },
};

for (const [name, send, accepted] of [
  ["headers", { headers }, ["headers+form", "headers", "any"]],
  [
    "headers spelled userName, with a key that nobody needs",
    { headers: { userName: headers.username, PassWord: headers.password, "x-api-key": "unneeded" } },
    ["headers+form", "headers", "any"],
  ],
  ["form", form, ["headers+form", "any"]],
  [
    "form in capitals",
    { ...form, body: `Username=integration&Password=${seeded("kinetic-password")}` },
    ["headers+form", "any"],
  ],
  ["Basic", basicPair, ["any"]],
] as const satisfies readonly (readonly [string, Send, readonly KineticSwitches["tokenForms"][]])[]) {
  test(`credentials by ${name}: accepted with ${accepted.join(", ")}`, async () => {
    for (const tokenForms of ["headers+form", "headers", "any"] as const) {
      const expected = accepted.some((one) => one === tokenForms) ? 200 : 401;
      assert.equal((await ask({ tokenForms }, send)).status, expected, tokenForms);
    }
  });
}

test("refusals: wrong password, wrong verb, switched off", async () => {
  assert.equal((await ask({}, { headers: { ...headers, password: "wrong" } })).status, 401);
  assert.equal((await ask({}, { method: "GET" })).status, 405);
  assert.equal((await ask({ tokenAuthEnabled: false })).status, 404);
});

test("a header password in UTF-8 bytes is read as UTF-8", async () => {
  const password = `${seeded("accent")}-é`;
  const emulator = createEmulator({ kinetic: { user: { username: "accent", password } } });
  const bytes = Buffer.from(password, "utf8").toString("latin1");
  assert.equal(
    (
      await kineticRaw(emulator, "/TokenResource.svc/", {
        method: "POST",
        headers: { username: "accent", password: bytes },
      })
    ).status,
    200,
  );
});

test("a token opens v1 alone and v2 beside the key, until it expires", async () => {
  const emulator = makeEmulator();
  const { body } = await kineticRaw(emulator, "/TokenResource.svc/", { method: "POST", headers });
  const authorization = `Bearer ${String(member(body, "AccessToken"))}`;
  const v2 = async (): Promise<number> =>
    (
      await kineticRaw(emulator, "/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=1", {
        headers: { authorization, "x-api-key": seeded("kinetic-api-key") },
      })
    ).status;
  assert.equal(
    (await kineticRaw(emulator, "/api/v1/Erp.BO.CustomerSvc/Customers", { headers: { authorization } })).status,
    200,
  );
  assert.equal(await v2(), 200);
  assert.equal(last(emulator).principal, "integration");
  emulator.clock.advance({ seconds: 3599 });
  assert.equal(await v2(), 200);
  emulator.clock.advance({ seconds: 1 });
  assert.equal(await v2(), 401);
  assert.equal(last(emulator).rule, "kinetic.token.expired");
  assert.equal(emulator.tally.tokensMinted.kinetic, 1);
  assert.equal(emulator.tally.tokensMintedByKind["kinetic.token-resource"], 1);
});

test("a token with one letter changed is not ours", async () => {
  const emulator = makeEmulator();
  const { body } = await kineticRaw(emulator, "/TokenResource.svc/", { method: "POST", headers });
  const token = String(member(body, "AccessToken"));
  const at = token.lastIndexOf(".") + 3;
  const changed = `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
  assert.equal(
    (
      await kineticRaw(emulator, "/api/v1/Erp.BO.CustomerSvc/Customers", {
        headers: { authorization: `Bearer ${changed}` },
      })
    ).status,
    401,
  );
  assert.equal(last(emulator).rule, "kinetic.token.not-ours");
});
