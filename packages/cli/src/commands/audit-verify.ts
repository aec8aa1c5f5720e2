import { configOption, defineCommand, jsonOption, type Command } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { printJson } from "../output/json.ts";
import { table } from "../output/table.ts";
import { openStoreOf } from "../serve/open-store-of.ts";

const name = "audit verify";

/** `erpgate audit verify`: whether the trail is as it was written. */
export const auditVerify: Command = defineCommand(
  {
    name,
    summary: "checks that no row of the audit trail was changed, removed or slipped in",
    forms: ["[--config FILE] [--json]"],
    details: [
      "Each process that writes has a chain of its own, from a row that opens it to a row that closes it. A chain that is not closed is that of a process which runs, or of one that was killed.",
      "Exit code 0: every chain holds. 1: one is broken, and where.",
    ],
    positionals: { min: 0, max: 0, what: "no argument" },
    options: { config: configOption, json: jsonOption },
    examples: [{ line: "erpgate audit verify", what: "every chain, with its rows" }],
  },
  async ({ options, io }) => {
    await using store = await openStoreOf(options.config, name, io);
    const { verifyAudit } = await import("@erpgate/gateway");
    const verdict = await verifyAudit(store);
    const whole = verdict.breaks.length === 0;
    if (options.json) printJson(io.stdout, { whole, ...verdict });
    else {
      const rows = verdict.chains.map(({ writer, batches, entries, closed }) => {
        const found = verdict.breaks.find((one) => one.writer === writer);
        const state = found === undefined ? (closed ? "whole" : "whole, open") : `${found.reason} at ${found.seq}`;
        return [writer, String(batches), String(entries), state];
      });
      io.stdout.write(table(["WRITER", "BATCHES", "ROWS", "STATE"], rows));
    }
    return whole ? exitCode.ok : exitCode.refused;
  },
);
