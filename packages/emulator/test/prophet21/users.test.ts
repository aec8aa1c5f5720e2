import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { createEmulator, type Emulator } from "../../src/index.ts";
import { claimsOf, last, list, makeEmulator, member, prophet21Call, prophet21Raw, prophet21Token } from "../fixture.ts";

const password = seeded("someone");

async function status(emulator: Emulator, username: string): Promise<number> {
  const body = JSON.stringify({ username, password });
  return (await prophet21Raw(emulator, "/api/security/token/v2", { method: "POST", body })).status;
}

test("a deleted account and one without a login are refused like a wrong password; the journal knows better", async () => {
  const emulator = makeEmulator();
  const { admin } = emulator.prophet21;
  admin.addUser({ username: "someone", password });
  assert.equal(await status(emulator, "someone"), 200);
  admin.changeUser("someone", { login: "none" });
  assert.equal(await status(emulator, "someone"), 401);
  assert.match(last(emulator).wouldAccept ?? "", /tied to a Windows, Azure AD or SQL login/);
  admin.changeUser("someone", { login: "aad" });
  assert.equal(await status(emulator, "someone"), 200);
  admin.deleteUser("someone");
  assert.equal(await status(emulator, "someone"), 401);
  assert.match(last(emulator).wouldAccept ?? "", /not deleted in User Maintenance/);
  assert.equal(last(emulator).rule, "prophet21.token.password");
});

test("a Windows user signs in with the domain, which sub shows; the switch lets the plain name in", async () => {
  for (const [windowsLogin, plain] of [
    ["domain", 401],
    ["either", 200],
  ] as const) {
    const emulator = makeEmulator({ prophet21: { windowsLogin } });
    emulator.prophet21.admin.addUser({ username: "someone", password, login: "windows", domain: "NORTH" });
    assert.equal(await status(emulator, "someone"), plain);
    assert.equal(await status(emulator, "north\\someone"), 200);
    const token = await prophet21Token(emulator, { username: "NORTH\\someone", password });
    assert.equal(claimsOf(token)["sub"], "NORTH\\someone");
  }
});

test("a Windows user's permissions are found by the name in the token", async () => {
  const emulator = makeEmulator();
  const option = { username: "someone", password, login: "windows", allowOdataApiService: true } as const;
  emulator.prophet21.admin.addUser({ ...option, dataservicePermission: ["supplier"] });
  const token = await prophet21Token(emulator, { username: "ACME\\someone", password });
  assert.equal((await prophet21Call(emulator, "/odataservice/odata/table/supplier?$top=1", token)).status, 200);
  assert.equal((await prophet21Call(emulator, "/odataservice/odata/table/customer?$top=1", token)).status, 401);
});

test("roles keep tables and views apart, and count from the next call on", async () => {
  const emulator = makeEmulator();
  const { admin } = emulator.prophet21;
  admin.saveRole({ name: "Views", views: "all", tables: ["supplier"] });
  admin.addUser({ username: "someone", password, allowOdataApiService: true, role: "Views" });
  const token = await prophet21Token(emulator, { username: "someone", password });
  const ask = async (path: string): Promise<number> =>
    (await prophet21Call(emulator, `/odataservice/odata/${path}?$top=1`, token)).status;
  assert.deepEqual(
    [await ask("view/p21_view_customer"), await ask("table/customer"), await ask("table/supplier")],
    [200, 401, 200],
  );
  assert.match(last(emulator).notes.join() + String(emulator.journal.at(-2)?.wouldAccept), /role, Views/);
  admin.changeUser("someone", { role: "Everything" });
  assert.equal(await ask("table/customer"), 200);
  admin.changeUser("someone", { allowOdataApiService: false });
  assert.equal(await ask("table/customer"), 401);
});

test("roles and users by option; what contradicts itself is named", () => {
  const emulator = createEmulator({
    prophet21: {
      roles: [{ name: "Sales", tables: ["customer"] }],
      users: [{ username: "someone", password, role: "Sales", deniedWindows: ["Order"] }],
    },
  });
  const found = emulator.prophet21.admin.users.find(({ username }) => username === "someone");
  assert.deepEqual([found?.role, found?.deniedWindows, found?.loginName], ["Sales", ["Order"], "someone"]);
  const users = [{ username: "someone", password, role: "Nobody's", dataservicePermission: ["supplier"] }];
  assert.throws(
    () => createEmulator({ prophet21: { users } }),
    /both a role and a dataservicePermission.*"Nobody's", which is not one of/,
  );
});

test("users and consumers of the emulator are live", () => {
  const emulator = makeEmulator();
  const before = emulator.prophet21.users.length;
  emulator.prophet21.admin.addUser({ username: "someone", password });
  assert.equal(emulator.prophet21.users.length, before + 1);
});

test("a table that is new is not seen until the OData service is refreshed", async () => {
  const emulator = makeEmulator();
  const { admin, user } = emulator.prophet21;
  const columns = { row_uid: "Edm.Int32", note: "Edm.String" } as const;
  admin.addTable({ name: "udt_notes", keys: ["row_uid"], columns, rows: [{ row_uid: 1, note: "first" }] });
  const token = await prophet21Token(emulator, { username: user.username, password: user.password });
  const ask = async (): Promise<Awaited<ReturnType<typeof prophet21Call>>> =>
    await prophet21Call(emulator, "/odataservice/odata/table/udt_notes", token);
  assert.equal((await ask()).status, 404);
  assert.ok(admin.refreshOdataService() > 20);
  assert.equal(member(list((await ask()).body)[0], "note"), "first");
  assert.throws(() => admin.addTable({ name: "supplier", keys: [], columns, rows: [] }), /is taken/);
});
