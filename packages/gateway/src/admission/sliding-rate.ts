/**
 * Lets no more than so many calls through within any stretch of time of the given length, wherever it begins. It
 * remembers when each of the last calls was let in, so the answer is exact, not an estimate from two fixed windows.
 */
export class SlidingRate {
  readonly #times: Float64Array;
  readonly #windowMs: number;
  #next = 0;

  /** @param calls at least 1; each takes 8 bytes */
  constructor(calls: number, windowMs: number) {
    this.#times = new Float64Array(calls).fill(-Infinity);
    this.#windowMs = windowMs;
  }

  /**
   * Counts calls, all or none of them.
   * @param share how many of the calls may be let in here; the others belong to other processes
   * @returns 0 when they were counted; else after how many ms they would be
   */
  take(nowMs: number, share: number = this.#times.length, count = 1): number {
    const { length } = this.#times;
    const most = Math.min(share, length);
    if (most < count) return this.#windowMs;
    // The last of those that must have left the window before so many more fit in.
    const oldest = this.#times[(this.#next - most + count - 1 + length) % length] ?? -Infinity;
    // A clock that was set back makes the oldest lie ahead; whoever waits then waits no longer than a window.
    const waitMs = Math.min(oldest + this.#windowMs - nowMs, this.#windowMs);
    if (waitMs > 0) return waitMs;
    for (let left = count; left > 0; left--) {
      this.#times[this.#next] = nowMs;
      this.#next = this.#next + 1 === length ? 0 : this.#next + 1;
    }
    return 0;
  }

  /** Calls let in within the window that ends now. */
  used(nowMs: number): number {
    return this.#times.reduce((count, at) => count + (at > nowMs - this.#windowMs ? 1 : 0), 0);
  }
}
