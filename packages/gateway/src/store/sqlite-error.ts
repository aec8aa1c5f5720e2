import { StoreError } from "./store-error.ts";

const SQLITE_BUSY = 5;
const SQLITE_NOTADB = 26;

/** Runs a synchronous call of SQLite; its failure comes out as a `StoreError`. */
export function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw describeSqliteError(error, file);
  }
}

/**
 * Repeats a call while another connection holds the lock. SQLite's own waiting blocks the thread, and with it every
 * request that is being forwarded, and for good if the holder is another store of this same process; so SQLite is told
 * to wait for moments only, and the rest of the wait is done here.
 */
export async function patiently<T>(file: string, timeoutMs: number, work: () => T): Promise<T> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadlineMs) throw describeSqliteError(error, file);
      await new Promise((done) => setTimeout(done, 5));
    }
  }
}

function describeSqliteError(error: unknown, file: string): StoreError {
  if (StoreError.is(error)) return error;
  const options = { cause: error };
  if (primaryCode(error) === SQLITE_NOTADB) {
    const message = `The store ${file} is not a SQLite file. Name another file, or one that does not exist yet.`;
    return new StoreError("STORE_LOCATION_INVALID", message, options);
  }
  if (isBusy(error))
    return new StoreError("STORE_BUSY", `The store ${file} stayed locked by another process.`, options);
  const isClosed = error instanceof Error && "code" in error && error.code === "ERR_INVALID_STATE";
  if (isClosed) return new StoreError("STORE_CLOSED", `The store ${file} is closed.`, options);
  return new StoreError("STORE_FAILED", `The store ${file} failed: ${String(error)}.`, options);
}

function isBusy(error: unknown): boolean {
  return primaryCode(error) === SQLITE_BUSY;
}

/** The low byte: SQLITE_BUSY_RECOVERY and SQLITE_BUSY_SNAPSHOT, say, carry more above it. */
function primaryCode(error: unknown): number | undefined {
  return error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : undefined;
}
