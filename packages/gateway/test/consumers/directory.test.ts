import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { addConsumer } from "../../src/consumers/add-consumer.ts";
import type { ConsumerRecord } from "../../src/consumers/consumer.ts";
import { openDirectory } from "../../src/consumers/directory.ts";
import { revokeConsumer } from "../../src/consumers/revoke-consumer.ts";
import { createConsumerKey } from "../../src/keys/consumer-key.ts";
import { createKeyring, type Keyring } from "../../src/keys/keyring.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { auditEntry } from "../store/records.ts";

const randomBytes = (size: number): Uint8Array => crypto.getRandomValues(new Uint8Array(size));
const keyring = createKeyring([{ id: "m", secret: new Uint8Array(32).fill(3) }], randomBytes);
const subject = { issuer: "https://login.example.com/", value: "app-1" };
const folder = mkdtempSync(join(tmpdir(), "erpgate-directory-"));

after(() => rmSync(folder, { recursive: true, force: true }));

async function withShop(store: Store, expiresAtMs?: number): Promise<string> {
  const input = { name: "shop", access: { erp: { scope: "/api" } }, subjects: [subject] };
  const runtime = { now: () => 1000 };
  const { key } = await addConsumer(
    store,
    keyring,
    { ...input, ...(expiresAtMs !== undefined && { expiresAtMs }) },
    () => [],
    runtime,
  );
  return key.reveal();
}

describe("consumer directory", () => {
  it("finds a consumer by name, key and subject, and nobody else", async () => {
    await using store = await openStore(":memory:");
    const key = await withShop(store);
    await using directory = await openDirectory(store, keyring);
    const shop = directory.byName("shop");
    assert.ok(shop?.active);
    assert.equal(directory.byKey(key, 1000), shop);
    assert.equal(directory.bySubject(subject.issuer, subject.value), shop);
    assert.equal(directory.byName("web"), undefined);
    assert.equal(directory.byKey(createConsumerKey(randomBytes).key, 1000), undefined);
    assert.equal(directory.bySubject(subject.value, subject.issuer), undefined);
    assert.equal(directory.bySubject(`${subject.issuer}${subject.value}`, ""), undefined);
  });

  it("refuses a key from the moment it expires on", async () => {
    await using store = await openStore(":memory:");
    const key = await withShop(store, 5000);
    await using directory = await openDirectory(store, keyring);
    assert.deepEqual(directory.matchKey(key, 4999)?.expiresAtMs, 5000);
    assert.equal(directory.byKey(key, 5000), undefined);
  });

  it("takes two keys at once, and refuses the one that was revoked", async () => {
    await using store = await openStore(":memory:");
    const first = await withShop(store);
    const second = createConsumerKey(randomBytes);
    const [record] = await store.consumers();
    assert.ok(record !== undefined);
    const times = { createdAtMs: 2000, expiresAtMs: undefined, revokedAtMs: undefined };
    const added = { id: "second", prefix: second.prefix, ...keyring.hash(second.key), ...times };
    const both = await store.putConsumer({ ...record, keys: [...record.keys, added] }, auditEntry());
    await using directory = await openDirectory(store, keyring);
    assert.equal(directory.byKey(first, 3000), directory.byName("shop"));
    assert.equal(directory.byKey(second.key, 3000), directory.byName("shop"));
    const keys = both.keys.map((one) => (one.id === "second" ? one : { ...one, revokedAtMs: 3000 }));
    await store.putConsumer({ ...both, keys }, auditEntry());
    await directory.reload();
    assert.equal(directory.byKey(first, 3000), undefined);
    assert.equal(directory.byKey(second.key, 3000)?.name, "shop");
  });

  it("ends a revoked consumer in place, whoever still holds it", async () => {
    await using store = await openStore(":memory:");
    const key = await withShop(store);
    await using directory = await openDirectory(store, keyring);
    const held = directory.byKey(key, 1000);
    const generation = directory.generation;
    assert.equal(held?.active, true);
    await revokeConsumer(store, "shop");
    await directory.reload();
    assert.equal(held.active, false);
    assert.notEqual(directory.generation, generation);
    assert.equal(directory.byKey(key, 1000), undefined);
    assert.equal(directory.byName("shop"), undefined);
    assert.equal(directory.bySubject(subject.issuer, subject.value), undefined);
  });

  it("leaves consumers alone that did not change", async () => {
    await using store = await openStore(":memory:");
    await withShop(store);
    await using directory = await openDirectory(store, keyring);
    const shop = directory.byName("shop");
    const generation = directory.generation;
    await directory.reload();
    assert.equal(directory.generation, generation);
    await addConsumer(store, keyring, { name: "web", access: { erp: { scope: "/api" } } }, () => []);
    await directory.reload();
    assert.equal(directory.byName("shop"), shop);
    assert.equal(shop?.active, true);
    assert.equal(directory.byName("web")?.active, true);
  });

  it("follows a change by another process within a second", async (context) => {
    context.mock.timers.enable({ apis: ["setInterval"] });
    const location = join(folder, "follow.db");
    await using here = await openStore(location);
    await using there = await openStore(location);
    const key = await withShop(there);
    await using directory = await openDirectory(here, keyring);
    const held = directory.byKey(key, 1000);
    await revokeConsumer(there, "shop");
    const changed = Promise.withResolvers<void>();
    // The directory listens first, so it has begun to read when this is called.
    using listening = new DisposableStack();
    listening.use(here.onChange(() => void directory.reload().then(() => held?.active === false && changed.resolve())));
    context.mock.timers.tick(1000);
    await changed.promise;
  });

  it("goes on with what it knows while the store fails, and catches up", async () => {
    await using store = await openStore(":memory:");
    const key = await withShop(store);
    let failing = false;
    const consumers = (): Promise<readonly ConsumerRecord[]> =>
      failing ? Promise.reject(new Error("gone")) : store.consumers();
    await using directory = await openDirectory(
      { consumers, onChange: (listener) => store.onChange(listener) },
      keyring,
    );
    failing = true;
    await revokeConsumer(store, "shop");
    await assert.rejects(directory.reload());
    assert.equal(directory.byKey(key, 1000)?.active, true);
    failing = false;
    await directory.reload();
    assert.equal(directory.byKey(key, 1000), undefined);
  });

  it("hashes a key once per hash key however many consumers there are, and garbage never", async () => {
    await using store = await openStore(":memory:");
    for (let count = 0; count < 20; count += 1) {
      await addConsumer(store, keyring, { name: `c${count}`, access: { erp: { scope: "/api" } } }, () => []);
    }
    let hashed = 0;
    const counting: Keyring = { ...keyring, hashWith: (id, key) => ((hashed += 1), keyring.hashWith(id, key)) };
    await using directory = await openDirectory(store, counting);
    assert.equal(directory.byKey(createConsumerKey(randomBytes).key, 1000), undefined);
    assert.equal(hashed, 1);
    for (const garbage of ["", "egk_", "x".repeat(1000), "Bearer abc"])
      assert.equal(directory.byKey(garbage, 1000), undefined);
    assert.equal(hashed, 1);
  });
});
