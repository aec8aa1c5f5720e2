import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AuditBatch } from "../../src/audit/audit-batch.ts";
import { decodeEntries } from "../../src/audit/audit-codec.ts";
import { openAuditWriter } from "../../src/audit/audit-writer.ts";
import { verifyAudit } from "../../src/audit/verify-audit.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { auditEntry, gather } from "../store/records.ts";

const actions = (batches: readonly AuditBatch[]): string[] =>
  batches.flatMap(({ entries }) => (decodeEntries(entries) ?? []).map(({ action }) => action));

/** A store that keeps what it takes, can be told to fail, and says when something was offered. */
function tellingStore(): Pick<Store, "appendAudit"> & {
  readonly taken: AuditBatch[];
  failWith: Error | undefined;
  offered(): Promise<AuditBatch>;
} {
  const taken: AuditBatch[] = [];
  let waiting = Promise.withResolvers<AuditBatch>();
  return {
    taken,
    failWith: undefined,
    offered: () => waiting.promise,
    async appendAudit(batch) {
      const told = waiting;
      waiting = Promise.withResolvers();
      told.resolve(batch);
      if (this.failWith !== undefined) throw this.failWith;
      taken.push(batch);
    },
  };
}

describe("audit writer", () => {
  it("opens and closes its chain with entries that name it", async () => {
    await using store = await openStore(":memory:");
    const writer = await openAuditWriter(store, { now: () => 1000 });
    writer.record(auditEntry());
    await writer[Symbol.asyncDispose]();
    await writer[Symbol.asyncDispose]();
    const batches = await gather(store.auditBatches());
    const entries = batches.flatMap((batch) => decodeEntries(batch.entries) ?? []);
    assert.deepEqual(
      entries.map(({ action }) => action),
      ["audit.open", auditEntry().action, "audit.close"],
    );
    assert.deepEqual([entries[0]?.requestId, entries[2]?.requestId], [writer.writer, writer.writer]);
    assert.deepEqual(entries[1], auditEntry());
    const { chains, breaks } = await verifyAudit(store);
    assert.deepEqual(breaks, []);
    assert.deepEqual(chains, [{ writer: writer.writer, batches: 3, entries: 3, closed: true }]);
  });

  it("keeps whose act an entry is, and its place between the others", async () => {
    await using store = await openStore(":memory:");
    const writer = await openAuditWriter(store, { now: () => 1000 });
    const named = ["", "ann", "ann", "ben", "", "", "ben"];
    for (const operator of named) writer.record({ ...auditEntry(), ...(operator === "" ? {} : { operator }) });
    assert.equal(writer.waiting, named.length);
    await writer.flush();
    assert.equal(writer.waiting, 0);
    await writer[Symbol.asyncDispose]();
    const batches = await gather(store.auditBatches());
    const entries = batches.flatMap((batch) => decodeEntries(batch.entries) ?? []);
    assert.deepEqual(
      entries.slice(1, -1).map(({ operator = "" }) => operator),
      named,
    );
    assert.deepEqual((await verifyAudit(store)).breaks, []);
  });

  it("commits on its own after 50 ms", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const store = tellingStore();
    await using writer = await openAuditWriter(store);
    const offered = store.offered();
    writer.record(auditEntry());
    context.mock.timers.tick(49);
    assert.equal(store.taken.length, 1, "the first entry of the chain, and no more yet");
    context.mock.timers.tick(1);
    assert.equal((await offered).count, 1);
  });

  it("commits at once when 200 wait", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const store = tellingStore();
    const writer = await openAuditWriter(store);
    const offered = store.offered();
    for (let row = 0; row < 199; row += 1) writer.record(auditEntry());
    context.mock.timers.tick(1);
    assert.equal(writer.waiting, 199);
    writer.record(auditEntry());
    context.mock.timers.tick(1);
    assert.equal((await offered).count, 200);
    await writer[Symbol.asyncDispose]();
  });

  it("offers the very same batch again after a failure, and loses nothing", async () => {
    const store = tellingStore();
    const writer = await openAuditWriter(store);
    store.failWith = new Error("database gone");
    writer.record(auditEntry({ action: "GET /1" }));
    const offered = store.offered();
    await assert.rejects(writer.flush(), /database gone/);
    const first = await offered;
    assert.equal(writer.failure?.message, "database gone");
    writer.record(auditEntry({ action: "GET /2" }));
    store.failWith = undefined;
    await writer.flush();
    assert.equal(writer.failure, undefined);
    assert.deepEqual(store.taken[1], first);
    await writer[Symbol.asyncDispose]();
    assert.deepEqual(actions(store.taken), ["audit.open", "GET /1", "GET /2", "audit.close"]);
  });

  it("tries again by itself after a failure", async () => {
    const store = tellingStore();
    const writer = await openAuditWriter(store);
    store.failWith = new Error("database gone");
    writer.record(auditEntry());
    await assert.rejects(writer.flush());
    store.failWith = undefined;
    await store.offered();
    await writer.flush();
    assert.equal(store.taken.length, 2);
    await writer[Symbol.asyncDispose]();
  });

  it("keeps its memory within bounds while the store takes nothing, and puts the loss on record", async () => {
    const store = tellingStore();
    const writer = await openAuditWriter(store);
    store.failWith = new Error("database gone");
    for (let row = 0; row < 50_010; row += 1) writer.record(auditEntry());
    assert.equal(writer.waiting, 50_000);
    store.failWith = undefined;
    await writer[Symbol.asyncDispose]();
    const lost = store.taken
      .flatMap(({ entries }) => decodeEntries(entries) ?? [])
      .find(({ action }) => action === "audit.lost");
    assert.equal(lost?.reason, "10 entries");
  });

  it("holds a thousand entries of a busy second in an unbroken chain", async () => {
    await using store = await openStore(":memory:");
    const writer = await openAuditWriter(store);
    for (let row = 0; row < 1000; row += 1) {
      writer.record(
        auditEntry({ requestId: `r-${row}`, reason: row % 3 ? undefined : 'quotes " and \u0000 and \ud800' }),
      );
      if (row % 90 === 0) await writer.flush();
    }
    await writer[Symbol.asyncDispose]();
    const { chains, breaks } = await verifyAudit(store);
    assert.deepEqual(breaks, []);
    assert.equal(chains[0]?.entries, 1002);
  });

  it("says so when the store does not even take its first entry", async () => {
    const appendAudit = (): Promise<void> => Promise.reject(new Error("read-only"));
    await assert.rejects(openAuditWriter({ appendAudit }), /read-only/);
  });
});
