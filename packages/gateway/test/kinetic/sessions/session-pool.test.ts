import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { type KineticEmulatorOptions, type RunningEmulator, startEmulator } from "@erpgate/emulator";
import { seeded } from "../../../../../tools/seeded-secrets.ts";
import { startTestGateway, type TestGateway } from "../../test-gateway.ts";

const API = "/kinetic/api/v2/odata/EPIC06";
const CUSTOMERS = `${API}/Erp.BO.CustomerSvc/Customers?$top=1`;
const SCOPE = "/EPIC06/Erp.BO.CustomerSvc:write;/EPIC06/Ice.Lib.SessionModSvc:write";

let erp: RunningEmulator;
let running: TestGateway | undefined;
afterEach(async () => {
  await running?.[Symbol.asyncDispose]();
  running = undefined;
  await erp.close();
});

type Init = Omit<RequestInit, "headers"> & { readonly headers?: Record<string, string> };
type Ask = (path: string, init?: Init) => Promise<Response>;

async function start(
  kinetic: KineticEmulatorOptions = {},
  sessions: object | boolean = true,
  seats: object = { count: 2 },
): Promise<Ask> {
  erp = await startEmulator({
    kinetic: {
      user: { username: "svc", password: seeded("kinetic-password") },
      apiKey: seeded("kinetic-api-key"),
      licences: { WebService: 2 },
      ...kinetic,
    },
  });
  const { url, company, apiKey, user } = erp.kinetic;
  const auth = { kind: "basic", username: user.username, password: user.password } as const;
  running = await startTestGateway(
    { kinetic: { system: "kinetic", url, company, apiKey, license: "WebService", auth } },
    { admission: { kinetic: { seats: { sessions, ...seats } } } },
  );
  const key = await running.register("app", { kinetic: { scope: SCOPE } });
  const gateway = running.url;
  return (path, init = {}) =>
    fetch(gateway + path, { ...init, headers: { ...init.headers, "x-api-key": key, authorization: `Bearer ${key}` } });
}

const logins = (): number => erp.journal.filter(({ path }) => path.endsWith("/Login")).length;
const webService = (): { readonly inUse: number; readonly peak: number } => erp.kinetic.licences.pool("WebService");

describe("sessions that calls are made in", () => {
  let ask: Ask;
  beforeEach(async () => (ask = await start()));

  test("are opened when they are needed, used again, and logged out when the gateway drains", async () => {
    for (let count = 0; count < 5; count++) assert.equal((await ask(CUSTOMERS)).status, 200);
    assert.equal(logins(), 1);
    assert.equal(webService().inUse, 1);
    await Promise.all(Array.from({ length: 20 }, async () => assert.equal((await ask(CUSTOMERS)).status, 200)));
    assert.ok(webService().peak <= 2);
    assert.equal(erp.kinetic.licences.penalties, 0);
    assert.equal(erp.kinetic.licences.pool("DefaultUser").peak, 0);
    await running?.gateway.drain();
    assert.equal(webService().inUse, 0);
    assert.deepEqual(erp.kinetic.sessions(), []);
  });

  test("what a caller says of licence and session is replaced", async () => {
    const license = JSON.stringify({ ClaimedLicense: "00000003-B615-4300-957B-34956697F040" });
    const sessioninfo = JSON.stringify({ SessionID: "11111111-1111-1111-1111-111111111111" });
    assert.equal((await ask(CUSTOMERS, { headers: { license, sessioninfo } })).status, 200);
    assert.equal(erp.kinetic.licences.pool("DefaultUser").peak, 0);
  });

  test("one that the ERP has ended is opened anew: a read is made again, a write is told to come again", async () => {
    await ask(CUSTOMERS);
    await endAll();
    assert.equal((await ask(CUSTOMERS)).status, 200);
    assert.equal(logins(), 2);
    await endAll();
    const body = JSON.stringify({ custNum: 1 });
    const write = (): Promise<Response> =>
      ask(`${API}/Erp.BO.CustomerSvc/GetByID`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
      });
    const refused = await write();
    assert.equal(refused.status, 503);
    assert.equal(((await refused.json()) as { reason: string }).reason, "session.ended");
    assert.equal(refused.headers.get("retry-after"), "1");
    assert.equal((await write()).status, 200);
  });

  test("nothing can be set in them", async () => {
    for (const method of ["SetCompany", "SetPlant", "SetUser", "setemployee"]) {
      const refused = await ask(`${API}/Ice.Lib.SessionModSvc/${method}`, { method: "POST" });
      assert.equal(((await refused.json()) as { reason: string }).reason, "session.shared", method);
    }
  });

  /** As an administrator does. */
  async function endAll(): Promise<void> {
    const { url, company, apiKey, user } = erp.kinetic;
    const authorization = `Basic ${Buffer.from(`${user.username}:${user.password}`).toString("base64")}`;
    for (const { id } of erp.kinetic.sessions()) {
      const answer = await fetch(`${url}/api/v2/odata/${company}/Ice.BO.AdminSessionSvc/DeleteBySessionId`, {
        method: "POST",
        headers: { authorization, "x-api-key": apiKey, "content-type": "application/json" },
        body: JSON.stringify({ sessionId: id }),
      });
      assert.equal(answer.status, 200);
    }
  }
});

