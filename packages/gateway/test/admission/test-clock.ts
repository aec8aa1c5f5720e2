import type { Clock } from "../../src/admission/clock.ts";

/** A clock that stands still until it is told to go on; what sleeps wakes in the order of time. */
export interface TestClock extends Clock {
  /** @returns once everything that woke has run */
  advance(ms: number): Promise<void>;
}

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

export function createTestClock(): TestClock {
  let nowMs = 1_000_000;
  const sleepers = new Set<Sleeper>();
  return {
    now: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper: Sleeper = { atMs: nowMs + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", () => {
          sleepers.delete(sleeper);
          reject(signal.reason as Error);
        });
      }),
    async advance(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        const [next] = [...sleepers]
          .filter(({ atMs }) => atMs <= endMs)
          .toSorted((one, other) => one.atMs - other.atMs);
        if (next === undefined) break;
        nowMs = Math.max(nowMs, next.atMs);
        sleepers.delete(next);
        next.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
      nowMs = endMs;
    },
  };
}
