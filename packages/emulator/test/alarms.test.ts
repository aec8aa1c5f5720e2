import assert from "node:assert/strict";
import { test } from "node:test";
import { createClock } from "../src/clock.ts";

test("alarms ring in the order of their times when the clock is advanced over them", () => {
  const clock = createClock(() => 0);
  const rung: number[] = [];
  for (const atMs of [300, 100, 200]) clock.wakeAt(atMs, () => rung.push(atMs));
  const stop = clock.wakeAt(10_000, () => rung.push(10_000));
  clock.advance({ ms: 150 });
  assert.deepEqual(rung, [100]);
  clock.advance({ ms: 150 });
  assert.deepEqual(rung, [100, 200, 300]);
  stop();
  clock.advance({ hours: 1 });
  assert.deepEqual(rung, [100, 200, 300]);
});

test("one that rings may cancel the next", () => {
  const clock = createClock(() => 0);
  const rung: string[] = [];
  clock.wakeAt(1, () => {
    rung.push("first");
    stopSecond();
  });
  const stopSecond = clock.wakeAt(2, () => rung.push("second"));
  clock.advance({ ms: 5 });
  assert.deepEqual(rung, ["first"]);
});

test("without anybody advancing it, an alarm rings by the machine's clock", async () => {
  const clock = createClock(Date.now);
  await new Promise<void>((resolve) => void clock.wakeAt(clock.now() + 20, resolve));
});

test("a time that no timer can hold is waited for all the same", () => {
  const clock = createClock(() => 0);
  let rung = 0;
  clock.wakeAt(630_720_000_000, () => (rung += 1));
  clock.advance({ hours: 24 * 365 * 21 });
  assert.equal(rung, 1);
});
