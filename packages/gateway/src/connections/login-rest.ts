/** As the client rests after a token request that was refused for good. */
const FIRST_MS = 30_000;
const LONGEST_MS = 900_000;

/**
 * The ERP has refused a name and password that every call carries. Sent on with each call, they would lock the account within
 * seconds; so one call tries them again when a rest is over, and the rests double.
 */
export class LoginRest {
  readonly #now: () => number;
  readonly #error: Error;
  #restMs = FIRST_MS;
  #untilMs: number;
  #isTried = false;

  /**
   * @param now milliseconds of the monotonic clock
   * @param error what callers are told meanwhile
   */
  constructor(now: () => number, error: Error) {
    this.#now = now;
    this.#error = error;
    this.#untilMs = now() + FIRST_MS;
  }

  /** Calls that were under way together are refused together: that is one refusal. */
  refusedAgain(): void {
    if (!this.#isTried) return;
    this.#isTried = false;
    this.#restMs = Math.min(2 * this.#restMs, LONGEST_MS);
    this.#untilMs = this.#now() + this.#restMs;
  }

  /** @returns what to refuse a call with; undefined: it may be made, and the calls after it wait for what becomes of it */
  take(): Error | undefined {
    if (this.#now() < this.#untilMs) return this.#error;
    this.#untilMs = this.#now() + this.#restMs;
    this.#isTried = true;
    return undefined;
  }
}
