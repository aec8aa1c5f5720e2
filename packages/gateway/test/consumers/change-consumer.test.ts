import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { addConsumer } from "../../src/consumers/add-consumer.ts";
import { openDirectory } from "../../src/consumers/directory.ts";
import { revokeKey } from "../../src/consumers/revoke-key.ts";
import { rotateKey } from "../../src/consumers/rotate-key.ts";
import { withSdkAccess } from "../../src/consumers/sdk-access.ts";
import { updateConsumer } from "../../src/consumers/update-consumer.ts";
import { createKeyring } from "../../src/keys/keyring.ts";
import { openStore } from "../../src/store/open-store.ts";
import { StoreError } from "../../src/store/store-error.ts";

const randomBytes = (size: number): Uint8Array => crypto.getRandomValues(new Uint8Array(size));
const keyring = createKeyring([{ id: "m", secret: new Uint8Array(32).fill(3) }], randomBytes);
const anyAccess = (): readonly [] => [];
const shop = { name: "shop", access: { p21: { scope: "/api", p21Username: "clerk" } }, expiresAtMs: 9000 };
const at = (nowMs: number): { now: () => number } => ({ now: () => nowMs });

describe("rotateKey", () => {
  test("two keys are good during the overlap, then the old one ends; it never lives longer than it would have", async () => {
    await using store = await openStore(":memory:");
    const first = (await addConsumer(store, keyring, shop, anyAccess, at(1000))).key.reveal();
    const { record, key } = await rotateKey(store, keyring, "shop", { overlapMs: 500 }, at(2000));
    await using directory = await openDirectory(store, keyring);
    assert.deepEqual(
      record.keys.map(({ expiresAtMs }) => expiresAtMs),
      [2500, undefined],
    );
    assert.equal(directory.byKey(first, 2499)?.name, "shop");
    assert.equal(directory.byKey(first, 2500), undefined);
    assert.equal(directory.byKey(key.reveal(), 1e12)?.name, "shop");
    const again = await rotateKey(store, keyring, "shop", { overlapMs: 1e9, expiresAtMs: 7000 }, at(2100));
    assert.deepEqual(
      again.record.keys.map(({ expiresAtMs }) => expiresAtMs),
      [2500, 2100 + 1e9, 7000],
    );
  });

  test("of nobody, or for less than no time: refused", async () => {
    await using store = await openStore(":memory:");
    await assert.rejects(rotateKey(store, keyring, "shop", { overlapMs: 1 }), { code: "CONSUMER_UNKNOWN" });
    await addConsumer(store, keyring, shop, anyAccess, at(1000));
    await assert.rejects(rotateKey(store, keyring, "shop", { overlapMs: -1 }), { code: "CONSUMER_INVALID" });
  });
});

describe("revokeKey", () => {
  test("ends one key, named by its id or its first characters", async () => {
    await using store = await openStore(":memory:");
    const first = await addConsumer(store, keyring, shop, anyAccess, at(1000));
    const second = await rotateKey(store, keyring, "shop", { overlapMs: 6000 }, at(1000));
    const [old] = first.record.keys;
    const record = await revokeKey(store, "shop", old?.prefix ?? "", at(2000));
    assert.deepEqual(
      record.keys.map(({ revokedAtMs }) => revokedAtMs),
      [2000, undefined],
    );
    await using directory = await openDirectory(store, keyring);
    assert.equal(directory.byKey(first.key.reveal(), 2000), undefined);
    assert.equal(directory.byKey(second.key.reveal(), 2000)?.name, "shop");
    assert.equal(directory.byName("shop")?.keyEndMs(old?.id ?? ""), undefined);
    assert.equal(directory.byName("shop")?.keyEndMs(record.keys[1]?.id ?? ""), Infinity);
  });

  test("what means no key or several is refused, and what was typed is not repeated", async () => {
    await using store = await openStore(":memory:");
    const { key } = await addConsumer(store, keyring, shop, anyAccess, at(1000));
    await rotateKey(store, keyring, "shop", { overlapMs: 6000 }, at(1000));
    for (const which of ["egk_", "", key.reveal(), "nothing"]) {
      const isTold = (error: unknown): boolean =>
        StoreError.is(error) && error.code === "CONSUMER_INVALID" && !error.message.includes(key.reveal());
      await assert.rejects(revokeKey(store, "shop", which), isTold);
    }
  });
});

describe("updateConsumer", () => {
  test("changes what is named and nothing else", async () => {
    await using store = await openStore(":memory:");
    const added = await addConsumer(store, keyring, { ...shop, type: "Web" }, anyAccess, at(1000));
    const changes = {
      scopes: { erp: "/EPIC06/X" },
      sdkAccess: { p21: true },
      tokenLifetimeSeconds: "never",
      type: "Service",
    } as const;
    const record = await updateConsumer(store, "shop", changes, anyAccess);
    assert.deepEqual(record.access, {
      p21: { scope: "/api;/p21sdk", p21Username: "clerk" },
      erp: { scope: "/EPIC06/X" },
    });
    assert.deepEqual([record.type, record.tokenLifetimeSeconds], ["Service", "never"]);
    assert.deepEqual(record.keys, added.record.keys);
    const [stored] = await store.consumers();
    assert.deepEqual(stored, record);
    const closed = await updateConsumer(
      store,
      "shop",
      { close: ["erp"], p21Usernames: { p21: undefined }, sdkAccess: { p21: false } },
      anyAccess,
    );
    assert.deepEqual(closed.access, { p21: { scope: "/api" } });
    assert.equal(closed.type, "Service");
  });

  test("every fault at once, and nothing written", async () => {
    await using store = await openStore(":memory:");
    await addConsumer(store, keyring, shop, anyAccess, at(1000));
    const refused = (changes: Parameters<typeof updateConsumer>[2], parts: readonly string[]): Promise<void> =>
      assert.rejects(updateConsumer(store, "shop", changes, anyAccess), (error) => {
        assert.ok(StoreError.is(error));
        for (const part of parts) assert.ok(error.message.includes(part), error.message);
        return true;
      });
    await refused({ close: ["a"], p21Usernames: { b: "x" } }, ["was not changed", "access.a", "access.b", "p21"]);
    await refused({ close: ["p21"] }, ["opens nothing"]);
    await refused({ tokenLifetimeSeconds: 0 }, ["tokenLifetimeSeconds"]);
    await refused({ scopes: { p21: "/api\n" } }, ["control character"]);
    assert.equal((await store.consumers())[0]?.revision, 1);
  });
});

test("SDK Access is an entry of the scope, once", () => {
  assert.equal(withSdkAccess("/api", true), "/api;/p21sdk");
  assert.equal(withSdkAccess("/api;/p21sdk;/odata:a", true), "/api;/odata:a;/p21sdk");
  assert.equal(withSdkAccess("/api; /p21sdk", false), "/api");
});
