import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import type { Emulator } from "../../src/index.ts";
import { claimsOf, consumer, last, makeEmulator, prophet21Call, prophet21Raw, prophet21Token } from "../fixture.ts";

const SUPPLIER = "/odataservice/odata/table/supplier?$top=1";
const CUSTOMER = "/odataservice/odata/table/customer?$top=1";

async function status(emulator: Emulator, path: string, token: string): Promise<number> {
  return (await prophet21Call(emulator, path, token)).status;
}

test("a registered consumer gets tokens with its scope; SDK Access adds an entry, and takes it away again", async () => {
  const emulator = makeEmulator();
  const { admin } = emulator.prophet21;
  const option = { name: "new-app", key: seeded("new-app"), scope: "/api", sdkAccess: true, tokenExpire: 600 } as const;
  const registered = admin.registerConsumer(option);
  assert.equal(registered.scope, "/api;/p21sdk");
  const claims = claimsOf(await prophet21Token(emulator, consumer(registered.key)));
  assert.deepEqual([claims["aud"], claims["P21.ConsumerUid"]], ["/api;/p21sdk", String(registered.uid)]);
  assert.equal(Number(claims["exp"]) - Number(claims["iat"]), 600);
  assert.equal(admin.changeConsumer("new-app", { sdkAccess: false }).scope, "/api");
});

test("the scope is baked in when a token is issued: a wider one counts from the next token on", async () => {
  const emulator = makeEmulator();
  const { admin } = emulator.prophet21;
  const key = seeded("reader-key");
  const older = await prophet21Token(emulator, consumer(key));
  assert.equal(await status(emulator, CUSTOMER, older), 401);
  admin.changeConsumer("reader", { scope: "/odata:supplier,customer" });
  assert.equal(await status(emulator, CUSTOMER, older), 401);
  assert.equal(await status(emulator, CUSTOMER, await prophet21Token(emulator, consumer(key))), 200);
  admin.changeConsumer("reader", { scope: "/odata:customer" });
  assert.equal(await status(emulator, SUPPLIER, older), 200, "narrowing does not reach it either");
});

test("a removed key gets no token; issued ones live on, unless switched", async () => {
  for (const [revokedKeyEndsTokens, expected] of [
    [false, 200],
    [true, 401],
  ] as const) {
    const emulator = makeEmulator({ prophet21: { revokedKeyEndsTokens } });
    const token = await prophet21Token(emulator, consumer(seeded("reader-key")));
    emulator.prophet21.admin.removeConsumer("reader");
    assert.equal(await status(emulator, SUPPLIER, token), expected);
    const body = JSON.stringify(consumer(seeded("reader-key")));
    assert.equal((await prophet21Raw(emulator, "/api/security/token/v2", { method: "POST", body })).status, 500);
  }
});

test("a key that P21 makes up differs from all others and stays out of the journal", async () => {
  const emulator = makeEmulator();
  const { admin } = emulator.prophet21;
  const [first, second] = [admin.registerConsumer({ name: "a" }), admin.registerConsumer({ name: "b" })];
  assert.notEqual(first.key, second.key);
  await prophet21Raw(emulator, `/somewhere/${first.key}`);
  assert.equal(last(emulator).path, "/somewhere/[redacted]");
});

test("faults are named, all at once, and nothing is changed", () => {
  const emulator = makeEmulator();
  const { admin } = emulator.prophet21;
  const before = admin.consumers.length;
  assert.throws(
    () => admin.registerConsumer({ name: "reader", key: seeded("other"), scope: "api", tokenExpire: 0 }),
    /registerConsumer: "name" is taken.*entries begin with \/.*tokenExpire/,
  );
  assert.throws(
    () => admin.registerConsumer({ name: "x", key: seeded("reader-key") }),
    /has the same key for "x" and "reader"/,
  );
  assert.equal(admin.consumers.length, before);
  assert.throws(() => admin.changeConsumer("nobody", {}), /there is no consumer "nobody"; there are erp-sync/);
  assert.throws(() => admin.addUser({ username: "buyer", password: seeded("x-pw") }), /the user "buyer" twice/);
  assert.throws(() => admin.changeUser("buyer", { role: "nothing" }), /"role" takes one of Everything/);
  assert.throws(() => admin.changeUser("nobody", {}), /there is no user "nobody"/);
  assert.throws(() => admin.saveRole({ name: " ", tables: ["a b"] }), /"name" is empty.*"a b", which is no name/);
});
