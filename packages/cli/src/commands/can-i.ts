import { configOption, defineCommand, jsonOption, type Command } from "../command.ts";
import { openRegistry } from "../consumers/open-registry.ts";
import { exitCode } from "../exit-code.ts";
import { printJson } from "../output/json.ts";
import { plainLine } from "../output/plain-text.ts";
import { UsageError } from "../usage-error.ts";

const name = "can-i";

/** `erpgate can-i`: whether an application may make a call, and what decides it. */
export const canI: Command = defineCommand(
  {
    name,
    summary: "says whether an application may make a call, and which rule decides it",
    forms: ["CONSUMER METHOD PATH [--config FILE] [--json]"],
    details: [
      "PATH is written as callers write it, beginning with the connection, with its query: what a scope says about $select, $filter and $top is judged, too. Nothing is sent; the gateway need not run.",
      "Exit code 0: it may. 1: it may not. What depends on the moment (credential, rate, seats) and on headers is left out.",
    ],
    positionals: { min: 3, max: 3, what: "a CONSUMER, a METHOD and a PATH" },
    options: { config: configOption, json: jsonOption },
    examples: [
      {
        line: "erpgate can-i planner GET '/kinetic/api/v2/odata/EPIC06/Erp.BO.PartSvc/Parts?$top=5'",
        what: "yes, with the entry of its scope, or no, with what to add",
      },
    ],
  },
  async ({ options, positionals: [consumer = "", method = "", target = ""], io }) => {
    if (!target.startsWith("/")) throw new UsageError(["PATH begins with a slash and the connection's name"], name);
    await using registry = await openRegistry(options.config, name, io);
    const answer = await registry.canI(consumer, method.toUpperCase(), target).catch(namesNobody);
    if (options.json) printJson(io.stdout, answer);
    else {
      io.stdout.write(`${plainLine(`${answer.allowed ? "yes" : "no"}: ${answer.rule}`)}\n`);
      for (const step of answer.fix) io.stdout.write(`  ${plainLine(step)}\n`);
    }
    return answer.allowed ? exitCode.ok : exitCode.refused;
  },
);

/** Exit code 1 is an answer about somebody; a name that nobody has is a slip of the finger. */
function namesNobody(error: unknown): never {
  if (error instanceof Error && "code" in error && error.code === "CONSUMER_UNKNOWN")
    throw new UsageError([error.message], name);
  throw error;
}
