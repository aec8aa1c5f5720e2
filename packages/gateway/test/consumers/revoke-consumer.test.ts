import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addConsumer } from "../../src/consumers/add-consumer.ts";
import { listConsumers } from "../../src/consumers/list-consumers.ts";
import { revokeConsumer } from "../../src/consumers/revoke-consumer.ts";
import { createKeyring } from "../../src/keys/keyring.ts";
import { openStore } from "../../src/store/open-store.ts";
import { StoreError } from "../../src/store/store-error.ts";

const randomBytes = (size: number): Uint8Array => crypto.getRandomValues(new Uint8Array(size));
const keyring = createKeyring([{ id: "m", secret: new Uint8Array(32).fill(3) }], randomBytes);
const anyAccess = (): readonly [] => [];
const shop = { name: "shop", access: { erp: { scope: "/api" } } };

describe("revokeConsumer", () => {
  it("ends the consumer, keeps its record, and frees its name", async () => {
    await using store = await openStore(":memory:");
    await addConsumer(store, keyring, shop, anyAccess, { now: () => 1000 });
    const revoked = await revokeConsumer(store, "shop", { now: () => 2000 });
    assert.equal(revoked.revokedAtMs, 2000);
    await addConsumer(store, keyring, shop, anyAccess, { now: () => 3000 });
    const listed = await listConsumers(store);
    assert.deepEqual(
      listed.map(({ name, revokedAtMs }) => [name, revokedAtMs]),
      [
        ["shop", 2000],
        ["shop", undefined],
      ],
    );
  });

  it("says which consumers there are when it finds none of that name", async () => {
    await using store = await openStore(":memory:");
    await addConsumer(store, keyring, shop, anyAccess);
    const isTold = (error: unknown): boolean =>
      StoreError.is(error) && error.code === "CONSUMER_UNKNOWN" && error.message.includes("shop");
    await assert.rejects(revokeConsumer(store, "web"), isTold);
  });
});
