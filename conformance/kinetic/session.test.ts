import assert from "node:assert/strict";
import { kineticSessionWires } from "../profiles/kinetic-gateway.ts";
import { kineticEmulator } from "../profiles/kinetic-wire.ts";
import type { KineticWire } from "../profiles/kinetic-wire.ts";
import type { Answer } from "../profiles/send.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const WEB_SERVICE = "00000003-9439-4B30-A6F4-6D2FD4B9FD0F";

type Members = Readonly<Record<string, unknown>>;

const license = (SessionID?: string): Record<string, string> => ({
  license: JSON.stringify({ ClaimedLicense: WEB_SERVICE, ...(SessionID === undefined ? {} : { SessionID }) }),
});
const sessionInfo = (SessionID: string): Record<string, string> => ({ sessioninfo: JSON.stringify({ SessionID }) });

function invoke(
  wire: KineticWire,
  method: string,
  given: Members = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const path = `/api/v2/odata/${wire.company}/${method}`;
  return wire.send(path, { method: "POST", headers, body: JSON.stringify(given) });
}

async function login(wire: KineticWire, headers = license()): Promise<string> {
  const answer = await invoke(wire, "Ice.Lib.SessionModSvc/Login", {}, headers);
  assert.equal(answer.status, 200);
  return String(answer.json()["returnObj"]);
}

const logout = (wire: KineticWire, headers: Record<string, string>): Promise<Answer> =>
  invoke(wire, "Ice.Lib.SessionModSvc/Logout", {}, headers);

const readCustomers = (wire: KineticWire, headers: Record<string, string> = {}): Promise<Answer> =>
  wire.send(`/api/v2/odata/${wire.company}/Erp.BO.CustomerSvc/Customers?$top=1`, { headers });

const held = (wire: KineticWire): number => wire.erp.kinetic.licences.pool("WebService").inUse;

verifies("kinetic.session.login", kineticSessionWires(), async (wire) => {
  assert.match(await login(wire), GUID);
});

verifies("kinetic.session.logout", [kineticEmulator()], async (wire) => {
  const id = await login(wire);
  for (const headers of [{}, license(), license(id)]) {
    assert.equal((await logout(wire, headers)).status, 200);
    assert.equal(held(wire), 1);
  }
  assert.equal((await logout(wire, sessionInfo(id))).status, 200);
  assert.equal(held(wire), 0);
});

verifies("kinetic.session.claimed-with-id", kineticSessionWires(), async (wire) => {
  const id = await login(wire);
  assert.equal((await readCustomers(wire, license(id))).status, 200);
});

verifies("kinetic.session.info-on-calls", [kineticEmulator()], async (wire) => {
  assert.equal((await readCustomers(wire, sessionInfo(await login(wire)))).status, 500);
});

verifies("kinetic.error.secure-errors", [kineticEmulator()], async (wire) => {
  const answer = await readCustomers(wire, sessionInfo(await login(wire)));
  assert.equal(answer.json()["ErrorMessage"], "An error occurred while processing the request.");
});

verifies("kinetic.session.timed-out", [kineticEmulator()], async (wire) => {
  const id = await login(wire);
  wire.erp.clock.advance({ hours: 24 });
  const answer = await logout(wire, sessionInfo(id));
  assert.equal(answer.status, 410);
  assert.match(String(answer.json()["ErrorType"]), /InvalidSessionException$/);
});

verifies("kinetic.session.deleted", [kineticEmulator()], async (wire) => {
  const id = await login(wire);
  await logout(wire, sessionInfo(id));
  const answer = await readCustomers(wire, license(id));
  assert.equal(answer.status, 410);
  assert.match(String(answer.json()["ErrorMessage"]), /invalid or has been deleted/);
});

