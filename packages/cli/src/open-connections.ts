import type { KineticOptions, Prophet21Options } from "@erpgate/client";
import type { ConfigFault, FileTokenStore } from "@erpgate/client/node";
import type { Io } from "./command.ts";
import { findConfiguration, locateConfig } from "./locate-config.ts";
import { silent } from "./login/interactive-login.ts";
import { plainLine } from "./output/plain-text.ts";

export type ConnectionOptions = KineticOptions | Prophet21Options;

export interface Connections {
  readonly file: string;
  readonly connections: Readonly<Record<string, ConnectionOptions>>;
  /** The environment variables that the file refers to, with what they held. */
  readonly variables: ReadonlyMap<string, string>;
  /** Paths of the secrets that stand in the file itself: `connections.erp.apiKey`. */
  readonly literals: ReadonlySet<string>;
  /** Where tokens outlive this process; undefined where nothing says so and no login has made a store. */
  readonly store: FileTokenStore | undefined;
}

/**
 * Reads the connections of a configuration file. The gateway's section is left to the gateway: a command that only wants a
 * connection must not fail for it, and must not load what reads it.
 * @param only the one connection that is wanted, so that the others' secrets need not be at hand
 * @throws UsageError when there is no file; ConfigError with every fault of the file
 */
export async function openConnections(
  option: string | undefined,
  only: string | undefined,
  command: string,
  io: Io,
): Promise<Connections> {
  return readConnectionsOf(await locateConfig(option, command, io), only === undefined ? undefined : [only], io);
}

async function readConnectionsOf(found: string, only: readonly string[] | undefined, io: Io): Promise<Connections> {
  const { checkTokenStoreSection, chooseTokenStore, createFileTokenStore, readConfig } =
    await import("@erpgate/client/node");
  const { env, read } = recorded(io.env);
  const { file, connections, sections, warnings } = await readConfig(found, {
    sections: { tokenStore: checkTokenStoreSection },
    env,
    ...(only === undefined ? {} : { only }),
  });
  if (warnings.length > 0) io.stderr.write(warnings.map((warning) => warningLine(file, warning)).join(""));
  const chosen = chooseTokenStore({ ...placesOf(io), section: sections.tokenStore, configFile: file });
  const store = chosen && createFileTokenStore(chosen);
  return {
    file,
    connections: inHand(connections, store),
    variables: read,
    literals: new Set(warnings.map(({ path }) => path)),
    store,
  };
}

/** Only the token store: also where there is no configuration, and without the secrets of its connections. */
export async function openStore(
  option: string | undefined,
  command: string,
  io: Io,
): Promise<Pick<Connections, "store">> {
  const { file } = await findConfiguration(option, io);
  if (file !== undefined || option !== undefined)
    return readConnectionsOf(await locateConfig(option, command, io), [], io);
  const { chooseTokenStore, createFileTokenStore } = await import("@erpgate/client/node");
  const chosen = chooseTokenStore(placesOf(io));
  return { store: chosen && createFileTokenStore(chosen) };
}

/** Where this process looks for files of the user's own. */
export function placesOf(io: Io): Pick<Io, "cwd" | "env" | "platform"> {
  return { cwd: io.cwd, env: io.env, platform: io.platform };
}

/** With the store, and such that no command but `login` asks anybody. */
function inHand(
  connections: Readonly<Record<string, ConnectionOptions>>,
  tokenStore: FileTokenStore | undefined,
): Readonly<Record<string, ConnectionOptions>> {
  const ready = Object.entries(connections).map(([name, options]) => [
    name,
    silent(tokenStore ? { ...options, tokenStore } : options),
  ]);
  return Object.fromEntries(ready);
}

/**
 * The one connection that a command is about, ready to be used. A store that cannot be opened is an error here: the connection
 * itself would do without and sign in anew with each command.
 */
export async function openConnection(
  option: string | undefined,
  name: string,
  command: string,
  io: Io,
): Promise<ConnectionOptions> {
  const found = await openConnections(option, name, command, io);
  await found.store?.entries();
  return theConnection(found, name);
}

/** One connection of those that were read. */
export function theConnection({ file, connections }: Connections, name: string): ConnectionOptions {
  const options = Object.hasOwn(connections, name) ? connections[name] : undefined;
  if (options === undefined) throw new TypeError(`readConfig gave no ${name} of ${file} and no reason`);
  return options;
}

/** A warning of a configuration file, with its place. */
export function warningLine(file: string, { line, column, path, message, fix }: ConfigFault): string {
  return plainLine(`warning: ${file}:${String(line)}:${String(column)} ${path}: ${message}. ${fix}`) + "\n";
}

/** An environment that remembers what was read of it. */
function recorded(env: Io["env"]): { env: Io["env"]; read: ReadonlyMap<string, string> } {
  const read = new Map<string, string>();
  const watched = new Proxy(env, {
    get: (target, name) => {
      const value = typeof name === "string" ? target[name] : undefined;
      if (typeof name === "string" && value !== undefined) read.set(name, value);
      return value;
    },
  });
  return { env: watched, read };
}
