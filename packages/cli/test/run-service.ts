import type { ChildProcess } from "node:child_process";
import { SEMI_SPACE_FLAG } from "../src/serve/small-semi-space.ts";
import { finished, startErpgate, type Finished, type RunOptions } from "./run-erpgate.ts";

/** A command that runs until it is told to stop. */
export interface RunningCommand extends AsyncDisposable {
  readonly child: ChildProcess;
  /** Everything on stdout up to the moment it was ready. */
  readonly stdout: string;
  /** Everything on stderr so far. */
  stderr(): string;
  readonly ended: Promise<Finished>;
  /** Sends SIGINT, as Ctrl-C does, and waits for the end. */
  stop(): Promise<Finished>;
}

/**
 * Starts a command and waits for the text on stdout that says it is ready; an early end is an error with its stderr.
 * A gateway is started as its restart of itself would start it, which spares it that, unless `nodeArguments` are given.
 */
export async function startService(
  words: readonly string[],
  readyWhen: RegExp,
  options: RunOptions = {},
): Promise<RunningCommand> {
  const restarts = words[0] === "serve" && !words.includes("--workers");
  const child = startErpgate(words, { nodeArguments: restarts ? [SEMI_SPACE_FLAG] : [], ...options });
  const ended = finished(child);
  let stdout = "";
  let stderr = "";
  child.stderr?.on("data", (text: string) => (stderr += text));
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", (text: string) => {
      stdout += text;
      if (readyWhen.test(stdout)) resolve();
    });
    void ended.then(({ code }) => reject(new Error(`ended with ${String(code)} before it was ready: ${stderr}`)));
  });
  const stop = async (): Promise<Finished> => {
    child.kill("SIGINT");
    return ended;
  };
  return {
    child,
    stdout,
    stderr: () => stderr,
    ended,
    stop,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await ended;
    },
  };
}

/** The ready line of a command started with --json. */
export function readyLine(command: RunningCommand): Record<string, unknown> {
  return JSON.parse(command.stdout) as Record<string, unknown>;
}
