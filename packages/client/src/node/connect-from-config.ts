import { connect, type KineticConnection, type Prophet21Connection, type Runtime } from "../index.ts";
import { ConfigError } from "./config-error.ts";
import { type FindConfigOptions, findConfig } from "./find-config.ts";
import { readConfig } from "./read-config.ts";
import { chooseTokenStore } from "./store/choose-token-store.ts";
import { createFileTokenStore } from "./store/file-token-store.ts";
import { checkTokenStoreSection } from "./store/token-store-section.ts";

export interface ConnectFromConfigOptions extends Omit<FindConfigOptions, "option"> {
  /** The configuration file. @default the one that `findConfig` finds */
  readonly file?: string;
  /** As for `connect`. */
  readonly runtime?: Partial<Runtime>;
}

/**
 * Connects as a configuration file says. Only this connection's secrets are fetched. Its tokens are kept in the
 * store that {@link chooseTokenStore} finds: what the file's `tokenStore` says, or what a login on this computer has made.
 * @param name one of the file's `connections`
 * @throws ConfigError when there is no file, when it does not have that connection, and with all that is wrong in it
 */
export async function connectFromConfig(
  name: string,
  options: ConnectFromConfigOptions = {},
): Promise<KineticConnection | Prophet21Connection> {
  const { file: option, runtime, ...places } = options;
  const { file, lookedAt } = await findConfig({ ...places, option });
  if (file === undefined) throw notFound(lookedAt.map((place) => place.file));
  const sections = { tokenStore: checkTokenStoreSection };
  const read = await readConfig(file, { sections, only: [name], ...(options.env && { env: options.env }) });
  const [found] = Object.values(read.connections);
  if (found === undefined) throw new TypeError('"name" must be the name of a connection');
  const store = chooseTokenStore({ ...places, section: read.sections.tokenStore, configFile: read.file });
  return connect(store ? { ...found, tokenStore: createFileTokenStore(store) } : found, runtime);
}

function notFound(lookedAt: readonly string[]): ConfigError {
  const message = `there is no configuration file; looked for ${lookedAt.join(", ")}`;
  const fix = "Write one, or name it with --config or ERPGATE_CONFIG.";
  return new ConfigError(lookedAt.at(0) ?? "erpgate.yaml", [{ path: "", line: 1, column: 1, message, fix }]);
}
