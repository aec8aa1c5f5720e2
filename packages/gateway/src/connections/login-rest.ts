/** As the client rests after a token request that was refused for good. */
const FIRST_MS = 30_000;
const LONGEST_MS = 900_000;

/**
 * After the ERP has refused a name and password that every call carries. Sent on with each call, they would lock the account
 * within seconds; so one call tries them again when a rest is over, and the rests double.
 */
export class LoginRest {
  readonly #now: () => number;
  #error: Error | undefined;
  #restMs = 0;
  #untilMs = 0;
  #isTried = false;

  /** @param now milliseconds of the monotonic clock */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param error what callers are told meanwhile */
  begin(error: Error): void {
    // Calls that were under way together are refused together: that is one refusal.
    if (this.#error !== undefined && !this.#isTried) return;
    this.#isTried = false;
    this.#error = error;
    this.#restMs = Math.min(this.#restMs === 0 ? FIRST_MS : 2 * this.#restMs, LONGEST_MS);
    this.#untilMs = this.#now() + this.#restMs;
  }

  /** @returns what to refuse a call with; undefined: it may be made, and the calls after it wait for what becomes of it */
  take(): Error | undefined {
    if (this.#error === undefined) return undefined;
    if (this.#now() < this.#untilMs) return this.#error;
    this.#untilMs = this.#now() + this.#restMs;
    this.#isTried = true;
    return undefined;
  }
}
