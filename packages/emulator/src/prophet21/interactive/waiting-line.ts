import type { WakingClock } from "../../clock.ts";

/** What the line is for. */
export interface Line {
  readonly waitMs: number;
  isFree(): boolean;
  /** When a place may come free without anybody giving it back; Infinity for never. */
  nextChangeAtMs(): number;
}

/** `refused`: the wait was in vain; `left`: the caller has gone. */
export type InVain = "refused" | "left";

export interface WaitingLine {
  readonly length: number;
  /** Waits for a place, and then takes it by calling `take` at that very moment. */
  join<Taken>(take: () => Taken, whenGone: (leave: () => void) => void): Promise<Taken | InVain>;
  /** A place may have come free: the first in the line get theirs. */
  serve(): void;
}

interface Waiter {
  readonly takeTurn: () => void;
}

/** Callers who wait their turn, first come first served, each for so long by the emulator's clock. */
export function createWaitingLine(clock: WakingClock, line: Line): WaitingLine {
  const waiters: Waiter[] = [];
  let stopWatching = (): void => undefined;
  const watch = (): void => {
    stopWatching();
    const nextMs = line.nextChangeAtMs();
    stopWatching = waiters.length > 0 && Number.isFinite(nextMs) ? clock.wakeAt(nextMs, serve) : () => undefined;
  };
  const serve = (): void => {
    while (waiters.length > 0 && line.isFree()) waiters[0]?.takeTurn();
    watch();
  };
  const join = <Taken>(take: () => Taken, whenGone: (leave: () => void) => void): Promise<Taken | InVain> =>
    new Promise((resolve) => {
      const leave = (outcome: () => Taken | InVain): void => {
        const at = waiters.indexOf(waiter);
        if (at === -1) return;
        waiters.splice(at, 1);
        stopWaiting();
        watch();
        resolve(outcome());
      };
      const waiter: Waiter = { takeTurn: () => leave(take) };
      const stopWaiting = clock.wakeAt(clock.now() + line.waitMs, () => leave(() => "refused"));
      waiters.push(waiter);
      whenGone(() => leave(() => "left"));
      watch();
    });
  return {
    get length(): number {
      return waiters.length;
    },
    join,
    serve,
  };
}
