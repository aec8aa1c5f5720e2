import { execFile } from "node:child_process";
import { chmod } from "node:fs/promises";
import { promisify } from "node:util";
import { StoreError } from "../store/store-error.ts";

/** Runs a program and gives what it printed. */
type RunProgram = (program: string, args: readonly string[]) => Promise<string>;

/** What restricting a file takes from the machine it runs on. */
export interface FileGuard {
  readonly platform: NodeJS.Platform;
  /** `%SystemRoot%`; programs are named by their full path there, so that a stray icacls.exe on the PATH is never run. */
  readonly systemRoot: string;
  readonly run: RunProgram;
}

export function systemFileGuard(): FileGuard {
  return { platform: process.platform, systemRoot: process.env["SystemRoot"] ?? "C:\\Windows", run: runProgram };
}

async function runProgram(program: string, args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(program, [...args])).stdout;
}

/**
 * Leaves a file to the current user alone: mode 0600, or on Windows, which has no modes, an access list without inherited
 * entries that names only that user.
 * @throws StoreError `KEY_FILE_UNPROTECTED` when that fails: a secret is then not written
 */
export async function restrictToOwner(file: string, guard: FileGuard): Promise<void> {
  try {
    if (guard.platform === "win32") await restrictByAccessList(file, guard);
    else await chmod(file, 0o600);
  } catch (error) {
    const message = `The access rights of ${file} could not be restricted to this user, so no key was written to it. Put it on a file system that keeps access rights, or set "keyFile" to a file there.`;
    throw new StoreError("KEY_FILE_UNPROTECTED", message, { cause: error });
  }
}

async function restrictByAccessList(file: string, { run, systemRoot }: FileGuard): Promise<void> {
  const programs = `${systemRoot}\\System32`;
  const sid = readSid(await run(`${programs}\\whoami.exe`, ["/user", "/fo", "csv", "/nh"]));
  // By SID, because names of built-in accounts are translated on a Windows in another language.
  await run(`${programs}\\icacls.exe`, [file, "/inheritance:r", "/grant:r", `*${sid}:F`]);
}

function readSid(answer: string): string {
  const sid = /S-1-[0-9-]+/.exec(answer)?.[0];
  if (sid === undefined) throw new Error("whoami named no user");
  return sid;
}
