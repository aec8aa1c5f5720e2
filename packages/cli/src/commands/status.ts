import { configOption, defineCommand, jsonOption, type Command, type Io } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { openConnections } from "../open-connections.ts";
import { printJson } from "../output/json.ts";
import { readStatus, type ConnectionStatus } from "../status/read-status.ts";
import { statusDocument, statusText } from "../status/status-view.ts";
import { readStoreStatus, storeDocument, storeText, type StoreStatus } from "../status/store-status.ts";

const name = "status";

/** `erpgate status`: who signs in where, how, with which secret, and until when. */
export const status: Command = defineCommand(
  {
    name,
    summary: "signs in on every connection and says who, how, with a secret from where, and until when",
    forms: ["[CONNECTION] [--json]"],
    details: [
      "Secrets are named by where they come from and never shown. The exit code is 1 when any of the connections asked for cannot get in.",
      "Kinetic's Basic login has no token, so there is nothing to sign in for: it is checked with the first call.",
    ],
    positionals: { min: 0, max: 1, what: "at most a CONNECTION" },
    options: { config: configOption, json: jsonOption },
    examples: [
      { line: "erpgate status", what: "all connections" },
      { line: "erpgate status p21 --json", what: "one, for a script" },
    ],
  },
  async ({ options, positionals: [only], io }) => {
    const found = await openConnections(options.config, only, name, io);
    const statuses = await Promise.all(
      Object.entries(found.connections).map(([each, connection]) => readStatus(each, connection, found)),
    );
    const store = await readStoreStatus(found.store);
    print(statuses, store, found.file, options.json, io);
    const isFaulty = store?.failure !== undefined || statuses.some(({ state }) => state === "failed");
    return isFaulty ? exitCode.refused : exitCode.ok;
  },
);

function print(
  statuses: readonly ConnectionStatus[],
  store: StoreStatus | undefined,
  file: string,
  json: boolean,
  io: Io,
): void {
  if (json)
    return printJson(io.stdout, { file, tokenStore: storeDocument(store), connections: statuses.map(statusDocument) });
  const texts = statuses.map((each) => statusText(each, io.stdout)).join("\n");
  io.stdout.write(`${file}\n${storeText(store, io.stdout)}\n${texts}`);
}
