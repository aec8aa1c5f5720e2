import type { AccessToken, Connection } from "@erpgate/client";
import type { FileTokenStore } from "@erpgate/client/node";
import { configOption, defineCommand, jsonOption, type Command, type Io } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { freshStore } from "../login/fresh-store.ts";
import { asking } from "../login/interactive-login.ts";
import { readGivenToken } from "../login/given-token.ts";
import { type ConnectionOptions, openConnections, theConnection } from "../open-connections.ts";
import { moment, momentText, printJson } from "../output/json.ts";
import { plainLine } from "../output/plain-text.ts";
import { storeForLogin } from "../token-store/store-for-login.ts";
import { UsageError } from "../usage-error.ts";

const name = "login";

/** `erpgate login`: signs in and keeps what came of it, for the commands and programs that follow. */
export const login: Command = defineCommand(
  {
    name,
    summary: "signs in on a connection and keeps the token, encrypted, for the commands and programs that follow",
    forms: ["CONNECTION [--device | --with-token] [--no-keychain] [--json]"],
    details: [
      "The token store is the one that the configuration's tokenStore names, or ERPGATE_STORE_KEY, ERPGATE_STORE_KEY_FILE or ERPGATE_STORE_PASSPHRASE (ERPGATE_STORE: its file). Where nothing is said, one of your own is made: its key goes into the keychain of the operating system, or where there is none into a file of your configuration folder.",
      "Where a user signs in at Entra, the browser of this computer is opened; with --device a code is shown instead, to be typed in on any other. The refresh token is kept as well, so that nobody need sign in again as long as Entra takes it; every other command then works without asking anybody.",
      "--with-token takes the token from standard input, never from an argument.",
    ],
    positionals: { min: 1, max: 1, what: "a CONNECTION of the configuration file" },
    options: {
      config: configOption,
      device: { kind: "flag", short: "d", help: "Entra: sign in on another device, by a code" },
      "with-token": { kind: "flag", help: "keeps the token on standard input instead of signing in" },
      "no-keychain": { kind: "flag", help: "a store that is made now has its key in a file" },
      json: jsonOption,
    },
    examples: [
      { line: "erpgate login p21", what: "signs in with what the configuration says" },
      { line: "erpgate login kinetic --device", what: "from a machine without a browser" },
      { line: "erpgate login p21 --with-token", what: "keeps a token that is piped or typed in" },
    ],
  },
  async ({ options, positionals: [connectionName = ""], io }) => {
    const found = await openConnections(options.config, connectionName, name, io);
    const connection = theConnection(found, connectionName);
    const { tokenStoreKey } = await import("@erpgate/client");
    const key = tokenStoreKey(connection);
    if (key === undefined) return sayNothingToKeep(connectionName, connection, options.json, io);
    const given = options["with-token"] ? await readGivenToken(io) : undefined;
    const store = await storeForLogin(found, options["no-keychain"], io);
    await store.entries();
    if (given !== undefined) await store.write(key, given);
    const held = given ?? (await signIn(asking(connection, options.device, io), store, key));
    return report({ name: connectionName, held, store }, options.json, io);
  },
);

async function signIn(options: ConnectionOptions, store: FileTokenStore, key: string): Promise<AccessToken> {
  const { connect } = await import("@erpgate/client");
  const tokenStore = freshStore(store, key);
  await using connection: Connection =
    options.system === "kinetic" ? connect({ ...options, tokenStore }) : connect({ ...options, tokenStore });
  const held = await connection.token();
  if (held === undefined) throw new UsageError(["this login has no token"], name);
  // The connection itself would do without a store that takes nothing; a login that is not kept is none.
  if ((await store.read(key))?.token !== held.token) await store.write(key, { ...held, obtainedAtMs: Date.now() });
  return held;
}

interface Kept {
  readonly name: string;
  readonly held: AccessToken;
  readonly store: FileTokenStore;
}

function report({ name: connection, held, store }: Kept, json: boolean, io: Io): ExitCode {
  const { file, keyFrom } = store;
  if (json) {
    const tokenStore = { file, key: keyFrom };
    printJson(io.stdout, { connection, state: "signed-in", expires: moment(held.expiresAtMs), tokenStore });
  } else {
    const until = held.expiresAtMs === undefined ? "without end" : `until ${momentText(held.expiresAtMs)}`;
    io.stdout.write(plainLine(`signed in to ${connection} ${until}; kept in ${file}, sealed with ${keyFrom}`) + "\n");
  }
  return exitCode.ok;
}

/** Basic, and tokens that come from somebody else's code. */
function sayNothingToKeep(connection: string, { auth }: ConnectionOptions, json: boolean, io: Io): ExitCode {
  if (json) printJson(io.stdout, { connection, state: "no-token", expires: moment(undefined), tokenStore: null });
  io.stderr.write(`${connection} signs in by ${auth.kind}, with every call: there is nothing to keep\n`);
  return exitCode.ok;
}
