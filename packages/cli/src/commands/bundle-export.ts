import { configOption, defineCommand, type Command } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { openConnections } from "../open-connections.ts";
import { momentText } from "../output/json.ts";
import { readPassphrase } from "../token-store/read-passphrase.ts";
import { UsageError } from "../usage-error.ts";

const name = "bundle export";
const DEFAULT_MINUTES = 15;

/** `erpgate bundle export`: what logins have kept, sealed for another machine. */
export const bundleExport: Command = defineCommand(
  {
    name,
    summary: "seals what logins have kept with a passphrase, for erpgate bundle import on another machine",
    forms: ["[CONNECTION] [--minutes N] [--passphrase-file FILE]"],
    details: [
      "Prints one line that a pipe or a terminal carries. It opens with the passphrase alone, and for some minutes only; its contents stay valid for as long as the tokens in it.",
      "The passphrase comes from --passphrase-file, from ERPGATE_BUNDLE_PASSPHRASE, or is asked for without showing it. The other machine needs the same connection in its configuration.",
    ],
    positionals: { min: 0, max: 1, what: "at most a CONNECTION" },
    options: {
      config: configOption,
      minutes: {
        kind: "text",
        value: "N",
        help: `how long the bundle can be opened, 1 to 1440 (default ${String(DEFAULT_MINUTES)})`,
      },
      "passphrase-file": {
        kind: "text",
        value: "FILE",
        help: "the passphrase; the file's last line break is not part of it",
      },
    },
    examples: [
      { line: "erpgate bundle export kinetic", what: "one line, to be pasted over there" },
      {
        line: "erpgate bundle export kinetic | ssh robot 'cat > bundle.txt'",
        what: "to the other machine; there: erpgate bundle import bundle.txt",
      },
    ],
  },
  async ({ options, positionals: [connectionName], io }) => {
    const lifetimeMs = readMinutes(options.minutes) * 60_000;
    const found = await openConnections(options.config, connectionName, name, io);
    const kept = await keptOf(found, connectionName);
    const passphrase = await readPassphrase(
      {
        file: options["passphrase-file"],
        variable: "ERPGATE_BUNDLE_PASSPHRASE",
        question: "passphrase for the bundle: ",
        twice: true,
        command: name,
      },
      io,
    );
    const { sealBundle } = await import("@erpgate/client/node");
    const nowMs = io.now();
    io.stdout.write(`${await sealBundle(kept, { passphrase, lifetimeMs, nowMs })}\n`);
    const what = kept.size === 1 ? "1 login" : `${String(kept.size)} logins`;
    io.stderr.write(`${what}; erpgate bundle import opens it until ${momentText(nowMs + lifetimeMs)}\n`);
    return exitCode.ok;
  },
);

type Found = Awaited<ReturnType<typeof openConnections>>;

/** What is kept for one connection, or for all of the file; other people's logins in the same store stay where they are. */
async function keptOf(found: Found, only: string | undefined) {
  const { tokenStoreKey } = await import("@erpgate/client");
  const wanted = new Set(Object.values(found.connections).map((options) => tokenStoreKey(options)));
  const entries = (await found.store?.entries()) ?? new Map<string, never>();
  const kept = new Map([...entries].filter(([key]) => wanted.has(key)));
  if (kept.size > 0) return kept;
  const whom = only === undefined ? "any connection" : only;
  throw new UsageError(
    [`nothing is kept for ${whom}: sign in first, with erpgate login ${only ?? "CONNECTION"}`],
    name,
  );
}

function readMinutes(text: string | undefined): number {
  if (text === undefined) return DEFAULT_MINUTES;
  const minutes = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (minutes >= 1 && minutes <= 1440) return minutes;
  throw new UsageError([`--minutes must be a whole number from 1 to 1440, but is ${JSON.stringify(text)}`], name);
}
