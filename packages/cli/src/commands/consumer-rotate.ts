import { configOption, defineCommand, jsonOption, type Command } from "../command.ts";
import { openRegistry } from "../consumers/open-registry.ts";
import { exitCode } from "../exit-code.ts";
import { momentText, printJson } from "../output/json.ts";
import { readDuration } from "../read-duration.ts";

const name = "consumer rotate";

/** `erpgate consumer rotate`: a second key, and an end for the first. */
export const consumerRotate: Command = defineCommand(
  {
    name,
    summary: "gives an application a new key; the old one ends after an overlap",
    forms: ["NAME [--overlap 24h] [--expires 90d] [--json]"],
    details: [
      "Both keys are good during the overlap. Tokens that were issued for the old key end with it. To end a key at once, use erpgate consumer revoke NAME --key KEY.",
      "Only the new key goes to stdout; it is shown once.",
    ],
    positionals: { min: 1, max: 1, what: "the NAME of a consumer" },
    options: {
      config: configOption,
      overlap: { kind: "text", value: "24h", help: "how long the old keys stay good: 30m, 12h, 7d (default: 24h)" },
      expires: { kind: "text", value: "90d", help: "when the new key ends: 30m, 12h, 90d (default: it does not)" },
      json: jsonOption,
    },
    examples: [{ line: "erpgate consumer rotate web-shop --overlap 7d", what: "a week to move the program over" }],
  },
  async ({ options, positionals: [consumerName = ""], io }) => {
    const overlapMs = readDuration("--overlap", options.overlap ?? "24h", name);
    const lifetimeMs = options.expires === undefined ? undefined : readDuration("--expires", options.expires, name);
    const expires = lifetimeMs === undefined ? {} : { expiresAtMs: io.now() + lifetimeMs };
    await using registry = await openRegistry(options.config, name, io);
    const { record, key } = await registry.rotate(consumerName, { overlapMs, ...expires });
    if (options.json) {
      printJson(io.stdout, { consumer: registry.document(record), key: key.reveal() });
      return exitCode.ok;
    }
    const old = record.keys.slice(0, -1).filter(({ revokedAtMs }) => revokedAtMs === undefined);
    for (const { prefix, expiresAtMs } of old)
      io.stderr.write(`The key ${prefix} and its tokens end ${momentText(expiresAtMs)}.\n`);
    io.stderr.write(`This is the new key of ${record.name}; it is shown only now:\n`);
    io.stdout.write(`${key.reveal()}\n`);
    return exitCode.ok;
  },
);
