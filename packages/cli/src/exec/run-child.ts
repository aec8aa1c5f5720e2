import { UsageError } from "../usage-error.ts";

/** Sent to the child instead of ending this process; Ctrl-C reaches both by the terminal, so it is only waited out here. */
const PASSED_ON = ["SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"] as const;
const WAITED_OUT = ["SIGINT", "SIGQUIT"] as const;

/**
 * Runs a program with this process's input and output, and gives its exit code; one that a signal ended gives 128 and the signal's
 * number, as shells do.
 *
 * @throws UsageError where there is no such program
 */
export async function runChild(words: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Promise<number> {
  const { spawn } = process.getBuiltinModule("node:child_process");
  const { constants } = process.getBuiltinModule("node:os");
  const [program = "", ...rest] = words;
  const child = spawn(program, rest, { env, cwd, stdio: "inherit" });
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  const wait = (): void => undefined;
  for (const signal of PASSED_ON) process.on(signal, pass);
  for (const signal of WAITED_OUT) process.on(signal, wait);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", (error: NodeJS.ErrnoException) =>
        reject(new UsageError([`${program} cannot be run (${error.code ?? "unknown"})`], "exec")),
      );
      child.once("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    for (const signal of PASSED_ON) process.off(signal, pass);
    for (const signal of WAITED_OUT) process.off(signal, wait);
  }
}
