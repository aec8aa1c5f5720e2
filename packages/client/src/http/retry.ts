import type { ErpgateErrorCode } from "../error-code.ts";

/** What a call that went wrong may do about it. */
export interface RetryQuestion {
  /** 1 after the first attempt. */
  readonly attempts: number;
  readonly method: string;
  readonly failed: ErpgateErrorCode;
  readonly retryAfterMs: number | undefined;
  /** What is left of the call's time. */
  readonly remainingMs: number;
  /** In [0, 1). */
  readonly random: number;
}

/** Reads may be repeated without harm; anything else may have been done before the connection broke. */
export function isSafe(method: string): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS";
}

const MOST_ATTEMPTS = 3;
const FIRST_DELAY_MS = 200;
/** A server that wants us away for longer than this is told to the caller rather than waited for. */
const LONGEST_DELAY_MS = 30_000;

const WORTH_REPEATING: ReadonlySet<ErpgateErrorCode> = new Set<ErpgateErrorCode>([
  "NETWORK_REFUSED",
  "NETWORK_RESET",
  "NETWORK_UNREACHABLE",
  "NETWORK_FAILED",
  "PROXY_UNREACHABLE",
  "PROXY_TARGET_UNREACHABLE",
  "ANSWER_THROTTLED",
  "ANSWER_GATEWAY_ERROR",
]);

/**
 * How long to wait before a safe call is repeated, in milliseconds; undefined where it is not. Writes never are, and a call
 * is never begun that could not be answered within its time.
 */
export function retryDelayMs(question: RetryQuestion): number | undefined {
  const { attempts, method, failed, retryAfterMs = 0, remainingMs, random } = question;
  if (!isSafe(method) || attempts >= MOST_ATTEMPTS || !WORTH_REPEATING.has(failed)) return undefined;
  const delayMs = Math.max(FIRST_DELAY_MS * 2 ** (attempts - 1) * (0.5 + 0.5 * random), retryAfterMs);
  return delayMs <= LONGEST_DELAY_MS && delayMs < remainingMs ? delayMs : undefined;
}

/** Keeps retries a small share of all calls, so that they do not multiply an outage. */
export interface RetryBudget {
  /** A call begins. */
  earn(): void;
  /** A retry is about to be made; false where the budget is used up. */
  spend(): boolean;
}

const MOST_SAVED = 10;
const EARNED_A_CALL = 0.1;

/** A budget of one retry for ten calls, with ten saved up to begin with. */
export function createRetryBudget(): RetryBudget {
  let saved = MOST_SAVED;
  return {
    earn: () => {
      if (saved < MOST_SAVED) saved += EARNED_A_CALL;
    },
    spend: () => {
      if (saved < 1) return false;
      saved -= 1;
      return true;
    },
  };
}
