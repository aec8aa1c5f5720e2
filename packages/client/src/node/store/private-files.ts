import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { userInfo } from "node:os";
import { basename, dirname, join } from "node:path";

/** How files are kept from other users; a test gives its own. */
export interface PrivateFilesOptions {
  readonly platform?: NodeJS.Platform;
  readonly run?: (program: string, words: readonly string[]) => void;
  readonly user?: () => string;
  readonly pause?: (ms: number) => void;
  readonly rename?: (from: string, to: string) => void;
}

/** Makes a folder that only this user can enter. One that is there already keeps its rights: it may be meant for others. */
export function makePrivateFolder(folder: string, options: PrivateFilesOptions = {}): void {
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) === undefined) return;
  if ((options.platform ?? process.platform) === "win32") restrict(folder, "(OI)(CI)F", options);
  else chmodSync(folder, 0o700); // mkdir's mode is cut by the process's umask, never widened; said once more for clarity
}

/**
 * Puts `bytes` in the place of a file that only this user can read, or leaves the old file as it was: written beside it, synced,
 * renamed over it. What killed processes left beside it is cleared away; the caller holds the file's lock.
 */
export function replaceFile(file: string, bytes: Uint8Array, options: PrivateFilesOptions = {}): void {
  const folder = dirname(file);
  clearLeftovers(file);
  const temporary = join(folder, `${basename(file)}.${newName()}.tmp`);
  try {
    const descriptor = openSync(temporary, "wx", 0o600);
    try {
      if ((options.platform ?? process.platform) === "win32") restrict(temporary, "F", options);
      writeSync(descriptor, bytes);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    patiently(() => (options.rename ?? renameSync)(temporary, file), options);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(folder);
}

function newName(): string {
  return process.getBuiltinModule("node:crypto").randomBytes(9).toString("base64url");
}

/** Files of writers that were killed: nobody else writes while the lock is held. */
function clearLeftovers(file: string): void {
  const own = `${basename(file)}.`;
  for (const name of readdirSync(dirname(file)))
    if (name.startsWith(own) && name.endsWith(".tmp")) rmSync(join(dirname(file), name), { force: true });
}

/** Only this user, and nothing inherited. Windows has no modes: what POSIX says by 0600 takes its own program there. */
function restrict(
  path: string,
  rights: string,
  { run = runQuietly, user = () => userInfo().username }: PrivateFilesOptions,
): void {
  run("icacls", [path, "/inheritance:r", "/grant:r", `${user()}:${rights}`]);
}

function runQuietly(program: string, words: readonly string[]): void {
  // On Windows alone: every start of a program would wait for this module, which brings the network's with it.
  const { execFileSync } = process.getBuiltinModule("node:child_process");
  execFileSync(program, words, { stdio: "ignore", windowsHide: true });
}

/** On Windows a file that somebody reads at the moment cannot be replaced; readers take microseconds. */
function patiently(act: () => void, { platform = process.platform, pause = pauseHere }: PrivateFilesOptions): void {
  for (let tries = 1; ; tries += 1) {
    try {
      return act();
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "";
      if (platform !== "win32" || tries === 20 || !["EPERM", "EACCES", "EBUSY"].includes(code)) throw error;
      pause(5 * tries);
    }
  }
}

function pauseHere(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** So that the new name outlives a power failure, too. Windows cannot and need not. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, "r");
    fsyncSync(descriptor);
    closeSync(descriptor);
  } catch {
    // The file itself is synced; what may be lost is the last change, not the store.
  }
}
