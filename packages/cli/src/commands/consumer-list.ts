import { configOption, defineCommand, jsonOption, type Command } from "../command.ts";
import { consumerColumns, consumerRow } from "../consumers/consumer-view.ts";
import { openRegistry } from "../consumers/open-registry.ts";
import { exitCode } from "../exit-code.ts";
import { printJson } from "../output/json.ts";
import { table } from "../output/table.ts";

const name = "consumer list";

/** `erpgate consumer list`: who is registered at the gateway, and for what. */
export const consumerList: Command = defineCommand(
  {
    name,
    summary: "lists the registered applications, what they may reach, and until when",
    forms: ["[--all] [--json]"],
    details: ["Keys are shown by their first characters, enough to tell them apart."],
    positionals: { min: 0, max: 0, what: "no argument" },
    options: { config: configOption, all: { kind: "flag", help: "revoked ones as well" }, json: jsonOption },
    examples: [{ line: "erpgate consumer list", what: "everyone who may call" }],
  },
  async ({ options, io }) => {
    await using registry = await openRegistry(options.config, name, io);
    const records = (await registry.list()).filter(({ revokedAtMs }) => options.all || revokedAtMs === undefined);
    if (options.json) printJson(io.stdout, { consumers: records.map((record) => registry.document(record)) });
    else
      io.stdout.write(
        table(
          consumerColumns,
          records.map((record) => consumerRow(record, io.now())),
        ),
      );
    return exitCode.ok;
  },
);
