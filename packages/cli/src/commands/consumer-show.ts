import { configOption, defineCommand, jsonOption, type Command } from "../command.ts";
import { consumerLines } from "../consumers/consumer-view.ts";
import { openRegistry } from "../consumers/open-registry.ts";
import { exitCode } from "../exit-code.ts";
import { printJson } from "../output/json.ts";
import { pairs } from "../output/table.ts";
import { UsageError } from "../usage-error.ts";

const name = "consumer show";

/** `erpgate consumer show`: one registration, whole. */
export const consumerShow: Command = defineCommand(
  {
    name,
    summary: "shows one application: scopes, P21 user, keys and until when",
    forms: ["NAME [--json]"],
    details: ["The fields are named as in P21's own form. Keys are shown by their first characters and their id."],
    positionals: { min: 1, max: 1, what: "the NAME of a consumer" },
    options: { config: configOption, json: jsonOption },
    examples: [{ line: "erpgate consumer show web-shop", what: "what it may reach, and when its keys end" }],
  },
  async ({ options, positionals: [consumerName = ""], io }) => {
    await using registry = await openRegistry(options.config, name, io);
    const named = (await registry.list()).filter((record) => record.name === consumerName);
    // A name may have been used before; the live one counts, else the last that had it.
    const record = named.find(({ revokedAtMs }) => revokedAtMs === undefined) ?? named.at(-1);
    if (record === undefined)
      throw new UsageError(
        [`no consumer is named ${JSON.stringify(consumerName)}; erpgate consumer list names all`],
        name,
      );
    if (options.json) printJson(io.stdout, { consumer: registry.document(record) });
    else io.stdout.write(pairs(consumerLines(record, io.now())));
    return exitCode.ok;
  },
);
