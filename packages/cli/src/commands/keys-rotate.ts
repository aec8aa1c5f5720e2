import { configOption, defineCommand, jsonOption, type Command } from "../command.ts";
import { openRegistry } from "../consumers/open-registry.ts";
import { exitCode } from "../exit-code.ts";
import { moment, momentText, printJson } from "../output/json.ts";

const name = "keys rotate";

/** `erpgate keys rotate`: the next key for the gateway's own tokens. */
export const keysRotate: Command = defineCommand(
  {
    name,
    summary: "makes the next signing key for the gateway's own tokens, while it runs",
    forms: ["[--config FILE] [--json]"],
    details: [
      "Every running process publishes the new key at /.well-known/jwks.json within a second and signs with it ten seconds later. Tokens that the old key signed stay good until they end; a day after that the old key leaves the set.",
      "It needs the store and the key file, not a running gateway.",
    ],
    positionals: { min: 0, max: 0, what: "no argument" },
    options: { config: configOption, json: jsonOption },
    examples: [{ line: "erpgate keys rotate", what: "says which key takes over, and when" }],
  },
  async ({ options, io }) => {
    await using registry = await openRegistry(options.config, name, io);
    const { kid, signsFromMs, follows } = await registry.rotateSigningKey();
    if (options.json) printJson(io.stdout, { kid, signsFrom: moment(signsFromMs), follows: follows ?? null });
    else io.stdout.write(`The key ${kid} signs from ${momentText(signsFromMs)}.\n`);
    return exitCode.ok;
  },
);
