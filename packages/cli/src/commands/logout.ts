import { configOption, defineCommand, jsonOption, type Command, type Io } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { openConnections, openStore, theConnection } from "../open-connections.ts";
import { printJson } from "../output/json.ts";
import { UsageError } from "../usage-error.ts";

const name = "logout";

/** `erpgate logout`: forgets what a login has kept. */
export const logout: Command = defineCommand(
  {
    name,
    summary: "forgets the tokens that are kept for a connection, refresh tokens included",
    forms: ["CONNECTION | --all [--json]"],
    details: [
      "Neither ERP takes a token back before its end: whoever has copied it can use it until then. The refresh token of an Entra login is forgotten here, and stays valid at Entra until it is revoked there.",
    ],
    positionals: { min: 0, max: 1, what: "a CONNECTION of the configuration file, or --all" },
    options: {
      config: configOption,
      all: { kind: "flag", help: "everything in the store, also of connections that are no longer in the file" },
      json: jsonOption,
    },
    examples: [
      { line: "erpgate logout p21", what: "one connection" },
      { line: "erpgate logout --all", what: "all there is in the store" },
    ],
  },
  async ({ options, positionals: [connectionName], io }) => {
    if ((connectionName === undefined) !== options.all)
      throw new UsageError(["give a CONNECTION, or --all, and not both"], name);
    const { store, keys } =
      connectionName === undefined
        ? { ...(await openStore(options.config, name, io)), keys: undefined }
        : await kept(options.config, connectionName, io);
    const count = (await store?.forget(keys)) ?? 0;
    if (options.json) printJson(io.stdout, { forgotten: count, tokenStore: store?.file ?? null });
    else
      io.stdout.write(
        `${count === 0 ? "nothing was kept" : `forgotten: ${count === 1 ? "1 token" : `${String(count)} tokens`}`}\n`,
      );
    return exitCode.ok;
  },
);

async function kept(config: string | undefined, connection: string, io: Io) {
  const found = await openConnections(config, connection, name, io);
  const { tokenStoreKey } = await import("@erpgate/client");
  const key = tokenStoreKey(theConnection(found, connection));
  return { store: found.store, keys: key === undefined ? [] : [key] };
}
