/** How far this computer's clock is ahead of the store's, as far as that can be told. */
export interface ClockDistance {
  /** Does something that brings the store's time along, and learns from it. */
  measure<T extends { readonly nowMs: number } | undefined>(work: () => Promise<T>): Promise<T>;
  /** It is ahead by this much at least; 0 as long as nothing is known. */
  leastAheadMs(): number;
  /** And by this much at most. */
  mostAheadMs(): number;
}

/** What was learnt is forgotten after this long: clocks drift, and are set. */
const MEMORY_MS = 60_000;

interface Bounds {
  readonly least: number;
  readonly most: number;
  /** Of the monotonic clock. */
  readonly sinceMs: number;
}

/**
 * The store read its clock somewhere between question and answer. Each exchange says that much, and all of them together say more: the
 * quickest one counts. By the last one alone, an answer that was half a second on its way would make a token half a second older than it is.
 *
 * @param now epoch milliseconds by this computer's clock
 */
export function createClockDistance(now: () => number): ClockDistance {
  let known: Bounds | undefined;

  function learn(least: number, most: number): void {
    const monotonicMs = performance.now();
    const kept = known !== undefined && monotonicMs - known.sinceMs < MEMORY_MS ? known : undefined;
    const both = { least: Math.max(least, kept?.least ?? -Infinity), most: Math.min(most, kept?.most ?? Infinity) };
    // They contradict each other: one of the clocks has been set.
    if (kept === undefined || both.least > both.most) known = { least, most, sinceMs: monotonicMs };
    else known = { ...both, sinceMs: kept.sinceMs };
  }

  return {
    async measure(work) {
      const askedAtMs = now();
      const answer = await work();
      if (answer !== undefined) learn(askedAtMs - answer.nowMs, now() - answer.nowMs);
      return answer;
    },
    leastAheadMs: () => known?.least ?? 0,
    mostAheadMs: () => known?.most ?? 0,
  };
}
