import assert from "node:assert/strict";
import { test } from "node:test";
import { mainUser, makeEmulator, member, prophet21Raw, prophet21Token } from "../fixture.ts";

const PATH = "/odataservice/odata/table/supplier";
const MISSING = {
  Description: "Authorization header was not present or 'Bearer' was missing.",
  Error: "invalid_request",
  Uri: "",
};

test("no bearer: exactly three members", async () => {
  const { status, body } = await prophet21Raw(makeEmulator(), PATH);
  assert.deepEqual([status, body], [401, MISSING]);
  assert.deepEqual((await prophet21Raw(makeEmulator(), PATH, { headers: { accept: "*/*" } })).body, MISSING);
  assert.match(
    (await prophet21Raw(makeEmulator(), PATH, { headers: { accept: "application/xml" } })).text,
    /^<TokenError><Description>/,
  );
});

test("the capital B and the blank matter, unless switched", async () => {
  for (const [bearerCaseSensitive, expected] of [
    [true, 401],
    [false, 200],
  ] as const) {
    const emulator = makeEmulator({ prophet21: { bearerCaseSensitive } });
    const token = await prophet21Token(emulator, mainUser(emulator));
    const status = async (authorization: string): Promise<number> =>
      (await prophet21Raw(emulator, PATH, { headers: { authorization } })).status;
    assert.equal(await status(`bearer ${token}`), expected);
    assert.equal(await status(`Bearer${token}`), 401);
    assert.equal(await status(`Bearer ${token}`), 200);
  }
});

test("a bad token: TokenError in XML without a JSON Accept, the same members in JSON", async () => {
  const emulator = makeEmulator();
  const headers = { authorization: "Bearer not.a.token" };
  const asXml = await prophet21Raw(emulator, PATH, { headers: { ...headers, accept: "*/*" } });
  assert.equal(asXml.status, 401);
  assert.match(
    asXml.text,
    /^<TokenError><Description>[^<]+<\/Description><Error>invalid_token<\/Error><Uri \/><\/TokenError>$/,
  );
  assert.equal(member((await prophet21Raw(emulator, PATH, { headers })).body, "Error"), "invalid_token");
});