verifies("kinetic.session.valid", kineticSessionWires(), async (wire) => {
  const given = { sessionID: await login(wire), userID: wire.user.username };
  const valid = async (parameters: Members): Promise<unknown> =>
    (await invoke(wire, "Ice.Lib.SessionModSvc/IsValidSession", parameters)).json()["returnObj"];
  assert.equal(await valid(given), true);
  assert.equal(await valid({ ...given, sessionID: WEB_SERVICE }), false);
});

verifies("kinetic.session.company", [kineticEmulator()], async (wire) => {
  const id = await login(wire);
  await invoke(wire, "Ice.Lib.SessionModSvc/SetPlant", { newSite: "Harbor" }, sessionInfo(id));
  assert.equal(wire.erp.kinetic.sessions()[0]?.plant, "Harbor");
  await invoke(wire, "Ice.Lib.SessionModSvc/SetCompany", { newCompany: "EPIC07" }, sessionInfo(id));
  const answer = await wire.send("/api/v1/Erp.BO.CustomerSvc/Customers?$top=1", { headers: license(id) });
  assert.equal(answer.json<{ value: readonly Members[] }>().value[0]?.["Company"], "EPIC07");
});

verifies("kinetic.session.admin", [kineticEmulator()], async (wire) => {
  const id = await login(wire);
  const list = await invoke(wire, "Ice.BO.AdminSessionSvc/GetSessionList");
  const [session] = Object.values(list.json<{ returnObj: Record<string, readonly Members[]> }>().returnObj).flat();
  assert.deepEqual([session?.["SessionID"], session?.["LicenseType"]], [id, "WebService"]);
  await invoke(wire, "Ice.BO.AdminSessionSvc/DeleteBySessionId", { sessionId: id });
  assert.equal(held(wire), 0);
});

verifies("kinetic.license.default-user", [kineticEmulator({ licences: { DefaultUser: 1 } })], async (wire) => {
  for (let call = 0; call < 3; call += 1) assert.equal((await readCustomers(wire)).status, 200);
  const { peak, inUse } = wire.erp.kinetic.licences.pool("DefaultUser");
  assert.deepEqual([peak, inUse], [1, 0]);
});

verifies("kinetic.license.exhausted", [kineticEmulator({ licences: { DefaultUser: 1 } })], async (wire) => {
  await login(wire, {});
  const answer = await readCustomers(wire);
  assert.equal(answer.status, 400);
  assert.match(String(answer.json()["ErrorType"]), /LicenseAccessException/);
});

verifies("kinetic.license.by-session", [kineticEmulator({ licences: { WebService: 2 } })], async (wire) => {
  const id = await login(wire);
  await Promise.all([1, 2, 3].map(() => readCustomers(wire, license(id))));
  assert.deepEqual([held(wire), wire.erp.kinetic.licences.pool("WebService").peak], [1, 1]);
});

verifies("kinetic.license.none-owned", [kineticEmulator({ licences: { WebService: 0 } })], async (wire) => {
  await login(wire);
  assert.equal(wire.erp.kinetic.licences.pool("DefaultUser").inUse, 1);
});

verifies("kinetic.license.shared-penalty", [kineticEmulator({ licences: { WebService: 1 } })], async (wire) => {
  const [own, shared] = [await login(wire), await login(wire)];
  assert.equal((await readCustomers(wire, license(own))).status, 200);
  const { clock } = wire.erp;
  const startMs = clock.now();
  const slow = readCustomers(wire, license(shared)).then((answer) => [answer.status, clock.now() - startMs] as const);
  for (let turn = 0; wire.erp.kinetic.licences.penalties === 0; turn += 1) {
    assert.ok(turn < 10_000, "no penalty was met");
    await new Promise((resolve) => setImmediate(resolve));
  }
  clock.advance({ seconds: 20 });
  const [status, tookMs] = await slow;
  assert.equal(status, 200);
  assert.ok(tookMs >= 20_000, `${tookMs} ms`);
});

verifies("kinetic.license.integration-account", [kineticEmulator({ licences: { DefaultUser: 0 } })], async (wire) => {
  assert.equal((await readCustomers(wire)).status, 400);
});
