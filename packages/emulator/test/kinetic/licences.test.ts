import assert from "node:assert/strict";
import { test } from "node:test";
import type { Emulator } from "../../src/index.ts";
import { LICENCE_TYPES } from "../../src/kinetic/licence-types.ts";
import { basic, kineticCall, last, member, NOON } from "../fixture.ts";
import {
  CUSTOMERS,
  invoke,
  kineticWith,
  license,
  login,
  logout,
  sessionInfo,
  turnsUntil,
  WEB_SERVICE,
} from "./kinetic-fixture.ts";

const pools = (emulator: Emulator): Readonly<Record<string, number>> =>
  Object.fromEntries(
    emulator.kinetic.licences.pools.filter(({ inUse }) => inUse > 0).map(({ type, inUse }) => [type, inUse]),
  );

test("a call without a License header takes a Default user's for its own length", async () => {
  const emulator = kineticWith({ licences: { DefaultUser: 1 } });
  assert.equal((await kineticCall(emulator, CUSTOMERS)).status, 200);
  assert.equal((await kineticCall(emulator, CUSTOMERS)).status, 200);
  const { inUse, peak, owned } = emulator.kinetic.licences.pool("DefaultUser");
  assert.deepEqual([inUse, peak, owned], [0, 1, 1]);
});

test("an empty pool: 400 with the field's text, for calls and for Login", async () => {
  const emulator = kineticWith({ licences: { DefaultUser: 1 } });
  const id = await login(emulator);
  for (const refused of [
    await kineticCall(emulator, CUSTOMERS),
    await invoke(emulator, "Ice.Lib.SessionModSvc/Login"),
  ]) {
    assert.equal(refused.status, 400);
    assert.equal(
      member(refused.body, "ErrorMessage"),
      "Maximum users exceeded on license type: DefaultUser assigned to company: EPIC06",
    );
    assert.match(String(member(refused.body, "ErrorType")), /LicenseAccessException/);
  }
  assert.equal(emulator.kinetic.licences.refusals, 2);
  assert.equal((await kineticCall(emulator, CUSTOMERS, { headers: license(WEB_SERVICE, id) })).status, 200);
  assert.equal((await logout(emulator, sessionInfo(id))).status, 200, "the way out needs no licence");
  assert.equal((await kineticCall(emulator, CUSTOMERS)).status, 200);
});

test("pools are a company's own", async () => {
  const emulator = kineticWith({ licences: { DefaultUser: 0 }, companyLicences: { EPIC07: { DefaultUser: 1 } } });
  assert.equal((await kineticCall(emulator, CUSTOMERS)).status, 400);
  assert.equal((await kineticCall(emulator, CUSTOMERS.replace("EPIC06", "EPIC07"))).status, 200);
  assert.equal(emulator.kinetic.licences.pool("DefaultUser", "EPIC07").peak, 1);
  assert.throws(() => emulator.kinetic.licences.pool("DefaultUser", "EPIC99"), RangeError);
});

test("a session is counted once, however many calls it makes", async () => {
  const emulator = kineticWith({ licences: { WebService: 1, WebServiceShared: 0 } });
  const id = await login(emulator, license(WEB_SERVICE));
  for (let call = 0; call < 3; call += 1)
    assert.equal((await kineticCall(emulator, CUSTOMERS, { headers: license(WEB_SERVICE, id) })).status, 200);
  assert.deepEqual(pools(emulator), { WebService: 1 });
  assert.deepEqual(
    emulator.kinetic.licences.holders.map(({ username, sessionId, sinceMs }) => [username, sessionId, sinceMs]),
    [["integration", id, NOON]],
  );
});

test("no Web Service licences owned: a Default user's is used", async () => {
  const emulator = kineticWith({ licences: { WebService: 0 } });
  await login(emulator, license(WEB_SERVICE));
  assert.deepEqual(pools(emulator), { DefaultUser: 1 });
});

