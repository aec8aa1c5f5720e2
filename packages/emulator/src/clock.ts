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

export function createClock(systemNow: () => number): EmulatorClock {
  let offsetMs = 0;
  return Object.freeze({
    now: () => systemNow() + offsetMs,
    advance: (by: Duration) => {
      offsetMs += lengthMs(by);
    },
  });
}

function lengthMs(by: Duration): number {
  const total = ((by.hours ?? 0) * 60 + (by.minutes ?? 0)) * 60_000 + (by.seconds ?? 0) * 1000 + (by.ms ?? 0);
  if (!Number.isFinite(total) || total < 0) {
    throw new TypeError('"clock.advance" takes hours, minutes, seconds and ms that add up to zero or more');
  }
  return total;
}
