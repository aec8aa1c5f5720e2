import { existsSync, linkSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ErpgateError } from "../../errors.ts";
import { isDead, ownerHere, readOwner, systemProcesses } from "./lock-owner.ts";
import type { ProcessTable } from "./lock-owner.ts";

/** A lock held by this process. */
export interface FileLock {
  /** Gives it back; once is enough. */
  release(): void;
}

export interface FileLockOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long to wait for a holder that is alive, in milliseconds. */
  readonly waitMs: number;
  /** What to say it is about: `token store /home/…`. */
  readonly what: string;
  readonly processes?: ProcessTable;
}

/** A holder shows every two seconds that it is alive; where its process cannot be looked up, five times that is death. */
const SIGN_OF_LIFE_MS = 2_000;
const SILENT_MS = 10_000;
const LONGEST_PAUSE_MS = 25;
/** A lock, its breaking, and the breaking of that: whoever dies in the third of a row is waited for. */
const DEEPEST = 3;

/**
 * Takes a lock that a crash cannot hold. The lock is a file that says who holds it; it appears whole, by a hard link to a file
 * written before. The lock of a process that is dead on this computer is broken at once, any other that has shown no sign
 * of life for ten seconds by the file system's own clock.
 *
 * @throws {ErpgateError} STORE_BUSY after `waitMs`, STORE_UNAVAILABLE where no lock can be written; the signal's reason
 */
export async function takeLock(file: string, options: FileLockOptions): Promise<FileLock> {
  const processes = options.processes ?? systemProcesses();
  const endMs = performance.now() + options.waitMs;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    options.signal?.throwIfAborted();
    const lock = tryLock(file, processes, options.what);
    if (lock !== undefined) return lock;
    if (performance.now() >= endMs) throw busy(file, options);
    await pause(pauseMs * (0.5 + Math.random()), options.signal);
  }
}

/** One try: takes the lock, or breaks a dead owner's and takes that, or gives undefined. */
function tryLock(file: string, processes: ProcessTable, what: string, depth = 1): FileLock | undefined {
  const nonce = newNonce();
  const candidate = `${file}.${nonce}.tmp`;
  try {
    writeFileSync(candidate, JSON.stringify(ownerHere(processes, nonce, Date.now())), { flag: "wx", mode: 0o600 });
    if (takePlace(candidate, file)) return held(file, nonce);
    if (!isAbandoned(file, candidate, processes) || !breakLock(file, processes, what, depth)) return undefined;
    return takePlace(candidate, file) ? held(file, nonce) : undefined;
  } catch (cause) {
    // Whoever cleans up after killed writers may take the candidate for theirs: the next try makes another.
    if (isCode(cause, "ENOENT") && existsSync(dirname(file))) return undefined;
    throw unavailable(what, cause);
  } finally {
    rmSync(candidate, { force: true });
  }
}

/** True when `candidate` now is the lock. */
function takePlace(candidate: string, file: string): boolean {
  try {
    linkSync(candidate, file);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    if (!isCode(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EISDIR")) throw error;
  }
  // No hard links here (FAT, some network folders): copied, so that for a moment the lock exists without its owner.
  try {
    writeFileSync(file, readFileSync(candidate), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** Whether a lock's owner is gone; `candidate` was written just now, so its time is the file system's. */
function isAbandoned(file: string, candidate: string, processes: ProcessTable): boolean {
  try {
    const owner = readOwner(readFileSync(file, "utf8"));
    if (owner !== undefined && isDead(owner, processes)) return true;
    return statSync(candidate).mtimeMs - statSync(file).mtimeMs > SILENT_MS;
  } catch (error) {
    if (isCode(error, "ENOENT")) return false;
    throw error;
  }
}

/**
 * Removes a dead owner's lock. Of those who find it dead only one may: were each to remove what it found under the name, the
 * second would remove the lock that the first has taken since. So breaking has a lock of its own, named after the very taking that
 * is to be broken, and whoever holds that looks again.
 */
function breakLock(file: string, processes: ProcessTable, what: string, depth: number): boolean {
  const nonce = nonceOf(file);
  if (nonce === undefined || depth === DEEPEST) return false;
  const breaking = tryLock(`${file}.${nonce === "" ? "nobody" : nonce}`, processes, what, depth + 1);
  if (breaking === undefined) return false;
  try {
    if (nonceOf(file) !== nonce) return false;
    rmSync(file, { force: true });
    return true;
  } finally {
    breaking.release();
  }
}

/** Of the lock as it is now: "" where it does not say, undefined where there is none. */
function nonceOf(file: string): string | undefined {
  try {
    return readOwner(readFileSync(file, "utf8"))?.nonce ?? "";
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function held(file: string, nonce: string): FileLock {
  let isReleased = false;
  const signs = setInterval(() => showLife(file, nonce), SIGN_OF_LIFE_MS);
  signs.unref();
  return {
    release: () => {
      if (isReleased) return;
      isReleased = true;
      clearInterval(signs);
      if (nonceOf(file) === nonce) rmSync(file, { force: true });
    },
  };
}

function showLife(file: string, nonce: string): void {
  try {
    const now = new Date();
    if (nonceOf(file) === nonce) utimesSync(file, now, now);
  } catch {
    // A lock that can no longer be touched is given up by its age; its holder finishes all the same.
  }
}

function newNonce(): string {
  return process.getBuiltinModule("node:crypto").randomBytes(9).toString("base64url");
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

function busy(file: string, { what, waitMs }: FileLockOptions): ErpgateError {
  const owner = readOwner(read(file));
  const who = owner === undefined ? "somebody" : `process ${String(owner.pid)} on ${owner.host}, since ${owner.at},`;
  return new ErpgateError("STORE_BUSY", `${what} is in use: ${who} held ${file} for all of ${String(waitMs / 1000)} s`);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function unavailable(what: string, cause: unknown): ErpgateError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
  return new ErpgateError("STORE_UNAVAILABLE", `${what} cannot be locked (${code})`, { cause });
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
