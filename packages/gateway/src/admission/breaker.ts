import type { BreakerConfig } from "./admission-config.ts";

/** How long a call that tries the ERP again may take before another one tries. */
const PROBE_MS = 10_000;

/**
 * Keeps calls away from an ERP that fails them: after so many failures in a row nobody is sent there for a while, then
 * one call tries. What it meets decides for all. Retries of many callers cannot make an outage longer that way, and a
 * caller gets its answer at once instead of after a time-out.
 */
export class Breaker {
  readonly #failuresToOpen: number;
  readonly #pauseMs: number;
  readonly #now: () => number;
  #failures = 0;
  /** 0: closed. Else no call before this time, and then one. */
  #opensAtMs = 0;

  constructor({ failures, pauseMs }: BreakerConfig, now: () => number) {
    this.#failuresToOpen = failures;
    this.#pauseMs = pauseMs;
    this.#now = now;
  }

  /** Whether calls are kept away; for people. */
  get isOpen(): boolean {
    return this.#opensAtMs !== 0;
  }

  /** @returns 0 when the call may go; else after how many ms another may try */
  check(): number {
    if (this.#opensAtMs === 0) return 0;
    const nowMs = this.#now();
    if (nowMs < this.#opensAtMs) return Math.min(this.#opensAtMs - nowMs, this.#pauseMs);
    // This one tries. It may take as long as the ERP does, so the next turn is fixed now.
    this.#opensAtMs = nowMs + PROBE_MS;
    return 0;
  }

  /** The ERP answered. Whoever answers 500 is there; 502, 503 and 504 say that nobody is. */
  answered(status: number): void {
    if (status === 502 || status === 503 || status === 504) this.failed();
    else if (this.#failures !== 0) {
      this.#failures = 0;
      this.#opensAtMs = 0;
    }
  }

  /** The call that was to try ended without having met the ERP, for want of a token or of its caller: the next one tries after a pause. */
  untold(): void {
    if (this.#opensAtMs !== 0) this.#opensAtMs = Math.min(this.#opensAtMs, this.#now() + this.#pauseMs);
  }

  /** The ERP could not be reached, or broke off. */
  failed(): void {
    this.#failures += 1;
    if (this.#failures >= this.#failuresToOpen) this.#opensAtMs = this.#now() + this.#pauseMs;
  }
}
