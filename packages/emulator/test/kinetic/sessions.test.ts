import assert from "node:assert/strict";
import { test } from "node:test";
import { kineticCall, last, list, member } from "../fixture.ts";
import {
  as,
  CUSTOMERS,
  invoke,
  kineticWith,
  license,
  login,
  logout,
  sessionInfo,
  user,
  WEB_SERVICE,
} from "./kinetic-fixture.ts";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

test("Login answers the new session's id, on v1 as on v2, with {} or nothing as body", async () => {
  const emulator = kineticWith();
  assert.match(await login(emulator), GUID);
  const v1 = await kineticCall(emulator, "/api/v1/Ice.LIB.SessionModSvc/Login", { method: "POST", body: "{}" });
  assert.match(String(member(v1.body, "returnObj")), GUID);
  assert.equal(emulator.kinetic.sessions().length, 2);
});

test("Logout frees the licence only where SessionInfo names the session", async () => {
  const emulator = kineticWith();
  const id = await login(emulator, license(WEB_SERVICE));
  for (const headers of [{}, license(WEB_SERVICE, id)]) {
    const { status, body } = await logout(emulator, headers);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body as object), ["parameters"], "a void method has no returnObj");
    assert.equal(emulator.kinetic.licences.pool("WebService").inUse, 1);
  }
  assert.match(last(emulator).notes.join(), /stays, and holds its licence/);
  assert.equal((await logout(emulator, sessionInfo(id))).status, 200);
  assert.equal(emulator.kinetic.licences.pool("WebService").inUse, 0);
  assert.deepEqual(emulator.kinetic.sessions(), []);
});

test("by switch Logout takes the session from License, as one client has it", async () => {
  const emulator = kineticWith({ switches: { logoutNeedsSessionInfo: false } });
  const id = await login(emulator);
  await logout(emulator, license(WEB_SERVICE, id));
  assert.deepEqual(emulator.kinetic.sessions(), []);
});

test("SessionInfo that is a bare GUID is no JSON object", async () => {
  const emulator = kineticWith();
  const id = await login(emulator);
  assert.equal((await logout(emulator, { sessioninfo: id })).status, 400);
});

test("License with SessionID rides on business-object calls; SessionInfo there is a 500, unless ignored", async () => {
  const emulator = kineticWith();
  const id = await login(emulator, license(WEB_SERVICE));
  assert.equal((await kineticCall(emulator, CUSTOMERS, { headers: license(WEB_SERVICE, id) })).status, 200);
  const failed = await kineticCall(emulator, CUSTOMERS, { headers: sessionInfo(id) });
  assert.equal(failed.status, 500);
  assert.equal(member(failed.body, "ErrorMessage"), "An error occurred while processing the request.");
  assert.match(last(emulator).wouldAccept ?? "", /License with ClaimedLicense and SessionID/);
  const lenient = kineticWith({ switches: { sessionInfoOnBoCalls: "ignore" } });
  const other = await login(lenient);
  assert.equal((await kineticCall(lenient, CUSTOMERS, { headers: sessionInfo(other) })).status, 200);
});

test("SecureErrors off: the 500 says more", async () => {
  const emulator = kineticWith({ switches: { secureErrors: false } });
  const { body } = await kineticCall(emulator, CUSTOMERS, { headers: sessionInfo(await login(emulator)) });
  assert.equal(member(body, "ErrorMessage"), "SessionInfo is not supported on this call.");
});

test("an idle session times out by the emulator's clock, use keeps it, and its licence comes free", async () => {
  const emulator = kineticWith({ switches: { sessionIdleTimeoutMinutes: 20 } });
  const id = await login(emulator, license(WEB_SERVICE));
  emulator.clock.advance({ minutes: 19 });
  assert.equal((await kineticCall(emulator, CUSTOMERS, { headers: license(WEB_SERVICE, id) })).status, 200);
  emulator.clock.advance({ minutes: 19 });
  assert.equal(emulator.kinetic.sessions().length, 1);
  emulator.clock.advance({ minutes: 1 });
  assert.deepEqual(emulator.kinetic.sessions(), []);
  assert.equal(emulator.kinetic.licences.pool("WebService").inUse, 0);
});

test("a session that ended is a 410 in SessionInfo and in License; by switch License may name it", async () => {
  const emulator = kineticWith();
  const id = await login(emulator);
  await logout(emulator, sessionInfo(id));
  for (const { status, body } of [
    await logout(emulator, sessionInfo(id)),
    await kineticCall(emulator, CUSTOMERS, { headers: license(WEB_SERVICE, id) }),
  ]) {
    assert.equal(status, 410);
    assert.match(String(member(body, "ErrorType")), /InvalidSessionException$/);
  }
  const lenient = kineticWith({ switches: { deadSessionInLicense: "ignore" } });
  assert.equal((await kineticCall(lenient, CUSTOMERS, { headers: license(WEB_SERVICE, id) })).status, 200);
  assert.match(last(lenient).notes.join(), /there is not/);
});

test("a session is its user's own; Login starts afresh whatever it carries", async () => {
  const emulator = kineticWith({ users: [user("other")] });
  const id = await login(emulator);
  const headers = { ...as("other"), ...license(WEB_SERVICE, id) };
  assert.equal((await kineticCall(emulator, CUSTOMERS, { headers })).status, 410);
  await logout(emulator, sessionInfo(id));
  assert.notEqual(await login(emulator, license(WEB_SERVICE, id)), id);
});

