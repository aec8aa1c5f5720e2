import assert from "node:assert/strict";
import { seeded } from "../../tools/seeded-secrets.ts";
import { claimsOf } from "../profiles/jwt.ts";
import { prophet21Gateway, prophet21Wires } from "../profiles/prophet21-gateway.ts";
import { consumerGrant, prophet21Emulator } from "../profiles/prophet21-wire.ts";
import type { Prophet21Wire } from "../profiles/prophet21-wire.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const SUPPLIERS = "/odataservice/odata/table/supplier?$top=3&$orderby=supplier_id";
const PING = "/api/entity/customers/ping";
const SESSIONS = "/uiserver0/api/ui/interactive/sessions";
const SERVICES = "/uiserver0/api/v2/services";

const scopedEverywhere = (scope: string): readonly ReturnType<typeof prophet21Emulator>[] => [
  prophet21Emulator({ consumerKey: { scope } }),
  prophet21Gateway(undefined, { prophet21Scope: scope }),
];

async function statusOf(wire: Prophet21Wire, path: string, method = "GET"): Promise<number> {
  const headers = await wire.bearer(consumerGrant(wire.key, wire.user.username));
  return (await wire.send(path, { method, headers })).status;
}

verifies("prophet21.admin.registration", [prophet21Emulator()], (wire) => {
  const { admin } = wire.erp.prophet21;
  for (const type of ["Desktop", "Mobile", "Web", "Service"] as const) {
    const option = { name: `A ${type}`, key: seeded(`p21-${type}`), type, scope: "/api", sdkAccess: true };
    const { scope, type: kind, sdkAccess, tokenExpire, uid } = admin.registerConsumer(option);
    assert.deepEqual([scope, kind, sdkAccess, tokenExpire], ["/api;/p21sdk", type, true, "never"]);
    assert.ok(uid > 0);
    assert.ok(admin.consumers.some(({ name }) => name === option.name));
  }
});

verifies("prophet21.admin.token-expire", [prophet21Emulator()], async (wire) => {
  const { admin } = wire.erp.prophet21;
  const lives = [
    { name: "short", tokenExpire: 3600 },
    { name: "endless", tokenExpire: "never" },
  ] as const;
  const answers = lives.map(async ({ name, tokenExpire }) => {
    const { key } = admin.registerConsumer({ name, key: seeded(`p21-${name}`), scope: "/api", tokenExpire });
    return (await wire.askToken(consumerGrant(key))).json<{ ExpiresIn: number; AccessToken: string }>();
  });
  const [short, endless] = await Promise.all(answers);
  assert.equal(short?.ExpiresIn, 3600);
  assert.ok(Math.abs(Number(claimsOf(short.AccessToken)["exp"]) - wire.erp.clock.now() / 1000 - 3600) < 5);
  assert.equal(claimsOf(endless?.AccessToken ?? "")["exp"], 2_147_483_647);
});

verifies("prophet21.claims.issuer", prophet21Wires(), async (wire) => {
  const login = { username: wire.user.username, password: wire.user.password };
  for (const members of [login, consumerGrant(wire.key)])
    assert.equal(claimsOf((await wire.bearer(members)).authorization)["iss"], "P21.Soa");
});

verifies("prophet21.key.odata-user-ignored", prophet21Wires(), async (wire) => {
  const read = async (username?: string): Promise<unknown> =>
    (await wire.send(SUPPLIERS, { headers: await wire.bearer(consumerGrant(wire.key, username)) })).json()["value"];
  const rows = await read();
  assert.equal((rows as readonly unknown[]).length, 3);
  assert.deepEqual(await read(wire.user.username), rows);
});

verifies("prophet21.key.rest-any-user", prophet21Wires(), async (wire) => {
  for (const username of [undefined, wire.user.username]) {
    const headers = await wire.bearer(consumerGrant(wire.key, username));
    for (const path of ["/api/entity/customers/", "/api/inventory/parts/"])
      assert.equal((await wire.send(`${path}ping`, { headers })).status, 200, path);
  }
});

verifies("prophet21.scope.ui-not-needed", [prophet21Emulator({ consumerKey: { scope: "/api" } })], async (wire) => {
  assert.equal(await statusOf(wire, SESSIONS, "POST"), 200);
});

verifies("prophet21.scope.uiserver-only", scopedEverywhere("/uiserver0"), async (wire) => {
  assert.equal(await statusOf(wire, SESSIONS, "POST"), 200);
  assert.equal(await statusOf(wire, SERVICES), 200);
  assert.equal(await statusOf(wire, SUPPLIERS), 401);
  assert.equal(await statusOf(wire, PING), 401);
});

verifies("prophet21.scope.configuration", scopedEverywhere("/api/.configuration"), async (wire) => {
  assert.equal(await statusOf(wire, PING), 401);
  assert.equal(await statusOf(wire, SUPPLIERS), 401);
});

verifies("prophet21.interactive.v1-windows", [prophet21Emulator()], async (wire) => {
  const headers = await wire.bearer(consumerGrant(wire.key, wire.user.username));
  assert.equal((await wire.send(SESSIONS, { method: "POST", headers })).status, 200);
  const open = (version: string): Promise<number> =>
    wire
      .send(`/uiserver0/api/ui/interactive/${version}/window`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({ ServiceName: "Supplier" }),
      })
      .then(({ status }) => status);
  assert.equal(await open("v1"), 404);
  assert.equal(await open("v2"), 200);
});
