import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { decodeEntries } from "../../src/audit/audit-codec.ts";
import { addConsumer } from "../../src/consumers/add-consumer.ts";
import type { AccessCheck, ConsumerInput } from "../../src/consumers/consumer-input.ts";
import { createKeyring } from "../../src/keys/keyring.ts";
import { looksLikeConsumerKey } from "../../src/keys/consumer-key.ts";
import { openStore } from "../../src/store/open-store.ts";
import { StoreError } from "../../src/store/store-error.ts";
import { gather } from "../store/records.ts";

const randomBytes = (size: number): Uint8Array => crypto.getRandomValues(new Uint8Array(size));
const keyring = createKeyring([{ id: "m", secret: new Uint8Array(32).fill(3) }], randomBytes);
const anyAccess: AccessCheck = () => [];
const shop: ConsumerInput = { name: "shop", access: { erp: { scope: "/api" } } };

describe("addConsumer", () => {
  it("stores a keyed hash and shows the key once, to whoever asks for it by name", async () => {
    await using store = await openStore(":memory:");
    const { record, key } = await addConsumer(store, keyring, shop, anyAccess, { now: () => 1000 });
    const plain = key.reveal();
    assert.ok(looksLikeConsumerKey(plain));
    assert.deepEqual(await store.consumers(), [record]);
    const [stored] = record.keys;
    assert.ok(stored !== undefined && keyring.matches(stored.hashKeyId, stored.hash, plain));
    assert.ok(plain.startsWith(stored.prefix.slice(0, -1)));
    const everything = [inspect(key), String(key), JSON.stringify(key), JSON.stringify(record)];
    const audit = (await gather(store.auditBatches())).map(({ entries }) => entries);
    assert.equal(
      [...everything, ...audit].some((text) => text.includes(plain.slice(8))),
      false,
    );
  });

  it("audits who was added, and when", async () => {
    await using store = await openStore(":memory:");
    await addConsumer(store, keyring, shop, anyAccess, { now: () => 1000 });
    const entries = (await gather(store.auditBatches())).flatMap((batch) => decodeEntries(batch.entries) ?? []);
    const { action, consumer, atMs, decision } = entries.at(-1) ?? {};
    assert.deepEqual(
      { action, consumer, atMs, decision },
      { action: "consumer.add", consumer: "shop", atMs: 1000, decision: "allowed" },
    );
  });

  it("names everything that is wrong at once, and stores nothing", async () => {
    await using store = await openStore(":memory:");
    const input: ConsumerInput = {
      name: "Shop!",
      access: { erp: { scope: "nonsense" }, gone: { scope: "/api" } },
      subjects: [
        { issuer: "https://login.example.com/", value: "a" },
        { issuer: "https://login.example.com/", value: "a" },
        { issuer: "", value: "b" },
      ],
      expiresAtMs: 5,
    };
    const check: AccessCheck = (connection, { scope }) => {
      if (connection === "gone") return [{ message: "is no connection", fix: "Name one of: erp." }];
      return scope.startsWith("/") ? [] : [{ message: `${JSON.stringify(scope)} is no scope`, fix: "Begin with /." }];
    };
    await assert.rejects(addConsumer(store, keyring, input, check, { now: () => 1000 }), (error) => {
      assert.ok(StoreError.is(error) && error.code === "CONSUMER_INVALID");
      const paths = error.problems.map(({ path }) => path);
      assert.deepEqual(paths, ["name", "access.erp", "access.gone", "subjects.1", "subjects.2", "expiresAtMs"]);
      for (const { message } of error.problems) assert.ok(error.message.includes(message));
      return true;
    });
    assert.deepEqual(await store.consumers(), []);
  });

  it("takes names by the rule and refuses others", async () => {
    await using store = await openStore(":memory:");
    for (const name of ["a", "0", "web-shop.v2_test", "a".repeat(64)])
      await addConsumer(store, keyring, { ...shop, name }, anyAccess);
    for (const name of ["", "-a", ".a", "A", "a b", "a/b", "ä", "a\n", "a".repeat(65)]) {
      const adding = addConsumer(store, keyring, { ...shop, name }, anyAccess);
      await assert.rejects(
        adding,
        (error) => StoreError.is(error) && error.code === "CONSUMER_INVALID",
        JSON.stringify(name),
      );
    }
  });

  it("refuses what could become a header of its own, whatever the dialect says", async () => {
    await using store = await openStore(":memory:");
    for (const grant of [
      { scope: "/api\r\nx: y" },
      { scope: "/api", p21Username: "CLERK\n" },
      { scope: "/api", p21Username: "" },
    ]) {
      const adding = addConsumer(store, keyring, { name: "shop", access: { p21: grant } }, anyAccess);
      await assert.rejects(adding, (error) => StoreError.is(error) && error.problems[0]?.path === "access.p21");
    }
  });

  it("refuses a consumer that may reach nothing", async () => {
    await using store = await openStore(":memory:");
    const adding = addConsumer(store, keyring, { name: "shop", access: {} }, anyAccess);
    await assert.rejects(adding, (error) => StoreError.is(error) && error.problems[0]?.path === "access");
  });
});