test("IsValidSession is a boolean, and asking is no use of the session", async () => {
  const emulator = kineticWith({ switches: { sessionIdleTimeoutMinutes: 10 } });
  const sessionID = await login(emulator);
  const valid = async (parameters: Readonly<Record<string, string>>): Promise<unknown> =>
    member((await invoke(emulator, "Ice.Lib.SessionModSvc/IsValidSession", parameters)).body, "returnObj");
  assert.equal(await valid({ sessionID, userID: "integration" }), true);
  assert.equal(await valid({ sessionID, userID: "somebody" }), false);
  assert.equal(await valid({ sessionID: "nothing", userID: "integration" }), false);
  emulator.clock.advance({ minutes: 9 });
  assert.equal(await valid({ sessionID, userID: "integration" }), true);
  emulator.clock.advance({ minutes: 1 });
  assert.equal(await valid({ sessionID, userID: "integration" }), false);
});

test("SetCompany and SetPlant hold for the session's v1 calls", async () => {
  const emulator = kineticWith();
  const id = await login(emulator);
  const inSession = { headers: license(WEB_SERVICE, id) };
  const customers = async (): Promise<unknown> =>
    member(
      (await kineticCall(emulator, "/api/v1/Erp.BO.CustomerSvc/Customers?$top=1", inSession)).body,
      "value.0.Company",
    );
  assert.equal(await customers(), "EPIC06");
  await invoke(emulator, "Ice.Lib.SessionModSvc/SetPlant", { newSite: "Harbor" }, sessionInfo(id));
  const values = await invoke(emulator, "Ice.Lib.SessionModSvc/GetCurrentValues", {}, sessionInfo(id));
  assert.equal(member(values.body, "returnObj.plantID"), "Harbor");
  await invoke(emulator, "Ice.Lib.SessionModSvc/SetCompany", { newCompany: "EPIC07" }, sessionInfo(id));
  assert.equal(await customers(), "EPIC07");
  const wrong = await invoke(emulator, "Ice.Lib.SessionModSvc/SetCompany", { newCompany: "EPIC99" }, sessionInfo(id));
  assert.equal(wrong.status, 400);
  assert.equal(
    (await invoke(emulator, "Ice.Lib.SessionModSvc/SetPlant", { newSite: "Harbor" }, sessionInfo(id))).status,
    400,
  );
});

test("the rest of SessionMod answers", async () => {
  const emulator = kineticWith();
  const id = await login(emulator, license(WEB_SERVICE));
  const ask = async (method: string, parameters: Readonly<Record<string, string>> = {}): Promise<unknown> => {
    const { status, body } = await invoke(emulator, `Ice.Lib.SessionModSvc/${method}`, parameters, sessionInfo(id));
    assert.equal(status, 200, method);
    return body;
  };
  await ask("SetLanguage", { newLanguageID: "enu" });
  assert.equal(member(await ask("GetCurrentValues"), "returnObj.languageID"), "enu");
  assert.equal(member(await ask("GetLicense", { companyID: "EPIC06" }), "returnObj"), "WebService");
  assert.equal(member(await ask("GetPatchLevel"), "returnObj"), "2026.1");
  assert.equal(member(await ask("DedicatedTenancy"), "returnObj"), false);
  await ask("AssertConversionsPending");
  assert.deepEqual(member(await ask("GetSessionInfoForEdgeAgentUser"), "parameters"), {
    userName: "integration",
    authMode: "Basic",
    expiresOn: null,
    oid: "",
    tid: "",
  });
  const wrong = await invoke(emulator, "Ice.Lib.SessionModSvc/SetUser", { userID: "integration", password: "x" });
  assert.equal(wrong.status, 401);
});

test("AdminSessionSvc: own sessions for a user, all for a security manager, and the end of one", async () => {
  const emulator = kineticWith({ users: [user("other"), { ...user("boss"), securityManager: true }] });
  const id = await login(emulator, license(WEB_SERVICE));
  const sessions = async (who: string): Promise<readonly unknown[]> =>
    list((await invoke(emulator, "Ice.BO.AdminSessionSvc/GetSessionList", {}, as(who))).body, "returnObj.AdminSession");
  assert.deepEqual(await sessions("other"), []);
  assert.equal(member(await sessions("boss"), "0.SessionID"), id);
  assert.equal(member(await sessions("boss"), "0.LicenseType"), "WebService");
  const end = async (who: string): Promise<number> =>
    (await invoke(emulator, "Ice.BO.AdminSessionSvc/DeleteBySessionId", { sessionId: id }, as(who))).status;
  assert.equal(await end("other"), 404);
  assert.equal(await end("boss"), 200);
  assert.equal(emulator.kinetic.licences.pool("WebService").inUse, 0);
  assert.equal(await end("boss"), 404);
  const timeout = await invoke(emulator, "Ice.BO.AdminSessionSvc/GetSessionIdleTimeout");
  assert.equal(member(timeout.body, "returnObj"), 60);
  const locked = await invoke(emulator, "Ice.BO.AdminSessionSvc/IsLockedForSessionCreation");
  assert.equal(member(locked.body, "returnObj"), false);
  const current = await invoke(
    emulator,
    "Ice.BO.AdminSessionSvc/GetCurrentSession",
    {},
    license(WEB_SERVICE, await login(emulator)),
  );
  assert.equal(list(current.body, "returnObj.AdminSession").length, 1);
});

test("method security covers sessions, too", async () => {
  const emulator = kineticWith({ users: [{ ...user("limited"), deniedMethods: ["Ice.Lib.SessionMod.Login"] }] });
  const { status, body } = await invoke(emulator, "Ice.Lib.SessionModSvc/Login", {}, as("limited"));
  assert.equal(status, 401);
  assert.equal(member(body, "ErrorMessage"), "Access denied (Ice.Lib.SessionMod.Login).");
});