test("an idle session is used so that it stays, and what is more than is to be kept is logged out", async () => {
  const ask = await start({}, { idleMs: 1000, warm: 1 });
  await Promise.all([ask(CUSTOMERS), ask(CUSTOMERS), ask(CUSTOMERS), ask(CUSTOMERS)]);
  const touches = (): number => erp.journal.filter(({ path }) => path.endsWith("/GetCurrentValues")).length;
  while (touches() < 1 || webService().inUse > 1) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(webService().inUse, 1);
  assert.equal(erp.kinetic.sessions().length, 1);
});

test("a pool that others have emptied: calls share what sessions there are, and none fails for it", async () => {
  const ask = await start({ licences: { WebService: 0, DefaultUser: 1 } }, true, { count: 3 });
  // Without Web Service licences the Default user's are taken: one session for three seats.
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask(CUSTOMERS)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200, 200, 200],
  );
  assert.equal(erp.kinetic.licences.pool("DefaultUser").peak, 1);
});

test("no session to be had in time: 503 with the finding, and the login's other faults are told as ever", async () => {
  const ask = await start({ licences: { WebService: 0, DefaultUser: 0 } }, true, { count: 1, waitMs: 100 });
  const refused = await ask(CUSTOMERS);
  const body = (await refused.json()) as Record<string, unknown>;
  assert.deepEqual([refused.status, body["reason"]], [503, "seat.none"]);
  assert.match(JSON.stringify(body), /kinetic\/license-exhausted/);
});

test("SessionInfo instead of License, for servers that want it", async () => {
  const ask = await start({ switches: { sessionInfoOnBoCalls: "ignore" } }, { namedIn: "SessionInfo" });
  assert.equal((await ask(CUSTOMERS)).status, 200);
  assert.equal((await ask(CUSTOMERS)).status, 200);
  assert.equal(logins(), 1);
  assert.equal(erp.kinetic.licences.pool("DefaultUser").peak, 0);
});

describe("a caller's own sessions", () => {
  let ask: Ask;
  beforeEach(async () => (ask = await start({}, false)));

  for (const base of [`${API}/Ice.Lib.SessionModSvc`, "/kinetic/api/v1/ice.lib.sessionmodsvc"]) {
    test(`Login, IsValidSession and Logout at ${base} are answered without the ERP`, async () => {
      const before = erp.journal.length;
      const login = await ask(`${base}/Login`, { method: "POST", body: "{}" });
      assert.equal(login.status, 200);
      const { returnObj: id } = (await login.json()) as { readonly returnObj: string };
      assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      assert.equal(await isValid(base, id), true);
      assert.equal(await isValid(base, id.toUpperCase()), true);
      assert.equal(await isValid(base, "11111111-1111-1111-1111-111111111111"), false);
      const sessioninfo = JSON.stringify({ SessionID: id });
      assert.equal((await ask(`${base}/Logout`, { method: "POST" })).status, 200);
      assert.equal(await isValid(base, id), true);
      assert.equal((await ask(`${base}/Logout`, { method: "POST", headers: { sessioninfo } })).status, 200);
      assert.equal(await isValid(base, id), false);
      const again = await ask(`${base}/Logout`, { method: "POST", headers: { sessioninfo } });
      assert.equal(again.status, 410);
      assert.match(await again.text(), /The session is invalid or has been deleted/);
      assert.equal(erp.journal.length, before);
    });
  }

  test("are nobody else's", async () => {
    const other = await running?.register("other", { kinetic: { scope: "/EPIC06/Erp.BO.PartSvc" } });
    const login = await ask(`${API}/Ice.Lib.SessionModSvc/Login`, { method: "POST" });
    const { returnObj: sessionID } = (await login.json()) as { readonly returnObj: string };
    const asked = await fetch(`${running?.url ?? ""}${API}/Ice.Lib.SessionModSvc/IsValidSession`, {
      method: "POST",
      headers: { authorization: `Bearer ${other ?? ""}` },
      body: JSON.stringify({ sessionID }),
    });
    assert.deepEqual([asked.status, ((await asked.json()) as { returnObj: boolean }).returnObj], [200, false]);
  });

  test("a Login in another letter case does not reach the ERP either", async () => {
    for (const method of ["login", "LOGIN", "LogOut"]) {
      const answer = await ask(`${API}/Ice.LIB.SessionModSvc/${method}`, { method: "POST" });
      assert.equal(answer.status, 200, method);
    }
    assert.equal(logins(), 0);
  });

  test("need a credential, and the connection", async () => {
    const answer = await fetch(`${running?.url ?? ""}${API}/Ice.Lib.SessionModSvc/Login`, { method: "POST" });
    assert.equal(answer.status, 401);
  });

  async function isValid(base: string, sessionID: string): Promise<boolean> {
    const answer = await ask(`${base}/IsValidSession`, {
      method: "POST",
      body: JSON.stringify({ sessionID, userID: "x" }),
    });
    return ((await answer.json()) as { readonly returnObj: boolean }).returnObj;
  }
});
