import assert from "node:assert/strict";
import { test } from "node:test";
import { createClockDistance } from "../../src/cluster/clock-distance.ts";

/** Two clocks, the store's behind by `aheadMs`; an answer is `thereMs` on its way to the store's reading, and `backMs` on its way here. */
function clocks(aheadMs: number) {
  let localMs = 1_000_000;
  const distance = createClockDistance(() => localMs);
  return {
    distance,
    exchange: (thereMs: number, backMs: number) =>
      distance.measure(() => {
        localMs += thereMs;
        const answer = { nowMs: localMs - aheadMs };
        localMs += backMs;
        return Promise.resolve(answer);
      }),
    set: (byMs: number) => {
      localMs += byMs;
      aheadMs += byMs;
    },
  };
}

test("the quickest exchanges count, each for its own bound, and a slow one takes nothing back", async () => {
  const { distance, exchange } = clocks(30_000);
  await exchange(700, 5);
  await exchange(3, 400);
  await exchange(900, 900);
  assert.deepEqual([distance.leastAheadMs(), distance.mostAheadMs()], [29_997, 30_005]);
});

test("what contradicts all before it is believed: a clock was set", async () => {
  const { distance, exchange, set } = clocks(0);
  await exchange(2, 2);
  set(60_000);
  await exchange(10, 10);
  assert.deepEqual([distance.leastAheadMs(), distance.mostAheadMs()], [59_990, 60_010]);
});

test("nothing is learnt where there was no answer", async () => {
  const { distance } = clocks(500);
  await distance.measure(() => Promise.resolve(undefined));
  assert.deepEqual([distance.leastAheadMs(), distance.mostAheadMs()], [0, 0]);
});
