import { loadCommand, commandNames, namesUnder, splitCommand } from "./command-table.ts";
import type { Io } from "./command.ts";
import { exitCode, type ExitCode } from "./exit-code.ts";
import { asksForHelp, reported, runCommand } from "./run-command.ts";
import { UsageError } from "./usage-error.ts";
import { commandHelp, overview } from "./usage.ts";

/** Runs one command line; every failure ends as a report on stderr and an exit code, never as a stack trace. */
export async function run(words: readonly string[], io: Io): Promise<number> {
  return reported(words, io, () => dispatch(words, io));
}

async function dispatch(words: readonly string[], io: Io): Promise<number> {
  const [first] = words;
  if (first === undefined || first === "--help" || first === "-h") return printHelp([], io);
  if (first === "help") return printHelp(words.slice(1), io);
  if (first.startsWith("-"))
    throw new UsageError([`unknown option ${first}: options follow the command, as in erpgate serve --demo`]);
  const { name, rest } = splitCommand(words);
  if (asksForHelp(rest)) return printHelp([name], io);
  return runCommand(await loadCommand(name), rest, io);
}

async function printHelp(topic: readonly string[], io: Io): Promise<ExitCode> {
  const names = topic.length === 0 ? commandNames : namesUnder(topic);
  if (names.length === 0) splitCommand(topic);
  const usages = await Promise.all(names.map(async (name) => (await loadCommand(name)).usage));
  const pages =
    topic.length === 0 ? [overview(usages, io.stdout)] : usages.map((usage) => commandHelp(usage, io.stdout));
  io.stdout.write(pages.join("\n"));
  return exitCode.ok;
}
