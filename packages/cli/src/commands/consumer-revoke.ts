import { configOption, defineCommand, jsonOption, type Command } from "../command.ts";
import { openRegistry } from "../consumers/open-registry.ts";
import { exitCode } from "../exit-code.ts";
import { printJson } from "../output/json.ts";

const name = "consumer revoke";

/** `erpgate consumer revoke`: shuts an application out. */
export const consumerRevoke: Command = defineCommand(
  {
    name,
    summary: "shuts an application out: its keys and every token issued for it",
    forms: ["NAME [--key KEY] [--json]"],
    details: [
      "A running gateway refuses it within a second. Its record stays for the audit trail; its name is free again.",
      "With --key, that key alone ends, with the tokens that were issued for it; the application and its other keys stay.",
    ],
    positionals: { min: 1, max: 1, what: "the NAME of a consumer" },
    options: {
      config: configOption,
      key: {
        kind: "text",
        value: "KEY",
        help: "only this key: its id or its first characters, as consumer show prints them",
      },
      json: jsonOption,
    },
    examples: [{ line: "erpgate consumer revoke web-shop", what: "from now on its key opens nothing" }],
  },
  async ({ options, positionals: [consumerName = ""], io }) => {
    await using registry = await openRegistry(options.config, name, io);
    const record = await (options.key === undefined
      ? registry.revoke(consumerName)
      : registry.revokeKey(consumerName, options.key));
    if (options.json) printJson(io.stdout, { consumer: registry.document(record) });
    else io.stdout.write(`Revoked ${options.key === undefined ? "" : "a key of "}${record.name}.\n`);
    return exitCode.ok;
  },
);
