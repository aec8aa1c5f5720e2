/** Every way in which the store, the key file or a consumer change can fail. */
export type StoreErrorCode =
  | "STORE_LOCATION_INVALID"
  | "STORE_UNREACHABLE"
  | "STORE_BUSY"
  | "STORE_FAILED"
  | "STORE_CLOSED"
  | "STORE_SCHEMA_TOO_NEW"
  | "STORE_ROW_INVALID"
  | "CONSUMER_INVALID"
  | "CONSUMER_UNKNOWN"
  | "CONSUMER_CONFLICT"
  | "CONSUMER_NAME_TAKEN"
  | "SUBJECT_TAKEN"
  | "AUDIT_FORKED"
  | "KEY_FILE_MISSING"
  | "KEY_FILE_INVALID"
  | "KEY_FILE_FOREIGN"
  | "KEY_FILE_UNPROTECTED"
  | "SEAL_BROKEN";

/** One thing wrong with what was handed in. */
export interface Problem {
  /** Which member: `access.erp.scope`. */
  readonly path: string;
  readonly message: string;
  readonly fix: string;
}

const BRAND = Symbol.for("erpgate.StoreError");

/** Thrown by everything in store, consumers, keys and audit. Its message names the cause and the next step, and no secret. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  /** True when the same call may succeed later without anything being changed. */
  readonly retryable: boolean;
  /** All that is wrong, for `CONSUMER_INVALID`. */
  readonly problems: readonly Problem[];

  constructor(code: StoreErrorCode, message: string, options: { cause?: unknown; problems?: readonly Problem[] } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "StoreError";
    this.code = code;
    this.retryable = code === "STORE_UNREACHABLE" || code === "STORE_BUSY" || code === "CONSUMER_CONFLICT";
    this.problems = options.problems ?? [];
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Works across copies of this package, where `instanceof` does not. */
  static is(value: unknown): value is StoreError {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}
