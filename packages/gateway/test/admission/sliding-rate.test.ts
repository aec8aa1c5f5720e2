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

test("a clock that was set back keeps nobody out for longer than a window", () => {
  const rate = new SlidingRate(1, 1000);
  rate.take(1_000_000);
  assert.equal(rate.take(5), 1000);
});

// The plain definition, by which the ring is judged.
function allowedByDefinition(times: readonly number[], calls: number, windowMs: number): boolean[] {
  const taken: number[] = [];
  return times.map((at) => {
    const allowed = taken.filter((other) => other > at - windowMs).length < calls;
    if (allowed) taken.push(at);
    return allowed;
  });
}

test("is exact: no window, wherever it begins, holds more, and none is refused that could have been let in", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 80 }),
      (calls, windowMs, steps) => {
        let at = 0;
        const times = steps.map((step) => (at += step));
        const rate = new SlidingRate(calls, windowMs);
        assert.deepEqual(
          times.map((time) => rate.take(time) === 0),
          allowedByDefinition(times, calls, windowMs),
        );
      },
    ),
  );
});
