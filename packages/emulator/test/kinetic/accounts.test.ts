import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import type { KineticUserOption } from "../../src/index.ts";
import { basic, kineticCall, last, member, NOON } from "../fixture.ts";
import { as, CUSTOMERS, invoke, kineticWith, user } from "./kinetic-fixture.ts";

for (const [what, flags, wouldAccept] of [
  ["disabled", { disabled: true }, "who is disabled"],
  ["locked out", { lockedOut: true }, "who is locked out"],
  ["locked out until later", { lockedOutUntilMs: NOON + 60_000 }, "who is locked out"],
  ["with a password that ran out", { passwordExpiresAtMs: NOON - 1000 }, "whose password has run out"],
  ["with a password that was made to run out", { expirePassword: true }, "whose password has run out"],
] as const satisfies readonly (readonly [string, Partial<KineticUserOption>, string])[]) {
  test(`a user ${what} is refused like a wrong password`, async () => {
    const emulator = kineticWith({ users: [{ ...user("odd"), ...flags }] });
    const { status, body } = await kineticCall(emulator, CUSTOMERS, { headers: as("odd") });
    assert.equal(status, 401);
    assert.equal(member(body, "ErrorMessage"), "Invalid username or password.");
    assert.equal(last(emulator).wouldAccept, `a user other than odd, ${wouldAccept}`);
    const token = await kineticCall(emulator, "/TokenResource.svc/", {
      method: "POST",
      headers: { username: "odd", password: seeded("odd-password") },
    });
    assert.equal(token.status, 401);
  });
}

test("locks and passwords run out by the emulator's clock", async () => {
  const users = [
    { ...user("later"), lockedOutUntilMs: NOON + 60_000 },
    { ...user("sooner"), passwordExpiresAtMs: NOON + 60_000 },
  ];
  const emulator = kineticWith({ users });
  const ask = async (who: string): Promise<number> =>
    (await kineticCall(emulator, CUSTOMERS, { headers: as(who) })).status;
  assert.deepEqual([await ask("later"), await ask("sooner")], [401, 200]);
  emulator.clock.advance({ minutes: 1 });
  assert.deepEqual([await ask("later"), await ask("sooner")], [200, 401]);
});

test("failed attempts are counted, lock where told to, and a security manager unlocks", async () => {
  const emulator = kineticWith({
    users: [user("clumsy"), { ...user("boss"), securityManager: true }],
    lockAfterFailures: 2,
  });
  const wrong = { authorization: basic("clumsy", "wrong") };
  for (let attempt = 0; attempt < 2; attempt += 1) await kineticCall(emulator, CUSTOMERS, { headers: wrong });
  assert.equal((await kineticCall(emulator, CUSTOMERS, { headers: as("clumsy") })).status, 401);
  const record = await kineticCall(emulator, "/api/v1/Ice.BO.UserFileSvc/UserFiles('clumsy')");
  assert.deepEqual([member(record.body, "LockedOut"), member(record.body, "FailedAttempts")], [true, 2]);
  const unlock = "Ice.BO.UserFileSvc/UnlockAccount";
  const denied = await invoke(emulator, unlock, { userID: "clumsy" });
  assert.equal(member(denied.body, "ErrorMessage"), "Access denied (Ice.BO.UserFile.UnlockAccount).");
  assert.equal((await invoke(emulator, unlock, { userID: "clumsy" }, as("boss"))).status, 200);
  assert.equal((await kineticCall(emulator, CUSTOMERS, { headers: as("clumsy") })).status, 200);
});

test("without a limit nothing is ever locked", async () => {
  const emulator = kineticWith({ users: [user("clumsy")] });
  for (let attempt = 0; attempt < 20; attempt += 1)
    await kineticCall(emulator, CUSTOMERS, { headers: { authorization: basic("clumsy", "wrong") } });
  assert.equal((await kineticCall(emulator, CUSTOMERS, { headers: as("clumsy") })).status, 200);
});

