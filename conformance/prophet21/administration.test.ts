import assert from "node:assert/strict";
import { seeded } from "../../tools/seeded-secrets.ts";
import { claimsOf } from "../profiles/jwt.ts";
import { consumerGrant, prophet21Emulator } from "../profiles/prophet21-wire.ts";
import type { Prophet21Wire } from "../profiles/prophet21-wire.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const emulator = prophet21Emulator();
const CUSTOMERS = "/odataservice/odata/table/customer?$top=1";
const password = seeded("someone");

async function statusOf(wire: Prophet21Wire, path: string, headers: { authorization: string }): Promise<number> {
  return (await wire.send(path, { headers })).status;
}

verifies("prophet21.scope.baked-in", [emulator], async (wire) => {
  const { admin } = wire.erp.prophet21;
  const { key } = admin.registerConsumer({ name: "reader", key: seeded("reader-key"), scope: "/odata:supplier" });
  const before = await wire.bearer(consumerGrant(key));
  admin.changeConsumer("reader", { scope: "/odata:supplier,customer" });
  assert.equal(await statusOf(wire, CUSTOMERS, before), 401);
  assert.equal(await statusOf(wire, CUSTOMERS, await wire.bearer(consumerGrant(key))), 200);
});

verifies("prophet21.scope.older-data", [emulator], async (wire) => {
  const { admin } = wire.erp.prophet21;
  const { key } = admin.registerConsumer({ name: "viewer", key: seeded("viewer-key"), scope: "/data" });
  const bearer = await wire.bearer(consumerGrant(key));
  assert.equal(await statusOf(wire, "/data/erp/views/v1/p21_view_customer?$top=1", bearer), 200);
  assert.equal(await statusOf(wire, CUSTOMERS, bearer), 401);
});

verifies("prophet21.user.live", [emulator], async (wire) => {
  const { admin } = wire.erp.prophet21;
  admin.addUser({ username: "someone", password });
  const ask = async (): Promise<number> => (await wire.askToken({ username: "someone", password })).status;
  assert.equal(await ask(), 200);
  admin.changeUser("someone", { login: "none" });
  assert.equal(await ask(), 401);
  admin.changeUser("someone", { login: "sql", deleted: true });
  assert.equal(await ask(), 401);
});

verifies("prophet21.user.windows", [emulator], async (wire) => {
  wire.erp.prophet21.admin.addUser({ username: "someone", password, login: "windows", domain: "NORTH" });
  assert.equal((await wire.askToken({ username: "someone", password })).status, 401);
  const answer = await wire.askToken({ username: "NORTH\\someone", password });
  assert.equal(claimsOf(answer.json<{ AccessToken: string }>().AccessToken)["sub"], "NORTH\\someone");
});

verifies("prophet21.permission.schema", [emulator], async (wire) => {
  const { admin } = wire.erp.prophet21;
  admin.saveRole({ name: "Views", views: "all" });
  admin.addUser({ username: "someone", password, allowOdataApiService: true, role: "Views" });
  const bearer = await wire.bearer({ username: "someone", password });
  assert.equal(await statusOf(wire, "/odataservice/odata/view/p21_view_customer?$top=1", bearer), 200);
  assert.equal(await statusOf(wire, CUSTOMERS, bearer), 401);
});

verifies("prophet21.admin.access", [emulator], async (wire) => {
  const { admin } = wire.erp.prophet21;
  admin.addUser({ username: "someone", password });
  const signIn = async (): Promise<number> =>
    (
      await wire.send("/api/admin/login", {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ username: "someone", password }).toString(),
      })
    ).status;
  assert.equal(await signIn(), 401);
  admin.changeUser("someone", { accessToSoaAdminPage: true });
  assert.equal(await signIn(), 303);
});

verifies("prophet21.admin.sdk-access", [emulator], async (wire) => {
  const option = { name: "sdk", key: seeded("sdk-key"), scope: "/api", sdkAccess: true };
  const { key } = wire.erp.prophet21.admin.registerConsumer(option);
  const answer = await wire.askToken(consumerGrant(key));
  assert.equal(answer.json<{ Scope: string }>().Scope, "/api;/p21sdk");
});

verifies("prophet21.odata.refresh", [emulator], async (wire) => {
  const { admin } = wire.erp.prophet21;
  const bearer = await wire.bearer();
  admin.addTable({ name: "udt_notes", keys: ["uid"], columns: { uid: "Edm.Int32" }, rows: [{ uid: 1 }] });
  assert.equal(await statusOf(wire, "/odataservice/odata/table/udt_notes", bearer), 404);
  admin.refreshOdataService();
  assert.equal(await statusOf(wire, "/odataservice/odata/table/udt_notes", bearer), 200);
});
