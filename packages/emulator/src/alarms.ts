/** The longest wait a timer of Node's can hold; anything longer fires at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Things to be done at a time of the emulator's own clock. */
export interface Alarms {
  /** Calls `wake` once when the clock reaches `atMs`, by itself or because it was advanced. Returns what cancels it. */
  readonly set: (atMs: number, wake: () => void) => () => void;
  /** Wakes everything that is due, the earliest first. */
  ring(): void;
}

interface Alarm {
  readonly atMs: number;
  readonly wake: () => void;
  stop?: () => void;
}

/** Calls back after so many milliseconds; what it returns stops it. */
type StartTimer = (ms: number, ring: () => void) => () => void;

const realTimer: StartTimer = (ms, ring) => {
  const timer = setTimeout(ring, ms);
  return () => clearTimeout(timer);
};

/** A timer made of the runtime's own sleep, for a clock that runs faster or slower than the machine's. */
export function timerOf(sleep: (ms: number) => Promise<void>): StartTimer {
  return (ms, ring) => {
    let isStopped = false;
    void sleep(ms).then(() => (isStopped ? undefined : ring()));
    return () => {
      isStopped = true;
    };
  };
}

/**
 * Alarms over a clock that may jump or stand still. A timer of the machine's only asks again whether the time has come: it
 * decides nothing, so a test that moves the clock never waits.
 */
export function createAlarms(now: () => number, startTimer: StartTimer = realTimer): Alarms {
  const alarms = new Set<Alarm>();
  const cancel = (alarm: Alarm): void => {
    alarm.stop?.();
    alarms.delete(alarm);
  };
  const ring = (): void => {
    const due = [...alarms].filter(({ atMs }) => atMs <= now()).toSorted((a, b) => a.atMs - b.atMs);
    for (const alarm of due) {
      // One that rang before may have cancelled this one
      if (!alarms.has(alarm)) continue;
      cancel(alarm);
      alarm.wake();
    }
  };
  const arm = (alarm: Alarm): void => {
    const waitMs = Math.min(Math.max(alarm.atMs - now(), 1), LONGEST_TIMER_MS);
    alarm.stop = startTimer(waitMs, () => (alarm.atMs <= now() ? ring() : arm(alarm)));
  };
  return {
    ring,
    set: (atMs, wake) => {
      const alarm: Alarm = { atMs, wake };
      alarms.add(alarm);
      arm(alarm);
      return () => cancel(alarm);
    },
  };
}
