import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { seeded } from "../../tools/seeded-secrets.ts";
import type { Answer } from "../profiles/send.ts";
import { consumerGrant, prophet21Emulator } from "../profiles/prophet21-wire.ts";
import type { Prophet21Wire } from "../profiles/prophet21-wire.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const BASE = "/uiserver0/api/ui/interactive";
const SESSIONS = `${BASE}/sessions`;
const OLDER = "/uiserver0/ui/common/v1/sessions/";

const late = prophet21Emulator();
const early = prophet21Emulator({ switches: { build: "26.1-early" } });
const old = prophet21Emulator({ switches: { build: "25.2" } });

interface Caller {
  readonly send: (method: string, path: string, body?: unknown, accept?: string) => Promise<Answer>;
}

/** Somebody with a token of their own, for the user of the wire unless named otherwise. */
async function caller(wire: Prophet21Wire, members?: Readonly<Record<string, string>>): Promise<Caller> {
  const login = await wire.bearer(members ?? consumerGrant(wire.key, wire.user.username));
  return {
    send: async (method, path, body, accept = "application/json") =>
      await wire.send(path, {
        method,
        headers: { ...login, accept },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

/** A caller with a session, and a window of it. */
async function atWindow(wire: Prophet21Wire, ServiceName: string): Promise<Caller & { readonly window: string }> {
  const own = await caller(wire);
  await own.send("POST", SESSIONS);
  const { Id } = (await own.send("POST", `${BASE}/v2/window`, { ServiceName })).json<{ Id: string }>();
  return { ...own, window: Id };
}

const key = (WindowId: string, DatawindowName: string, FieldName: string, Value: string): object => ({
  WindowId,
  List: [{ TabName: null, DatawindowName, FieldName, Value }],
});

verifies("prophet21.interactive.create", [late], async (wire) => {
  const { send } = await caller(wire);
  const answer = await send("POST", SESSIONS);
  assert.equal(answer.status, 200);
  assert.match(answer.json<{ Id: string }>().Id, /^[0-9a-f-]{36}$/);
});

verifies("prophet21.interactive.create", [old], async (wire) => {
  const { send } = await caller(wire);
  const { SessionId, Id } = (await send("POST", SESSIONS)).json();
  assert.equal(typeof SessionId, "string");
  assert.equal(Id, undefined);
});

verifies("prophet21.interactive.slash", [late, early, old], async (wire) => {
  const { send } = await caller(wire);
  assert.equal((await send("POST", `${SESSIONS}/`)).status, 200);
  assert.equal((await send("DELETE", SESSIONS)).status, 200);
  assert.equal((await send("POST", SESSIONS)).status, 200);
  assert.equal((await send("DELETE", `${SESSIONS}/`)).status, 200);
});

verifies("prophet21.interactive.one-per-token", [late, early, old], async (wire) => {
  const { send } = await caller(wire);
  await send("POST", SESSIONS);
  const second = await send("POST", SESSIONS);
  assert.equal(second.status, 409);
  assert.deepEqual(second.json(), { ErrorMessage: "Session already exists." });
  assert.equal((await (await caller(wire)).send("POST", SESSIONS)).status, 200);
});

verifies("prophet21.interactive.owner", [late, early, old], async (wire) => {
  const owner = await caller(wire);
  await owner.send("POST", SESSIONS);
  const refused = await (await caller(wire)).send("DELETE", SESSIONS);
  assert.equal(refused.status, 400);
  assert.deepEqual(refused.json(), { ErrorMessage: "Invalid session" });
  assert.equal((await owner.send("DELETE", SESSIONS)).status, 200);
});

verifies("prophet21.interactive.needs-user", [late, early, old], async (wire) => {
  for (const username of [undefined, "erpgate", "nobody"]) {
    const { send } = await caller(wire, consumerGrant(wire.key, username));
    const refused = await send("POST", SESSIONS);
    assert.ok(refused.status >= 400);
    assert.ok(refused.body.includes("Error retrieving/validating user"));
  }
});

verifies("prophet21.interactive.idle", [late], async (wire) => {
  const first = await caller(wire);
  await first.send("POST", SESSIONS);
  const patient = await caller(wire);
  await patient.send("POST", SESSIONS, { SessionTimeout: 120 });
  wire.erp.clock.advance({ seconds: 60 });
  const open = { ServiceName: "Customer" };
  assert.equal((await first.send("POST", `${BASE}/v2/window`, open)).status, 400);
  assert.equal((await patient.send("POST", `${BASE}/v2/window`, open)).status, 200);
});

verifies("prophet21.interactive.cleanup", [late], async (wire) => {
  await (await caller(wire)).send("POST", SESSIONS);
  const { admin } = wire.erp.prophet21;
  wire.erp.clock.advance({ minutes: 5, seconds: 59 });
  assert.equal(admin.uiServer.sessions.length, 1);
  wire.erp.clock.advance({ seconds: 1 });
  assert.equal(admin.uiServer.sessions.length, 0);
});

verifies("prophet21.interactive.accept", [early], async (wire) => {
  for (const accept of ["*/*", "application/xml", "text/html"]) {
    const { send } = await caller(wire);
    const answer = await send("POST", SESSIONS, undefined, accept);
    assert.deepEqual([answer.status, answer.body], [500, ""]);
    assert.equal((await send("POST", SESSIONS)).status, 409);
  }
  const { send } = await caller(wire);
  assert.equal((await send("POST", SESSIONS, undefined, "application/json, */*")).status, 200);
});

verifies("prophet21.interactive.accept-xml", [late], async (wire) => {
  const { send } = await caller(wire);
  const answer = await send("POST", SESSIONS, undefined, "*/*");
  assert.equal(answer.status, 200);
  assert.match(answer.body, /^<Session xmlns="[^"]+P21\.UI\.Service\.Request"><Id>[^<]+<\/Id><Properties>/);
});

verifies("prophet21.interactive.ghost", [early], async (wire) => {
  const { send } = await caller(wire);
  await send("POST", SESSIONS, undefined, "*/*");
  for (const accept of ["*/*", "application/json"])
    assert.equal((await send("POST", SESSIONS, undefined, accept)).status, 409);
  assert.equal((await send("DELETE", SESSIONS)).status, 200);
  assert.equal((await send("POST", SESSIONS)).status, 200);
});

verifies("prophet21.interactive.pool", [late], async (wire) => {
  const { uiServer } = wire.erp.prophet21.admin;
  assert.equal(uiServer.waiting, 0);
  for (let at = 0; at < 5; at += 1) assert.equal((await (await caller(wire)).send("POST", SESSIONS)).status, 200);
  const sixth = (await caller(wire)).send("POST", SESSIONS);
  while (wire.erp.prophet21.admin.uiServer.waiting === 0) await setImmediate();
  wire.erp.clock.advance({ seconds: 60 });
  assert.ok((await sixth).status >= 400);
});

verifies("prophet21.interactive.window", [late, early, old], async (wire) => {
  const { send, window } = await atWindow(wire, "Customer");
  const changed = await send("PUT", `${BASE}/v2/change`, key(window, "tp_1_dw_1", "customer_name", "Conforming Inc."));
  assert.equal(changed.json<{ Status: number }>().Status, 1);
  assert.equal((await send("PUT", `${BASE}/v2/data`, window)).json<{ Status: number }>().Status, 1);
  assert.equal((await send("PUT", `${BASE}/v2/data`, { WindowId: window })).status, 422);
  assert.equal((await send("DELETE", `${BASE}/v2/window?id=${window}`)).json<{ Status: number }>().Status, 1);
});

verifies("prophet21.interactive.parameter", [late, early, old], async (wire) => {
  const { send, window } = await atWindow(wire, "Customer");
  assert.equal((await send("GET", `${BASE}/v2/window?id=${window}`)).status, 200);
  assert.equal((await send("GET", `${BASE}/v2/tools?windowId=${window}`)).status, 200);
  assert.equal((await send("GET", `${BASE}/v2/window?windowId=${window}`)).status, 422);
  assert.equal((await send("GET", `${BASE}/v2/tools?id=${window}`)).status, 500);
});

verifies("prophet21.interactive.batch", [late, early], async (wire) => {
  const { send, window } = await atWindow(wire, "Customer");
  const List = [
    { DatawindowName: "tp_1_dw_1", FieldName: "customer_name", Value: "Half a batch" },
    { DatawindowName: "tp_1_dw_1", FieldName: "company_id", Value: "X" },
  ];
  assert.equal((await send("PUT", `${BASE}/v2/change`, { WindowId: window, List })).status, 400);
  assert.ok((await send("GET", `${BASE}/v2/data?id=${window}`)).body.includes("Half a batch"));
});

verifies("prophet21.interactive.missing-record", [late, early], async (wire) => {
  const { send, window } = await atWindow(wire, "Order");
  const answer = await send("PUT", `${BASE}/v2/change`, key(window, "order", "order_no", "1"));
  assert.equal(answer.status, 200);
  assert.equal(answer.json<{ Status: number }>().Status, 2);
});

verifies("prophet21.interactive.missing-record", [old], async (wire) => {
  const own = await caller(wire);
  await own.send("POST", SESSIONS);
  const { Id } = (await own.send("POST", `${BASE}/v2/window`, { ServiceName: "Order" })).json<{ Id: string }>();
  const answer = await own.send("PUT", `${BASE}/v2/change`, key(Id, "order", "order_no", "1"));
  assert.equal(answer.json<{ Status: number }>().Status, 0);
});

verifies("prophet21.interactive.blocked", [late], async (wire) => {
  const { send, window } = await atWindow(wire, "Customer");
  await send("PUT", `${BASE}/v2/change`, key(window, "tp_1_dw_1", "customer_id", "100001"));
  const asked = await send("POST", `${BASE}/v2/tools`, { WindowId: window, ToolName: "cb_delete" });
  const { Status, Events } = asked.json<{
    Status: number;
    Events: readonly { Name: string; Data: readonly { Value: string }[] }[];
  }>();
  assert.deepEqual([Status, Events[0]?.Name], [3, "windowopened"]);
  const WindowId = Events[0]?.Data[0]?.Value;
  const answered = await send("POST", `${BASE}/v2/tools`, { WindowId, ToolName: "cb_no" });
  assert.equal(answered.json<{ Status: number }>().Status, 1);
});

verifies("prophet21.interactive.window-permission", [late, early], async (wire) => {
  wire.erp.prophet21.admin.changeUser(wire.user.username, { deniedWindows: ["Order"] });
  const { send } = await caller(wire);
  await send("POST", SESSIONS);
  for (const body of [{ ServiceName: "Order" }, { ServiceName: "Nothing" }, { Title: "Customer Maintenance" }]) {
    const refused = await send("POST", `${BASE}/v2/window`, body);
    assert.equal(refused.status, 400);
    assert.match(refused.body, /Cannot open window .* does not have permission\./);
  }
});

verifies("prophet21.interactive.older-surface", [late, early, old], async (wire) => {
  const { send } = await caller(wire);
  assert.equal((await send("POST", OLDER)).status, 200);
  assert.equal((await send("POST", SESSIONS)).status, 409);
  assert.equal((await send("DELETE", OLDER)).status, 200);
});

verifies("prophet21.scope.interactive", [late], async (wire) => {
  const { admin } = wire.erp.prophet21;
  for (const [name, scope, expected] of [
    ["ui", "/uiserver0", 200],
    ["data", "/odata:supplier", 401],
  ] as const) {
    const { key: own } = admin.registerConsumer({ name, key: seeded(`${name}-key`), scope });
    const { send } = await caller(wire, consumerGrant(own, wire.user.username));
    assert.equal((await send("POST", SESSIONS)).status, expected, scope);
  }
});
