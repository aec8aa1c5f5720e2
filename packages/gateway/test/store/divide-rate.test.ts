import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { divideRate } from "../../src/store/divide-rate.ts";

test("all calls are given out, and nobody is more than one call off its proportion", () => {
  const demands = fc.uniqueArray(fc.record({ holder: fc.string(), demand: fc.nat(10_000) }), {
    selector: ({ holder }) => holder,
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.nat(10_000), demands, (limit, holders) => {
      const shares = divideRate(limit, holders);
      const total = holders.reduce((sum, { demand }) => sum + demand + 1, 0);
      assert.equal(
        [...shares.values()].reduce((sum, share) => sum + share, 0),
        limit,
      );
      for (const { holder, demand } of holders) {
        assert.ok(Math.abs((shares.get(holder) ?? -1) - (limit * (demand + 1)) / total) < 1);
      }
    }),
  );
});

test("a process that has had no call yet has a share for its first one, where there is enough", () => {
  const shares = divideRate(100, [
    { holder: "busy", demand: 48 },
    { holder: "idle", demand: 0 },
  ]);
  assert.deepEqual(Object.fromEntries(shares), { busy: 98, idle: 2 });
});
