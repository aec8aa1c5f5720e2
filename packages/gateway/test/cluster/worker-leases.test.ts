import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createWorkerLeases } from "../../src/cluster/worker-leases.ts";
import { openStore } from "../../src/store/open-store.ts";

const folder = mkdtempSync(join(tmpdir(), "erpgate-worker-leases-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const TTL_MS = 60_000;
const seats = (holder: string, wanted: number) => ({ pool: "erp", holder, wanted, capacity: 3, ttlMs: TTL_MS });

test("what a worker held goes back when it is gone, what it had just asked for as well, and nothing of the others", async () => {
  await using store = await openStore(join(folder, "store.db"));
  const [one, other] = [createWorkerLeases(store), createWorkerLeases(store)];
  await one.calls.seatsClaim(seats("one", 1));
  await other.calls.seatsClaim(seats("other", 1));
  const given = await one.calls.tokensClaim("given back", TTL_MS);
  await one.calls.tokensRelease("given back", given?.fence ?? 0);
  await other.calls.tokensClaim("given back", TTL_MS);
  await one.calls.tokensClaim("held", TTL_MS);
  assert.equal(await other.calls.tokensClaim("held", TTL_MS), undefined);
  const late = Promise.all([one.calls.seatsClaim(seats("late", 1)), one.calls.tokensClaim("late", TTL_MS)]);
  await one.abandon();
  await late;
  assert.deepEqual(
    (await store.seats.holders("erp")).map(({ holder }) => holder),
    ["other"],
  );
  for (const name of ["held", "late"]) assert.ok(await other.calls.tokensClaim(name, TTL_MS), name);
  assert.equal(await store.tokens.claim("given back", TTL_MS), undefined, "it is the other's now");
});
