import type { ErpgateErrorCode } from "./error-code.ts";
import { errorTable } from "./error-table.ts";

// By Symbol.for, so that two copies of this package in one program recognise each other's errors.
const BRAND = Symbol.for("erpgate.error");

/** The request behind an error: enough to recognise the call, nothing that could let anybody in. */
export interface FailedRequest {
  readonly method: string;
  /** Path and query with secrets replaced. */
  readonly path: string;
}

/** The answer behind an error, redacted and cut before it was kept. */
export interface FailedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an {@link ErpgateError} may carry beside code and message. */
export interface ErpgateErrorDetails {
  readonly cause?: unknown;
  readonly status?: number | undefined;
  /** Overrides the table's finding where the evidence is more exact. */
  readonly finding?: string | undefined;
  /** Epoch milliseconds before which the connection will not try again. */
  readonly nextTryAtMs?: number | undefined;
  /** What the server asked for by `Retry-After`, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly claims?: string | undefined;
  readonly request?: FailedRequest | undefined;
  readonly response?: FailedResponse | undefined;
}

/**
 * The one error class of erpgate. `code` is from a closed union and names what happened; `finding` leads to the long
 * explanation; `cause` is kept. Neither message nor any enumerable member holds a secret, and `request` and `response`
 * are not enumerable, so that a logger which prints every member prints neither.
 */
export class ErpgateError extends Error {
  readonly code: ErpgateErrorCode;
  /** Whether the same call may well succeed later with nothing changed. */
  readonly retryable: boolean;
  /** Id of the finding that explains it, such as `kinetic/api-key-invalid`. */
  readonly finding: string | undefined;
  /** Status of the answer, where there was one. */
  declare readonly status?: number;
  /** On a remembered failure of the token source: when it tries again, in epoch milliseconds. */
  declare readonly nextTryAtMs?: number;
  /** What the server asked for by `Retry-After`, in milliseconds. */
  declare readonly retryAfterMs?: number;
  /** A claims challenge (JSON): what has to be asked for at the next login, or passed on to whoever called. */
  declare readonly claims?: string;
  /** Not enumerable. */
  declare readonly request?: FailedRequest;
  /** Not enumerable. */
  declare readonly response?: FailedResponse;

  constructor(code: ErpgateErrorCode, message: string, details: ErpgateErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    const { retryable, finding } = errorTable[code];
    this.code = code;
    this.retryable = retryable;
    // One that is named as undefined is "none": the evidence does not bear the table's out.
    this.finding = "finding" in details ? details.finding : finding;
    if (details.status !== undefined) this.status = details.status;
    if (details.nextTryAtMs !== undefined) this.nextTryAtMs = details.nextTryAtMs;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    if (details.claims !== undefined) this.claims = details.claims;
    if (details.request) Object.defineProperty(this, "request", { value: details.request });
    if (details.response) Object.defineProperty(this, "response", { value: details.response });
  }

  override get name(): string {
    return "ErpgateError";
  }

  static {
    Object.defineProperty(this.prototype, BRAND, { value: true });
  }

  /** Whether a value is an ErpgateError, also one thrown by another copy of this package. */
  static is(value: unknown): value is ErpgateError {
    return typeof value === "object" && value !== null && BRAND in value;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return ErpgateError.is(value);
  }
}
