import type { Command, Io } from "./command.ts";
import { parseArguments } from "./parse-arguments.ts";
import { reportFailure } from "./report-failure.ts";

/** Runs something that was asked for on the command line; whatever it throws becomes a report and an exit code. */
export async function reported(words: readonly string[], io: Io, act: () => Promise<number>): Promise<number> {
  try {
    return await act();
  } catch (error) {
    return reportFailure(error, { json: beforeEnd(words).includes("--json"), io });
  }
}

/** Runs one command with the words after its name. */
export function runCommand(command: Command, words: readonly string[], io: Io): Promise<number> {
  return command.run({ ...parseArguments(command.usage, words), io });
}

export function asksForHelp(words: readonly string[]): boolean {
  return beforeEnd(words).some((word) => word === "--help" || word === "-h");
}

/** What follows `--` belongs to somebody else. */
function beforeEnd(words: readonly string[]): readonly string[] {
  const end = words.indexOf("--");
  return words.slice(0, end === -1 ? undefined : end);
}
