import { createAlarms, timerOf } from "./alarms.ts";

/** A length of time to move the emulator's clock by; members add up. */
export interface Duration {
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly ms?: number;
}

/** The emulator's own time: everything that expires, expires by this clock and never by the machine's. */
export interface EmulatorClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Moves the clock forward. Throws TypeError for a negative or non-finite length: time does not run backwards here. */
  advance(by: Duration): void;
}

/** The clock as the inside of the emulator sees it: it also wakes what waits for a time. */
export interface WakingClock extends EmulatorClock {
  /** Calls `wake` once when the clock reaches `atMs`. Returns what cancels it. */
  wakeAt(atMs: number, wake: () => void): () => void;
}

/** @param systemSleep the runtime's own, that goes with `systemNow`; without it waits take real time */
export function createClock(systemNow: () => number, systemSleep?: (ms: number) => Promise<void>): WakingClock {
  let offsetMs = 0;
  const now = (): number => systemNow() + offsetMs;
  const alarms = createAlarms(now, systemSleep && timerOf(systemSleep));
  return Object.freeze({
    now,
    advance: (by: Duration) => {
      offsetMs += lengthMs(by);
      alarms.ring();
    },
    wakeAt: alarms.set,
  });
}

function lengthMs(by: Duration): number {
  const total = ((by.hours ?? 0) * 60 + (by.minutes ?? 0)) * 60_000 + (by.seconds ?? 0) * 1000 + (by.ms ?? 0);
  if (!Number.isFinite(total) || total < 0) {
    throw new TypeError('"clock.advance" takes hours, minutes, seconds and ms that add up to zero or more');
  }
  return total;
}
