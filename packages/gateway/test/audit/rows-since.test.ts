import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuditBatch } from "../../src/audit/audit-batch.ts";
import { sealBatch } from "../../src/audit/audit-chain.ts";
import { type FlatEntries, pushEntry } from "../../src/audit/audit-codec.ts";
import { rowsSince, type TrailProgress } from "../../src/audit/rows-since.ts";
import { openStore } from "../../src/store/open-store.ts";
import { auditEntry, gather } from "../store/records.ts";

const DAY_MS = 24 * 3_600_000;

/** A trail of one batch a day, each with two rows, of two writers in turn. */
async function storeOf(days: number) {
  const store = await openStore(":memory:");
  const heads = new Map<string, AuditBatch>();
  for (let day = 1; day <= days; day++) {
    const writer = `gateway-${day % 2}`;
    const entries: FlatEntries = [];
    for (const consumer of ["shop", "planner"]) pushEntry(entries, auditEntry({ atMs: day * DAY_MS, consumer }));
    const batch = sealBatch(heads.get(writer) ?? { writer, seq: 0, hash: "" }, entries);
    heads.set(writer, batch);
    await store.appendAudit(batch);
  }
  return store;
}

test("reads from the end to the moment that is asked for, and not the years before it", async () => {
  await using store = await storeOf(400);
  let read = 0;
  const counting: Pick<typeof store, "auditBefore"> = {
    async auditBefore(before, most) {
      const batches = await store.auditBefore(before, most);
      read += batches.length;
      return batches;
    },
  };
  const told: TrailProgress[] = [];
  const selection = { fromMs: 371 * DAY_MS, consumer: "shop", connection: undefined };
  const rows = await gather(rowsSince(counting, selection, (progress) => told.push(progress)));
  assert.deepEqual(
    rows.map(({ atMs }) => atMs / DAY_MS),
    Array.from({ length: 30 }, (_none, at) => 400 - at),
  );
  assert.ok(read <= 50, `${read} batches`);
  assert.deepEqual(told, [{ rows: 50, atMs: 376 * DAY_MS }]);
});

test("a batch that waited while the store took none belongs to its last row's time as well", async () => {
  await using store = await openStore(":memory:");
  const entries: FlatEntries = [];
  for (const atMs of [10 * DAY_MS, 10.5 * DAY_MS]) pushEntry(entries, auditEntry({ atMs }));
  await store.appendAudit(sealBatch({ writer: "w", seq: 0, hash: "" }, entries));
  const rows = await gather(rowsSince(store, { fromMs: 10.2 * DAY_MS, consumer: undefined, connection: undefined }));
  assert.deepEqual(
    rows.map(({ atMs }) => atMs / DAY_MS),
    [10.5],
  );
});

test("others have their turn between its pages", async () => {
  await using store = await storeOf(60);
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 0);
  const seen: number[] = [];
  const immediate = (): void => void (turns += 1);
  setImmediate(immediate);
  for await (const _row of rowsSince(store, { fromMs: 0, consumer: "shop", connection: undefined })) seen.push(turns);
  clearInterval(timer);
  assert.equal(seen.length, 60);
  assert.equal(seen[0], 0);
  assert.ok((seen.at(-1) ?? 0) > 0);
});
