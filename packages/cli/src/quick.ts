// The way in for the commands that scripts call in a loop. Published as one file of its own, with what they need of the client
// in it; bin/erpgate.cjs knows their names. In a checkout, and for help, they are commands like all others: src/main.ts.
import { request } from "./commands/request.ts";
import { token } from "./commands/token.ts";
import { exitCode } from "./exit-code.ts";
import { asksForHelp, reported, runCommand } from "./run-command.ts";
import { systemIo } from "./system-io.ts";
import { commandHelp } from "./usage.ts";

const [name, ...words] = process.argv.slice(2);
const command = name === "token" ? token : request;
const io = systemIo();

// No top-level await: a file that is required has none.
void start();

async function start(): Promise<void> {
  process.exitCode = await reported(words, io, () => (asksForHelp(words) ? help() : runCommand(command, words, io)));
}

function help(): Promise<number> {
  io.stdout.write(commandHelp(command.usage, io.stdout));
  return Promise.resolve(exitCode.ok);
}
