import { configOption, defineCommand, jsonOption, type Command } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { locateConfig } from "../locate-config.ts";
import { currentOperator } from "../consumers/current-operator.ts";
import { moment, momentText, printJson } from "../output/json.ts";
import { readDuration } from "../read-duration.ts";
import { readReloadAddress } from "../serve/read-reload-address.ts";
import { UsageError } from "../usage-error.ts";

const name = "admin token";
const LONGEST_MS = 12 * 3_600_000;

/** `erpgate admin token`: lets a program or a person in at the administration's API for a while. */
export const adminToken: Command = defineCommand(
  {
    name,
    summary: "prints a token for the API of the gateway's administration",
    forms: ["[--config FILE] [--for 15m] [--name NAME] [--json]"],
    details: [
      "It is made from the key file, so whoever may read that file may make one; whoever has the token may do what an operator may, at every replica with this key file, until it ends. It is stored nowhere, and cannot be called back.",
      "Only the token goes to stdout. GET /openapi.json at the administration describes what it opens.",
    ],
    positionals: { min: 0, max: 0, what: "no argument" },
    options: {
      config: configOption,
      for: { kind: "text", value: "15m", help: "how long it is good: 5m, 1h, at most 12h (default: 15m)" },
      name: {
        kind: "text",
        value: "NAME",
        help: "who it is for, as the audit trail will say (default: who you are here)",
      },
      json: jsonOption,
    },
    examples: [
      {
        line: "erpgate admin token --for 5m",
        what: "goes into Authorization: Bearer …, for /consumers and the others of the administration",
      },
    ],
  },
  async ({ options, io }) => {
    const lifetimeMs = readDuration("--for", options.for ?? "15m", name);
    if (lifetimeMs > LONGEST_MS) throw new UsageError(["--for is at most 12h"], name);
    const { keyFile } = await readReloadAddress(await locateConfig(options.config, name, io), io);
    const { issueOperatorToken } = await import("@erpgate/gateway");
    const { token, expiresAtMs } = await issueOperatorToken(
      keyFile,
      lifetimeMs,
      io.now(),
      options.name ?? currentOperator(io),
    );
    if (options.json) printJson(io.stdout, { token, expires: moment(expiresAtMs) });
    else {
      io.stderr.write(`Good until ${momentText(expiresAtMs)}:\n`);
      io.stdout.write(`${token}\n`);
    }
    return exitCode.ok;
  },
);
