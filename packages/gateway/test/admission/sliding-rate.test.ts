import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { SlidingRate } from "../../src/admission/sliding-rate.ts";

test("lets the first calls through, and says when the next one may come", () => {
  const rate = new SlidingRate(2, 1000);
  assert.equal(rate.take(0), 0);
  assert.equal(rate.take(300), 0);
  assert.equal(rate.take(400), 600);
  assert.equal(rate.take(999), 1);
  assert.equal(rate.take(1000), 0);
  assert.equal(rate.take(1001), 299);
});

test("several calls at once are let in together, and no later than they could be", () => {
  const rate = new SlidingRate(3, 1000);
  assert.equal(rate.take(0, 3, 2), 0);
  assert.equal(rate.take(300, 3, 2), 700);
  assert.equal(rate.take(400), 0);
  assert.equal(rate.take(1000, 3, 2), 0);
  assert.equal(rate.take(1000, 3, 4), 1000, "more than there are");
});

test("a clock that was set back keeps nobody out for longer than a window", () => {
  const rate = new SlidingRate(1, 1000);
  rate.take(1_000_000);
  assert.equal(rate.take(5), 1000);
});

// The plain definition, by which the ring is judged.
function allowedByDefinition(
  asked: readonly (readonly [number, number])[],
  calls: number,
  windowMs: number,
): boolean[] {
  const taken: number[] = [];
  return asked.map(([at, count]) => {
    const allowed = taken.filter((other) => other > at - windowMs).length + count <= calls;
    if (allowed) taken.push(...Array.from({ length: count }, () => at));
    return allowed;
  });
}

test("is exact: no window, wherever it begins, holds more, and none is refused that could have been let in", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 1, max: 4 })), { maxLength: 80 }),
      (calls, windowMs, steps) => {
        let at = 0;
        const asked = steps.map(([step, count]) => [(at += step), count] as const);
        const rate = new SlidingRate(calls, windowMs);
        assert.deepEqual(
          asked.map(([time, count]) => rate.take(time, calls, count) === 0),
          allowedByDefinition(asked, calls, windowMs),
        );
      },
    ),
  );
});
