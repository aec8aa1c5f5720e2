import type { ErpgateError } from "../errors.ts";

/** How long a failed attempt rests. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** For what passes by itself: a busy issuer, a refused token. */
export const PASSING: Backoff = { firstMs: 1_000, longestMs: 60_000 };

/** For an issuer that is not there: asking costs it nothing, and calls should go through within 5 s of its return. */
const ABSENT: Backoff = { firstMs: 1_000, longestMs: 3_000 };

/** For what does not: a refused password. Kinetic locks an account after failed attempts, so the first rest is long. */
const LASTING: Backoff = { firstMs: 30_000, longestMs: 900_000 };

/** How an attempt that failed like this rests. */
export function backoffFor({ code, retryable }: Pick<ErpgateError, "code" | "retryable">): Backoff {
  // One that had ended when it came was long on its way; the next may be quicker.
  if (code === "TOKEN_EXPIRED") return PASSING;
  if (!retryable) return LASTING;
  return code.startsWith("NETWORK_") ? ABSENT : PASSING;
}

/** The longest that an issuer may ask us to stay away by `Retry-After`. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/**
 * The rest after the `failures`-th failure in a row: doubling, up to a longest, the last quarter of it by chance so that
 * many processes do not come back at once; never shorter than what the server asked for.
 *
 * @param failures 1 after the first failure
 * @param random in [0, 1)
 */
export function backoffMs(backoff: Backoff, failures: number, random: number, retryAfterMs = 0): number {
  const full = Math.min(backoff.longestMs, backoff.firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.max(full * (0.75 + 0.25 * random), Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS));
}
