import assert from "node:assert/strict";
import { test } from "node:test";
import type { Emulator } from "../../src/index.ts";
import { claimsOf, kineticCall, member, NOON, type Reply } from "../fixture.ts";
import { as, CUSTOMERS, invoke, kineticWith, user } from "./kinetic-fixture.ts";

const ask = async (emulator: Emulator, method: string, parameters = {}, who?: string): Promise<Reply> =>
  await invoke(emulator, `Ice.LIB.TokenServiceSvc/${method}`, parameters, who === undefined ? {} : as(who));

test("IsTokenAuthenticationEnabled tells what the switch says, by GET as by POST", async () => {
  for (const tokenAuthEnabled of [true, false]) {
    const emulator = kineticWith({ switches: { tokenAuthEnabled } });
    const { body } = await ask(emulator, "IsTokenAuthenticationEnabled");
    assert.equal(member(body, "returnObj"), tokenAuthEnabled);
    const byGet = await kineticCall(emulator, "/api/v1/ice.lib.tokenservicesvc/IsTokenAuthenticationEnabled");
    assert.equal(member(byGet.body, "returnObj"), tokenAuthEnabled);
  }
});

test("GetAccessToken is for the user who is logged in, and the token lets in", async () => {
  const emulator = kineticWith({ users: [user("worker")] });
  const parameters = { clientId: "c", clientSecret: "", scope: "" };
  const { body } = await ask(emulator, "GetAccessToken", parameters, "worker");
  const token = String(member(body, "returnObj.TokenService.0.AccessToken"));
  assert.equal(claimsOf(token)["username"], "worker");
  assert.equal(member(body, "returnObj.TokenService.0.TokenType"), "Bearer");
  assert.equal((await kineticCall(emulator, CUSTOMERS, { headers: { authorization: `Bearer ${token}` } })).status, 200);
  assert.equal(emulator.tally.tokensMintedByKind["kinetic.token-service"], 1);
  const off = kineticWith({ switches: { tokenAuthEnabled: false } });
  assert.equal((await ask(off, "GetAccessToken", parameters)).status, 400);
});

test("IsTokenValid: whose it is, and until when", async () => {
  const emulator = kineticWith();
  const minted = await ask(emulator, "GetAccessToken");
  const token = String(member(minted.body, "returnObj.TokenService.0.AccessToken"));
  const valid = await ask(emulator, "IsTokenValid", { token, userId: "integration" });
  assert.equal(member(valid.body, "returnObj"), true);
  assert.equal(member(valid.body, "parameters.validTillUtc"), new Date(NOON + 3_600_000).toISOString());
  assert.equal(member((await ask(emulator, "IsTokenValid", { token, userId: "other" })).body, "returnObj"), false);
  assert.equal(member((await ask(emulator, "IsTokenValid", { token: "a.b.c", userId: "" })).body, "returnObj"), false);
  emulator.clock.advance({ hours: 1 });
  assert.equal(member((await ask(emulator, "IsTokenValid", { token, userId: "" })).body, "returnObj"), false);
});

test("AdminGetTokenConfig gives away the Sign Key, and so is for a security manager only", async () => {
  const signKey = Buffer.alloc(32, 7).toString("base64");
  const emulator = kineticWith({ signKey, users: [{ ...user("boss"), securityManager: true }] });
  const denied = await ask(emulator, "AdminGetTokenConfig");
  assert.equal(denied.status, 401);
  assert.match(String(member(denied.body, "ErrorMessage")), /^Access denied \(Ice\.LIB\.TokenService\./);
  const { body } = await ask(emulator, "AdminGetTokenConfig", {}, "boss");
  assert.deepEqual(member(body, "parameters"), {
    tokenEnabled: true,
    signKey,
    lifeTime: 3600,
    refreshTokenEnabled: false,
    refreshTokenLifeTime: 0,
  });
});

test("a Sign Key too short to be one is named", () => {
  assert.throws(() => kineticWith({ signKey: "abc" }), /"kinetic\.signKey" takes at least 16 bytes in Base64/);
});
