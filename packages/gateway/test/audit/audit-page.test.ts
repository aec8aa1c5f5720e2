import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { sealBatch } from "../../src/audit/audit-chain.ts";
import { type FlatEntries, pushEntry } from "../../src/audit/audit-codec.ts";
import { auditPage } from "../../src/audit/audit-page.ts";
import { openStore, type Store } from "../../src/index.ts";
import { auditEntry } from "../store/records.ts";

const ALL = { fromMs: undefined, consumer: undefined, connection: undefined };

/** Writes batches of so many rows each, two writers in turn, each batch later than the one before. */
async function fill(store: Store, sizes: readonly number[]): Promise<readonly string[]> {
  const heads = [
    { writer: "a", seq: 0, hash: "" },
    { writer: "b-1.x", seq: 0, hash: "" },
  ];
  const ids: string[] = [];
  for (const [index, size] of sizes.entries()) {
    const entries: FlatEntries = [];
    for (let row = 0; row < size; row++) {
      const requestId = `${index}-${row}`;
      const consumer = row % 3 === 0 ? "shop" : "other";
      ids.push(requestId);
      pushEntry(entries, auditEntry({ requestId, consumer, atMs: 1000 + index * 100 + row }));
    }
    const head = heads[index % 2] ?? assert.fail();
    const batch = sealBatch(head, entries);
    await store.appendAudit(batch);
    heads[index % 2] = batch;
  }
  return ids;
}

async function readAll(store: Store, selection: typeof ALL | { readonly consumer: string }, limit: number) {
  const pages: string[][] = [];
  let before: string | undefined;
  do {
    const page = await auditPage(store, { ...ALL, ...selection }, { limit, before });
    assert.ok(page !== undefined);
    pages.unshift(page.rows.map(({ requestId }) => requestId));
    before = page.next;
  } while (before !== undefined);
  return pages;
}

test("pages from the end to the beginning hold every row once, in order, however long they are", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      async (sizes, limit) => {
        await using store = await openStore(":memory:");
        const ids = await fill(store, sizes);
        const pages = await readAll(store, ALL, limit);
        assert.deepEqual(pages.flat(), ids);
        for (const page of pages) assert.ok(page.length <= limit);
        const shop = ids.filter((id) => Number(id.split("-")[1]) % 3 === 0);
        assert.deepEqual((await readAll(store, { consumer: "shop" }, limit)).flat(), shop);
      },
    ),
    { numRuns: 15 },
  );
});

test("a selection that matches nothing does not read the whole trail for one page, and says where it goes on", async () => {
  await using store = await openStore(":memory:");
  await fill(
    store,
    Array.from({ length: 300 }, () => 1),
  );
  let read = 0;
  const counting: Pick<Store, "auditBefore"> = {
    async auditBefore(before, most) {
      const batches = await store.auditBefore(before, most);
      read += batches.length;
      return batches;
    },
  };
  const nobody = { ...ALL, consumer: "nobody" };
  const first = await auditPage(counting, nobody, { limit: 10, before: undefined });
  assert.deepEqual([first?.rows, read], [[], 250]);
  const second = await auditPage(counting, nobody, { limit: 10, before: first?.next });
  assert.deepEqual(second, { rows: [], next: undefined });
  assert.equal(read, 300);
});

test("a cursor that no page gave is told from one that leads nowhere", async () => {
  await using store = await openStore(":memory:");
  for (const before of ["", "x", "1.2.3", "1.2.3.", "-1.2.3.a", "1.2.3.a b", `1.2.3.${"a".repeat(201)}`])
    assert.equal(await auditPage(store, ALL, { limit: 1, before }), undefined, before);
  assert.deepEqual(await auditPage(store, ALL, { limit: 1, before: "1.2.3.gone" }), { rows: [], next: undefined });
});
