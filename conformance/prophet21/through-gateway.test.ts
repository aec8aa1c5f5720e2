import assert from "node:assert/strict";
import { prophet21Gateway } from "../profiles/prophet21-gateway.ts";
import type { Answer } from "../profiles/send.ts";
import { consumerGrant } from "../profiles/prophet21-wire.ts";
import type { Prophet21Wire } from "../profiles/prophet21-wire.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const BASE = "/uiserver0/api/ui/interactive";
const SESSIONS = `${BASE}/sessions`;
const TRANSACTION = "/uiserver0/api/v2/transaction";
const gateway = prophet21Gateway();
const builds = (["25.2", "26.1-early", "26.1-late"] as const).map((build) => prophet21Gateway({ switches: { build } }));
const early = prophet21Gateway({ switches: { build: "26.1-early" } });

type Send = (method: string, path: string, body?: unknown, accept?: string) => Promise<Answer>;

/** Somebody with a token of the gateway's. */
async function caller(wire: Prophet21Wire): Promise<Send> {
  const login = await wire.bearer(consumerGrant(wire.key, wire.user.username));
  return (method, path, body, accept = "application/json") =>
    wire.send(path, {
      method,
      headers: { ...login, accept, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

verifies("prophet21.interactive.create", builds, async (wire) => {
  const send = await caller(wire);
  const session = (await send("POST", SESSIONS, {})).json<{ Id?: string; SessionId?: string }>();
  assert.match(session.Id ?? session.SessionId ?? "", /^[0-9a-f-]{36}$/i);
});

verifies("prophet21.interactive.slash", [gateway], async (wire) => {
  const send = await caller(wire);
  assert.equal((await send("POST", `${SESSIONS}/`, {})).status, 200);
  assert.equal((await send("DELETE", `${SESSIONS}/`)).status, 200);
});

verifies("prophet21.interactive.one-per-token", [gateway], async (wire) => {
  const [one, other] = [await caller(wire), await caller(wire)];
  assert.equal((await one("POST", SESSIONS, {})).status, 200);
  assert.equal((await one("POST", SESSIONS, {})).status, 409);
  assert.equal((await other("POST", SESSIONS, {})).status, 200, "another token has a session of its own");
});

verifies("prophet21.interactive.owner", builds, async (wire) => {
  const [one, other] = [await caller(wire), await caller(wire)];
  await one("POST", SESSIONS, {});
  const stranger = await other("DELETE", SESSIONS);
  assert.equal(stranger.status, 400);
  assert.equal(stranger.json()["ErrorMessage"], "Invalid session");
  assert.equal((await one("DELETE", SESSIONS)).status, 200);
});

verifies("prophet21.interactive.renewal", [gateway], async (wire) => {
  const send = await caller(wire);
  await send("POST", SESSIONS, { SessionTimeout: 86_400 });
  wire.erp.fault({ system: "prophet21", kind: "token-revoked" });
  const minted = wire.erp.tally.tokensMinted.prophet21;
  assert.equal((await send("POST", `${BASE}/v2/window`, { ServiceName: "Supplier" })).json()["reason"], "session.lost");
  assert.equal(wire.erp.tally.tokensMinted.prophet21, minted, "no other token could reach the session");
});

verifies("prophet21.interactive.ghost", [early], async (wire) => {
  const send = await caller(wire);
  assert.equal((await send("POST", SESSIONS, {}, "*/*")).status, 500);
  assert.equal((await send("POST", SESSIONS, {})).status, 200, "the gateway has ended the ghost");
});

verifies("prophet21.interactive.older-surface", [gateway], async (wire) => {
  const send = await caller(wire);
  assert.equal((await send("POST", "/uiserver0/ui/common/v1/sessions/")).status, 200);
  assert.equal((await send("DELETE", "/uiserver0/ui/common/v1/sessions/")).status, 200);
});

verifies("prophet21.interactive.window", [gateway], async (wire) => {
  const send = await caller(wire);
  await send("POST", SESSIONS, {});
  const { Id } = (await send("POST", `${BASE}/v2/window`, { ServiceName: "Supplier" })).json<{ Id: string }>();
  assert.equal((await send("DELETE", `${BASE}/v2/window?id=${Id}`)).status, 200);
});

const odataOnly = prophet21Gateway(undefined, { prophet21Scope: "/api;/odata:supplier" });

verifies("prophet21.scope.transaction", [odataOnly], async (wire) => {
  // P21 enforces none here; the gateway does.
  const send = await caller(wire);
  assert.equal((await send("POST", TRANSACTION, { Transactions: [] })).status, 401);
  assert.equal((await send("GET", "/uiserver0/api/v2/services")).status, 401);
  assert.equal(wire.erp.journal.filter(({ path }) => path.startsWith("/uiserver0")).length, 0);
});

verifies("prophet21.scope.interactive", [odataOnly], async (wire) => {
  // At P21 /api would do; here an entry opens only what it names.
  const send = await caller(wire);
  assert.equal((await send("POST", SESSIONS, {})).status, 401);
});

verifies("prophet21.scope.older-data", [prophet21Gateway(undefined, { prophet21Scope: "/data" })], async (wire) => {
  const send = await caller(wire);
  assert.equal((await send("GET", "/data/erp/views/v1/p21_view_supplier?$top=1")).status, 200);
  assert.equal((await send("GET", "/odataservice/odata/table/supplier?$top=1")).status, 401);
});
