// Why the gateway restarts itself at all, and what was weighed: decisions/one-restart-for-the-semi-space.md

/** V8's young generation in MiB: 2 takes a fifth off the CPU of 100 KiB answers and half off the memory under load. */
export const SEMI_SPACE_FLAG = "--max-semi-space-size=2";

/**
 * One heap arena of the C library for all threads. glibc otherwise keeps one for each thread and gives little of it back:
 * 143 instead of 129 MiB under load. Read when a process starts, so it rides on the restart; it is no mark of it.
 */
const ONE_ARENA: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: "1" };

/** The parts of a process that decide whether it restarts, and the one call that does it. */
export interface RestartableProcess {
  readonly platform: string;
  readonly execPath: string;
  readonly execArgv: readonly string[];
  /** The script and its arguments, without the program: `process.argv.slice(1)`. */
  readonly script: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True when a parent talks to this process over an IPC channel, which a restart would cut. */
  readonly hasChannel: boolean;
  /** Missing on Windows and IBM i. Replaces the process image: same process id, same terminal, nothing of the old memory. */
  readonly execve:
    ((file: string, args: readonly string[], env: Readonly<Record<string, string | undefined>>) => never) | undefined;
  isExecutable(file: string): boolean;
}

export type SemiSpace = { kind: "set" } | { kind: "unset"; because: string };

/**
 * Restarts the process once with the small semi-space; returns only when it did not.
 * The flag in the process's own arguments is the mark that stops a second restart: an environment variable would be
 * inherited by every child, and by the next erpgate that one of them starts.
 */
export function restartWithSmallSemiSpace(self: RestartableProcess): SemiSpace {
  if (choosesSemiSpace(self)) return { kind: "set" };
  if (self.execve === undefined)
    return { kind: "unset", because: `this platform (${self.platform}) cannot replace a running process` };
  if (self.hasChannel) return { kind: "unset", because: "the parent process holds a channel to this one" };
  // process.execve ends the process with a native stack trace when it fails, so what can fail is looked at before.
  if (!self.isExecutable(self.execPath)) return { kind: "unset", because: `${self.execPath} cannot be started again` };
  try {
    const words = [self.execPath, SEMI_SPACE_FLAG, ...self.execArgv, ...self.script];
    // The user's own choice stands, also an empty one.
    return self.execve(self.execPath, words, { ...ONE_ARENA, ...self.env });
  } catch (error) {
    // Node's permission model forbids it with an ordinary error.
    return { kind: "unset", because: (error as Error).message };
  }
}

/** True when someone has set the size already: we ourselves before the restart, or the user, whose choice stands. */
export function choosesSemiSpace({ execArgv, env }: Pick<RestartableProcess, "execArgv" | "env">): boolean {
  const words = [...execArgv, ...(env["NODE_OPTIONS"] ?? "").split(/\s+/)];
  return words.some((word) => /^--max[-_]semi[-_]space[-_]size(=|$)/.test(word));
}

/** This very process. */
export function thisProcess(): RestartableProcess {
  const { accessSync, constants } = process.getBuiltinModule("node:fs");
  return {
    platform: process.platform,
    execPath: process.execPath,
    execArgv: process.execArgv,
    script: process.argv.slice(1),
    env: process.env,
    hasChannel: process.channel !== undefined && process.channel !== null,
    execve: process.execve === undefined ? undefined : (file, args, env) => replaceProcess(file, args, env),
    isExecutable(file) {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    },
  };
}

function replaceProcess(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): never {
  if (process.execve === undefined) throw new Error("process.execve is missing");
  return process.execve(file, args, { ...env });
}

/** One line for the operator when the gateway runs without. */
export function semiSpaceNote(state: SemiSpace & { kind: "unset" }): string {
  return `note: running with V8's default young generation, so memory under load is about twice what it could be: ${state.because}. node ${SEMI_SPACE_FLAG} …/erpgate.cjs serve sets it by hand.\n`;
}
