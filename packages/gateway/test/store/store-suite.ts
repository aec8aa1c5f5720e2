// Longer than a screen by design: it is the one list of what every engine has to hold.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AuditBatch } from "../../src/audit/audit-batch.ts";
import { verifyAudit } from "../../src/audit/verify-audit.ts";
import { createKeyring } from "../../src/keys/keyring.ts";
import { loadSigningKeys } from "../../src/keys/signing-keys.ts";
import { decodeEntries } from "../../src/audit/audit-codec.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { StoreError } from "../../src/store/store-error.ts";
import { auditChain, auditEntry, consumerRecord, gather, nth } from "./records.ts";

/** One engine under test. */
export interface StoreUnderTest {
  /** How it is opened. @default `openStore` */
  readonly open?: (location: string) => Promise<Store>;
  /** An empty place for a store. */
  newLocation(): Promise<string>;
  /** Runs SQL beside the store, as somebody with access to the database could. */
  tamper(location: string, sql: string): Promise<void>;
}

function failsWith(code: string): (error: unknown) => boolean {
  return (error) => StoreError.is(error) && error.code === code;
}

export function describeStore(name: string, engine: () => StoreUnderTest): void {
  const openAt = (location: string): Promise<Store> => (engine().open ?? openStore)(location);
  const opened = async (): Promise<Store> => openAt(await engine().newLocation());

  describe(`${name}: consumers`, () => {
    it("gives back every member of a record, absent times included", async () => {
      await using store = await opened();
      const record = consumerRecord("shop", { subjects: [{ issuer: "https://login.example.com/", value: "app-1" }] });
      const stored = await store.putConsumer(record, auditEntry());
      assert.deepEqual(stored, { ...record, revision: 1 });
      assert.deepEqual(await store.consumers(), [{ ...record, revision: 1 }]);
    });

    it("refuses a change made from an older reading, and writes nothing", async () => {
      await using store = await opened();
      const first = await store.putConsumer(consumerRecord("shop"), auditEntry());
      const second = await store.putConsumer({ ...first, revokedAtMs: 9 }, auditEntry());
      const before = { version: await store.version(), audit: await gather(store.auditBatches()) };
      await assert.rejects(store.putConsumer({ ...first, access: {} }, auditEntry()), failsWith("CONSUMER_CONFLICT"));
      await assert.rejects(store.putConsumer(consumerRecord("shop"), auditEntry()), failsWith("CONSUMER_CONFLICT"));
      assert.deepEqual(await store.consumers(), [second]);
      assert.deepEqual({ version: await store.version(), audit: await gather(store.auditBatches()) }, before);
    });

    it("keeps names of live consumers unique, and frees the name of a revoked one", async () => {
      await using store = await opened();
      const first = await store.putConsumer(consumerRecord("shop"), auditEntry());
      const successor = consumerRecord("shop", { id: "successor" });
      await assert.rejects(store.putConsumer(successor, auditEntry()), failsWith("CONSUMER_NAME_TAKEN"));
      await store.putConsumer({ ...first, revokedAtMs: 9 }, auditEntry());
      assert.equal((await store.putConsumer(successor, auditEntry())).revision, 1);
      assert.equal((await store.consumers()).length, 2);
    });

    it("lets a subject stand for one live consumer only", async () => {
      await using store = await opened();
      const subjects = [{ issuer: "https://login.example.com/", value: "app-1" }];
      const first = await store.putConsumer(consumerRecord("shop", { subjects }), auditEntry());
      const other = consumerRecord("web", { subjects });
      await assert.rejects(store.putConsumer(other, auditEntry()), failsWith("SUBJECT_TAKEN"));
      assert.deepEqual(await store.consumers(), [first]);
      await store.putConsumer({ ...first, revokedAtMs: 9 }, auditEntry());
      assert.equal((await store.putConsumer(other, auditEntry())).revision, 1);
    });

    it("audits each change in the change's own transaction, in one unbroken chain", async () => {
      await using store = await opened();
      await store.putConsumer(consumerRecord("shop"), auditEntry({ action: "consumer.add" }));
      await store.putConsumer(consumerRecord("web"), auditEntry({ action: "consumer.add", consumer: "web" }));
      const entries = (await gather(store.auditBatches())).flatMap((batch) => decodeEntries(batch.entries) ?? []);
      assert.deepEqual(
        entries.map(({ action, consumer }) => [action, consumer]),
        [
          ["audit.open", undefined],
          ["consumer.add", "shop"],
          ["consumer.add", "web"],
        ],
      );
      assert.deepEqual((await verifyAudit(store)).breaks, []);
    });

    it("takes changes of two processes at once, and loses none", async () => {
      const location = await engine().newLocation();
      await using one = await openAt(location);
      await using two = await openAt(location);
      const names = Array.from({ length: 12 }, (_, index) => `consumer-${index}`);
      await Promise.all(
        names.map((each, index) => (index % 2 ? one : two).putConsumer(consumerRecord(each), auditEntry())),
      );
      assert.deepEqual((await one.consumers()).map((record) => record.name).toSorted(), names.toSorted());
      const { chains, breaks } = await verifyAudit(two);
      assert.deepEqual(breaks, []);
      assert.deepEqual(chains, [{ writer: "administration", batches: 12, entries: 13, closed: false }]);
    });
  });

  describe(`${name}: versions and changes`, () => {
    it("counts consumer and key changes, not audit", async () => {
      await using store = await opened();
      const start = await store.version();
      await store.putConsumer(consumerRecord("shop"), auditEntry());
      const afterConsumer = await store.version();
      await store.putSigningKey(signingKey("k1"));
      const afterKey = await store.version();
      await store.appendAudit(nth(auditChain("writer", 1), 0));
      assert.ok(start < afterConsumer && afterConsumer < afterKey);
      assert.equal(await store.version(), afterKey);
    });

    it("tells a listener of another process's change within a second", async (context) => {
      context.mock.timers.enable({ apis: ["setInterval"] });
      const location = await engine().newLocation();
      await using here = await openAt(location);
      await using there = await openAt(location);
      const calls = countCalls();
      using listening = new DisposableStack();
      listening.use(here.onChange(calls.listener));
      await calls.reach(1); // the first look
      await there.putConsumer(consumerRecord("shop"), auditEntry());
      context.mock.timers.tick(1000);
      await calls.reach(2);
    });

    it("tells of its own changes, and not after the listener left", async () => {
      await using store = await opened();
      const staying = countCalls();
      const leaving = countCalls();
      using listening = new DisposableStack();
      listening.use(store.onChange(staying.listener));
      const left = store.onChange(leaving.listener);
      await leaving.reach(1);
      left[Symbol.dispose]();
      const before = { staying: staying.count(), leaving: leaving.count() };
      await store.putConsumer(consumerRecord("shop"), auditEntry());
      await staying.reach(before.staying + 1);
      assert.equal(leaving.count(), before.leaving);
    });
  });

  describe(`${name}: signing keys`, () => {
    it("keeps one key per purpose and generation: the first", async () => {
      await using store = await opened();
      const results = await Promise.all(["a", "b", "c"].map((id) => store.putSigningKey(signingKey(id))));
      assert.equal(results.filter(Boolean).length, 1);
      assert.equal((await store.signingKeys()).length, 1);
      assert.equal(await store.putSigningKey({ ...signingKey("d"), generation: 2 }), true);
      assert.deepEqual(
        (await store.signingKeys()).map(({ generation }) => generation),
        [1, 2],
      );
    });

    it("gives processes that start at once the same keys", async () => {
      const location = await engine().newLocation();
      const stores = await Promise.all([1, 2, 3].map(() => openAt(location)));
      const keyring = createKeyring([{ id: "m1", secret: new Uint8Array(32).fill(7) }], randomBytes);
      const loaded = await Promise.all(
        stores.map((store) => loadSigningKeys(store, keyring, {}, { mounts: ["a", "b"] })),
      );
      const kids = loaded.map(({ oauth, mounts }) =>
        [oauth.signing(0).kid, mounts.get("a")?.kid, mounts.get("b")?.kid].join(),
      );
      assert.equal(new Set(kids).size, 1);
      assert.equal(new Set(kids[0]?.split(",")).size, 3);
      await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()));
    });
  });

  describe(`${name}: audit`, () => {
    it("takes the same batch twice, and never another one in its place", async () => {
      await using store = await opened();
      const batch = nth(auditChain("writer", 1), 0);
      await store.appendAudit(batch);
      await store.appendAudit(batch);
      await assert.rejects(store.appendAudit({ ...batch, hash: "00" }), failsWith("AUDIT_FORKED"));
      assert.deepEqual(await gather(store.auditBatches()), [batch]);
    });

    it("reads page by page in chain order, from the beginning or from a place", async () => {
      await using store = await opened();
      const chains = [...auditChain("a", 120), ...auditChain("b", 3)];
      for (const batch of chains.toReversed()) await store.appendAudit(batch);
      assert.deepEqual(await gather(store.auditBatches()), chains);
      assert.deepEqual(await gather(store.auditBatches({ writer: "a", seq: 119 })), chains.slice(119));
      assert.deepEqual(await verifyAudit(store).then(({ breaks }) => breaks), []);
    });

    it("reads backwards in time across writers, from the end or from a place", async () => {
      await using store = await opened();
      const chain = auditChain("a", 7);
      const times = [5, 5, 5, 9, 9, 20, 30];
      const all = [...chain, ...auditChain("b", 7)].map((batch) => ({ ...batch, atMs: times[batch.seq - 1] ?? 0 }));
      for (const batch of all) await store.appendAudit(batch);
      const wanted = all.toSorted(
        (one, other) => other.atMs - one.atMs || other.writer.localeCompare(one.writer) || other.seq - one.seq,
      );
      const read: AuditBatch[] = [];
      for (;;) {
        const page = await store.auditBefore(read.at(-1), 3);
        read.push(...page);
        if (page.length < 3) break;
      }
      assert.deepEqual(read, wanted);
    });

    const tampering: readonly (readonly [what: string, sql: string, seq: number, reason: string])[] = [
      [
        "an entry was changed",
        "UPDATE erpgate_audit SET entries = replace(entries, 'b-2-0', 'b-2-x') WHERE writer = 'b' AND seq = 2",
        2,
        "changed",
      ],
      ["a hash was changed", "UPDATE erpgate_audit SET hash = 'ff' WHERE writer = 'b' AND seq = 3", 3, "changed"],
      ["a batch was cut out", "DELETE FROM erpgate_audit WHERE writer = 'b' AND seq = 2", 2, "missing"],
      ["the beginning was cut off", "DELETE FROM erpgate_audit WHERE writer = 'b' AND seq = 1", 1, "missing"],
      ["a time was changed", "UPDATE erpgate_audit SET at_ms = at_ms + 1 WHERE writer = 'b' AND seq = 4", 4, "changed"],
      [
        "a batch was moved to another writer",
        "UPDATE erpgate_audit SET writer = 'c' WHERE writer = 'b' AND seq = 1",
        1,
        "missing",
      ],
    ];
    for (const [what, sql, seq, reason] of tampering) {
      it(`names the first broken batch when ${what}`, async () => {
        const location = await engine().newLocation();
        await using store = await openAt(location);
        for (const batch of [...auditChain("a", 4), ...auditChain("b", 4)]) await store.appendAudit(batch);
        await engine().tamper(location, sql);
        const { breaks } = await verifyAudit(store);
        assert.deepEqual(
          breaks.find(({ writer }) => writer === "b"),
          { writer: "b", seq, reason },
        );
        assert.equal(
          breaks.some(({ writer }) => writer === "a"),
          false,
        );
      });
    }
  });

  describe(`${name}: opening`, () => {
    it("opens a new store from several processes at once", async () => {
      const location = await engine().newLocation();
      const stores = await Promise.all([1, 2, 3, 4].map(() => openAt(location)));
      for (const store of stores) {
        await store.ping();
        await store[Symbol.asyncDispose]();
      }
    });

    it("refuses the schema of a newer erpgate by name, and leaves it as it is", async () => {
      const location = await engine().newLocation();
      await (await openAt(location))[Symbol.asyncDispose]();
      await engine().tamper(
        location,
        "INSERT INTO erpgate_schema (version, name, applied_at_ms) VALUES (7, 'seats', 1)",
      );
      const told = (error: unknown): boolean =>
        StoreError.is(error) && error.code === "STORE_SCHEMA_TOO_NEW" && error.message.includes('schema 7 ("seats")');
      await assert.rejects(openAt(location), told);
      await assert.rejects(openAt(location), told);
    });

    it("names a row that something else wrote", async () => {
      const location = await engine().newLocation();
      await using store = await openAt(location);
      await store.putConsumer(consumerRecord("shop"), auditEntry());
      await engine().tamper(location, `UPDATE erpgate_consumers SET record = '{"id":3}'`);
      await assert.rejects(store.consumers(), failsWith("STORE_ROW_INVALID"));
    });

    it("says so when it is used after it was closed", async () => {
      const store = await opened();
      await store[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      await assert.rejects(store.ping(), failsWith("STORE_CLOSED"));
      await assert.rejects(store.appendAudit(nth(auditChain("writer", 1), 0)), failsWith("STORE_CLOSED"));
    });
  });
}

function signingKey(id: string): Parameters<Store["putSigningKey"]>[0] {
  return { id, purpose: "oauth", generation: 1, algorithm: "ES256", sealed: "AQ", createdAtMs: 1 };
}

function randomBytes(size: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(size));
}

interface CallCount {
  readonly listener: () => void;
  count(): number;
  /** Resolves once the listener was called `wanted` times. */
  reach(wanted: number): Promise<void>;
}

function countCalls(): CallCount {
  let calls = 0;
  let waiting: { wanted: number; resolve: () => void }[] = [];
  return {
    listener: () => {
      calls += 1;
      for (const { resolve } of waiting.filter(({ wanted }) => wanted <= calls)) resolve();
      waiting = waiting.filter(({ wanted }) => wanted > calls);
    },
    count: () => calls,
    reach: (wanted) =>
      calls >= wanted ? Promise.resolve() : new Promise((resolve) => waiting.push({ wanted, resolve })),
  };
}
