import { StoreError, type StoreErrorCode } from "./store-error.ts";

/** SQLSTATE classes and codes, from PostgreSQL's own list (appendix A), that a person can act on. */
const BY_STATE: readonly (readonly [state: RegExp, code: StoreErrorCode, what: string])[] = [
  [
    /^(28|3D000)/,
    "STORE_LOCATION_INVALID",
    "refused the login, or has no such database. Correct user, password and database",
  ],
  [/^42501/, "STORE_LOCATION_INVALID", "denies this user a table. Grant it the right to create tables in its schema"],
  [/^(08|57P|53)/, "STORE_UNREACHABLE", "is starting, stopping or full"],
  [/^(40|55P03|57014)/, "STORE_BUSY", "was held up by another process"],
];

/** Says what a failure of the PostgreSQL client means. Its own errors quote no password, and are kept as the cause. */
export function describePostgresError(error: unknown, location: string): StoreError {
  if (StoreError.is(error)) return error;
  const state = error instanceof Error && "code" in error ? String(error.code) : "";
  // The server's errors carry a severity; whatever has none never reached it, or lost it on the way.
  if (!(error instanceof Error && "severity" in error)) {
    return new StoreError("STORE_UNREACHABLE", `The store ${location} cannot be reached (${state || reason(error)}).`, {
      cause: error,
    });
  }
  const known = BY_STATE.find(([pattern]) => pattern.test(state));
  if (known !== undefined)
    return new StoreError(known[1], `The store ${location} ${known[2]} (${state}).`, { cause: error });
  return new StoreError("STORE_FAILED", `The store ${location} failed (${state}): ${error.message}.`, { cause: error });
}

function reason(error: unknown): string {
  return error instanceof Error && error.message !== "" ? error.message : "no answer";
}
