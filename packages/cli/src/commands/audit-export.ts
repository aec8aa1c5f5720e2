import { configOption, defineCommand, type Command } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { readDuration } from "../read-duration.ts";
import { openStoreOf } from "../serve/open-store-of.ts";

const name = "audit export";

/** `erpgate audit export`: the trail, for whatever reads lines of JSON. */
export const auditExport: Command = defineCommand(
  {
    name,
    summary: "prints the audit trail, one JSON document a line",
    forms: ["[--since 24h] [--consumer NAME] [--connection NAME] [--config FILE]"],
    details: [
      "Rows hold no secret and no query string. `writer` and `seq` say which chain and batch a row stands in: see erpgate audit verify.",
    ],
    positionals: { min: 0, max: 0, what: "no argument" },
    options: {
      config: configOption,
      since: { kind: "text", value: "24h", help: "no older than this: 30m, 12h, 90d (default: all)" },
      consumer: { kind: "text", value: "NAME", help: "of this application alone" },
      connection: { kind: "text", value: "NAME", help: "of this connection alone" },
    },
    examples: [
      {
        line: "erpgate audit export --since 24h --consumer web-shop",
        what: "a day of one application",
      },
    ],
  },
  async ({ options, io }) => {
    const sinceMs = options.since === undefined ? undefined : readDuration("--since", options.since, name);
    await using store = await openStoreOf(options.config, name, io);
    const { exportAudit } = await import("@erpgate/gateway");
    const { consumer, connection } = options;
    const fromMs = sinceMs === undefined ? undefined : io.now() - sinceMs;
    for await (const { atMs, ...row } of exportAudit(store, { fromMs, consumer, connection })) {
      if (io.stdout.closed) break;
      io.stdout.write(`${JSON.stringify({ at: new Date(atMs).toISOString(), ...row })}\n`);
      await io.stdout.drained();
    }
    return exitCode.ok;
  },
);
