import { defineCommand, jsonOption, type Command } from "../command.ts";
import { startEmulated } from "../emulate/start-emulated.ts";
import { readPort } from "../parse-arguments.ts";
import { keepRunning } from "../serve/keep-running.ts";
import { UsageError } from "../usage-error.ts";

const name = "emulate";

/** `erpgate emulate`: the stand-in for Kinetic, P21 and Entra ID as a server. */
export const emulate: Command = defineCommand(
  {
    name,
    summary: "runs an emulated Kinetic, Prophet 21 and Entra ID to write programs and tests against",
    forms: ["[--port N] [--seed N] [--tls [--ca-file FILE]] [--ready-file FILE] [--json]"],
    details: [
      "Prints one JSON line when ready, then a table of addresses, users, keys and things to try; with --json the line alone.",
      "Everything it holds is made up from the seed and kept in memory; the same seed gives the same data and the same keys.",
    ],
    positionals: { min: 0, max: 0, what: "no argument" },
    options: {
      port: {
        kind: "text",
        short: "p",
        value: "N",
        help: "Kinetic listens there, P21, Entra ID and the Epicor IdP at the next three (default 0: any free ones)",
      },
      seed: { kind: "text", value: "N", help: "decides all data and credentials (default 1)" },
      tls: { kind: "flag", help: "https, with certificates that the emulator makes; the line holds the one to trust" },
      "ca-file": {
        kind: "text",
        value: "FILE",
        help: "with --tls: is written when ready, with the certificate to trust, and removed at the end",
      },
      "ready-file": {
        kind: "text",
        value: "FILE",
        help: "is written when ready, with the JSON line, and removed at the end",
      },
      json: { ...jsonOption, help: "the JSON line alone on stdout" },
    },
    examples: [
      { line: "erpgate emulate", what: "free ports, and a table of what is there" },
      {
        line: "erpgate emulate --port 4710 --seed 7",
        what: "Kinetic on 4710, P21 on 4711, Entra ID on 4712, other data",
      },
      {
        line: "erpgate emulate --tls --ca-file ca.pem",
        what: "https; then for curl --cacert ca.pem, or NODE_EXTRA_CA_CERTS=ca.pem",
      },
      {
        line: "erpgate emulate --json --ready-file erp.json",
        what: "for tests in any language: wait for the file, read addresses and keys from it",
      },
    ],
  },
  async ({ options, io }) => {
    const { tls, "ca-file": caFile } = options;
    if (caFile !== undefined && !tls) throw new UsageError(["--ca-file needs --tls"], name);
    const choices = { port: readPort("--port", options.port, name) ?? 0, seed: readSeed(options.seed), tls, caFile };
    const running = { json: options.json, readyFile: options["ready-file"], hangUpStops: false, watch: undefined };
    return keepRunning(() => startEmulated(choices, io.platform), running, io);
  },
);

function readSeed(text: string | undefined): number {
  if (text === undefined) return 1;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError([`--seed must be a whole number from 0 to 999999999, but is ${JSON.stringify(text)}`], name);
}