test("the record is the account: a flag written there takes effect, and only a security manager writes it", async () => {
  const emulator = kineticWith({ users: [user("worker"), { ...user("boss"), securityManager: true }] });
  const patch = async (who: string, body: string): Promise<number> =>
    (
      await kineticCall(emulator, "/api/v1/Ice.BO.UserFileSvc/UserFiles('worker')", {
        method: "PATCH",
        body,
        headers: as(who),
      })
    ).status;
  assert.equal(await patch("worker", '{"SecurityMgr":true}'), 401);
  assert.equal(await patch("boss", '{"UserDisabled":true}'), 204);
  assert.equal((await kineticCall(emulator, CUSTOMERS, { headers: as("worker") })).status, 401);
  const failing = {
    ds: {
      UserFile: [
        { UserID: "worker", UserDisabled: false, RowMod: "U" },
        { UserID: "nobody", RowMod: "U" },
      ],
    },
  };
  assert.equal((await invoke(emulator, "Ice.BO.UserFileSvc/Update", failing, as("boss"))).status, 404);
  assert.equal((await kineticCall(emulator, CUSTOMERS, { headers: as("worker") })).status, 401, "undone as a whole");
  assert.equal(await patch("boss", '{"UserDisabled":false}'), 204);
  assert.equal((await kineticCall(emulator, CUSTOMERS, { headers: as("worker") })).status, 200);
});

test("GetUserFile shows the flags; IsPasswordExpired and AccountDisabled answer", async () => {
  const emulator = kineticWith({ users: [{ ...user("gone"), disabled: true, expirePassword: true }] });
  const { body } = await invoke(emulator, "Ice.BO.UserFileSvc/GetUserFile");
  const row = member(body, "returnObj.UserFile.0") as Readonly<Record<string, unknown>>;
  const flags =
    "IntegrationAccount UserDisabled LockedOut LockedOutUntil FailedAttempts PwdExpires PwdExpiresDays PwdGrace " +
    "ExpirePassword AllowMultipleSessions WebUser ExternalIdentity DomainName SecurityMgr GroupList CompList";
  for (const flag of flags.split(" ")) assert.ok(flag in row, flag);
  assert.deepEqual([row["UserID"], row["CompList"], row["IntegrationAccount"]], ["integration", "EPIC06~EPIC07", true]);
  const ask = async (method: string, userID: string): Promise<unknown> =>
    member((await invoke(emulator, `Ice.BO.UserFileSvc/${method}`, { userID })).body, "returnObj");
  assert.equal(await ask("AccountDisabled", "gone"), true);
  assert.equal(await ask("AccountDisabled", ""), false);
  assert.equal(await ask("IsPasswordExpired", "integration"), false);
  assert.equal((await invoke(emulator, "Ice.BO.UserFileSvc/AccountDisabled", { userID: "nobody" })).status, 404);
});

test("a user enters only the companies of the account", async () => {
  for (const [permissionDenied, status] of [
    [401, 401],
    [403, 403],
  ] as const) {
    const emulator = kineticWith({
      users: [{ ...user("local"), companies: ["EPIC06"] }],
      switches: { permissionDenied },
    });
    assert.equal((await kineticCall(emulator, CUSTOMERS, { headers: as("local") })).status, 200);
    const other = await kineticCall(emulator, CUSTOMERS.replace("EPIC06", "EPIC07"), { headers: as("local") });
    assert.equal(other.status, status);
    assert.match(String(member(other.body, "ErrorMessage")), /^Access denied \(/);
    assert.equal(last(emulator).rule, "kinetic.permission.company");
  }
});

test("CallSettings names the plant; one that the company lacks is a 400; Site counts by switch", async () => {
  const ask = async (settings: object, callSettingsSite = false): Promise<readonly [number, unknown]> => {
    const emulator = kineticWith({ switches: { callSettingsSite } });
    const headers = { callsettings: JSON.stringify(settings) };
    const { status, body } = await invoke(emulator, "Ice.Lib.SessionModSvc/GetCurrentValues", {}, headers);
    return [status, member(body, "returnObj.plantID")];
  };
  assert.deepEqual(await ask({}), [200, "MfgSys"]);
  assert.deepEqual(await ask({ Plant: "Harbor" }), [200, "Harbor"]);
  assert.equal((await ask({ Plant: "Nowhere" }))[0], 400);
  assert.deepEqual(await ask({ Site: "Harbor" }), [200, "MfgSys"]);
  assert.deepEqual(await ask({ Site: "Harbor" }, true), [200, "Harbor"]);
});