test("all Web Service licences in use: the next session shares, and waits 20 s on every business-object call", async () => {
  const waits: number[] = [];
  let now = NOON;
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms);
    now += ms;
    await Promise.resolve();
  };
  const emulator = kineticWith({ licences: { WebService: 1 } }, { now: () => now, sleep });
  const first = await login(emulator, license(WEB_SERVICE));
  const second = await login(emulator, license(WEB_SERVICE));
  assert.deepEqual(pools(emulator), { WebService: 1, WebServiceShared: 1 });
  assert.equal((await kineticCall(emulator, CUSTOMERS, { headers: license(WEB_SERVICE, first) })).status, 200);
  assert.deepEqual(waits, [], "the session with a licence of its own waits for nothing");
  for (let call = 0; call < 2; call += 1)
    assert.equal((await kineticCall(emulator, CUSTOMERS, { headers: license(WEB_SERVICE, second) })).status, 200);
  assert.deepEqual([waits, now - NOON], [[20_000, 20_000], 40_000]);
  assert.match(last(emulator).notes.join(), /waits 20 s/);
  await invoke(emulator, "Ice.Lib.SessionModSvc/GetCurrentValues", {}, sessionInfo(second));
  assert.equal(waits.length, 2, "session calls are no business-object calls");
  assert.equal(emulator.kinetic.licences.penalties, 2);
});

test("without a sleep of the runtime's the wait ends when the clock is moved past it", async () => {
  const emulator = kineticWith({ licences: { WebService: 1 } });
  await login(emulator, license(WEB_SERVICE));
  const shared = await login(emulator, license(WEB_SERVICE));
  let isAnswered = false;
  const answer = kineticCall(emulator, CUSTOMERS, { headers: license(WEB_SERVICE, shared) }).then(({ status }) => {
    isAnswered = true;
    return status;
  });
  await turnsUntil(() => emulator.kinetic.licences.penalties > 0);
  emulator.clock.advance({ seconds: 19 });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isAnswered, false);
  emulator.clock.advance({ seconds: 1 });
  assert.equal(await answer, 200);
});

test("a call of some length holds its licence for that long, and peaks count calls side by side", async () => {
  const emulator = kineticWith({ callMs: 500, licences: { DefaultUser: 2 } });
  const calls = [1, 2, 3].map(async () => (await kineticCall(emulator, CUSTOMERS)).status);
  await turnsUntil(() => emulator.kinetic.licences.refusals > 0);
  assert.deepEqual(
    emulator.kinetic.licences.holders.map(({ sessionId }) => sessionId),
    [undefined, undefined],
  );
  emulator.clock.advance({ ms: 500 });
  assert.deepEqual(await Promise.all(calls), [200, 200, 400]);
  const { inUse, peak } = emulator.kinetic.licences.pool("DefaultUser");
  assert.deepEqual([inUse, peak], [0, 2]);
});

test("a caller who goes away ends the call, and its licence comes free", async () => {
  const emulator = kineticWith({ callMs: 500 });
  const controller = new AbortController();
  const { user, apiKey, url, licences } = emulator.kinetic;
  const headers = { authorization: basic(user.username, user.password), "x-api-key": apiKey };
  const call = emulator.kinetic.fetch(new Request(`${url}${CUSTOMERS}`, { headers, signal: controller.signal }));
  await turnsUntil(() => licences.pool("DefaultUser").inUse === 1);
  controller.abort();
  await assert.rejects(call, { name: "AbortError" });
  assert.equal(licences.pool("DefaultUser").inUse, 0);
});

test("the IntegrationAccount flag spares licences by switch only", async () => {
  for (const [spares, status] of [
    [false, 400],
    [true, 200],
  ] as const) {
    const emulator = kineticWith({
      licences: { DefaultUser: 0 },
      switches: { integrationAccountSparesLicence: spares },
    });
    assert.equal((await kineticCall(emulator, CUSTOMERS)).status, status);
  }
});

test("every licence type of the field is known by its GUID, in any letter case, and nothing else is", async () => {
  const emulator = kineticWith();
  assert.equal(Object.keys(LICENCE_TYPES).length, 14);
  for (const [type, guid] of Object.entries(LICENCE_TYPES)) {
    assert.equal((await kineticCall(emulator, "/api/v1/", { headers: license(guid.toLowerCase()) })).status, 200, type);
  }
  assert.deepEqual(
    emulator.kinetic.licences.pools.filter(({ company, peak }) => company === "EPIC06" && peak !== 1),
    [],
  );
  const wrong = await kineticCall(emulator, CUSTOMERS, { headers: license("00000003-0000-0000-0000-000000000000") });
  assert.equal(wrong.status, 400);
  assert.match(last(emulator).wouldAccept ?? "", /WebServiceShared/);
});
