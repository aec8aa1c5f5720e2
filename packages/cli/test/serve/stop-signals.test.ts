import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { leaveToTheFirst } from "../../src/serve/worker-start.ts";
import { stopSignals, watchForStop } from "../../src/serve/stop-signals.ts";

test("each platform's own signals", () => {
  assert.deepEqual(stopSignals("linux", { hangUpStops: false }), ["SIGINT", "SIGTERM"]);
  assert.deepEqual(stopSignals("darwin", { hangUpStops: true }), ["SIGINT", "SIGTERM", "SIGHUP"]);
  assert.deepEqual(stopSignals("win32", { hangUpStops: false }), ["SIGINT", "SIGBREAK", "SIGHUP"]);
});

/** Whether a promise is settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol("pending");
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

test("the first signal drains, a later one ends at once", async () => {
  const source = new EventEmitter();
  let nowMs = 1000;
  using watch = watchForStop(source, ["SIGINT"], () => nowMs);
  assert.equal(await isSettled(watch.first), false);
  source.emit("SIGINT", "SIGINT");
  assert.equal(await watch.first, "SIGINT");
  nowMs += 400;
  source.emit("SIGINT", "SIGINT");
  assert.equal(await watch.second, "SIGINT");
});

test("one key press that npm hands on again is still one", async () => {
  const source = new EventEmitter();
  let nowMs = 1000;
  using watch = watchForStop(source, ["SIGINT"], () => nowMs);
  source.emit("SIGINT", "SIGINT");
  nowMs += 399;
  source.emit("SIGINT", "SIGINT");
  await watch.first;
  assert.equal(await isSettled(watch.second), false);
});

test("leaves no listener behind", () => {
  const source = new EventEmitter();
  watchForStop(source, ["SIGINT", "SIGTERM"], Date.now)[Symbol.dispose]();
  assert.deepEqual(source.eventNames(), []);
});

test("a worker lives through whatever ends the first process, on each platform", () => {
  for (const platform of ["linux", "darwin", "win32"] as const) {
    const source = new EventEmitter();
    leaveToTheFirst(source, platform);
    assert.deepEqual(source.eventNames(), stopSignals(platform, { hangUpStops: true }));
  }
});
