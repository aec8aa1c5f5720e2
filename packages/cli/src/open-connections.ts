import type { KineticOptions, Prophet21Options } from "@erpgate/client";
import type { ConfigFault } from "@erpgate/client/node";
import type { Io } from "./command.ts";
import { locateConfig } from "./locate-config.ts";
import { plainLine } from "./output/plain-text.ts";

export type ConnectionOptions = KineticOptions | Prophet21Options;

export interface Connections {
  readonly file: string;
  readonly connections: Readonly<Record<string, ConnectionOptions>>;
  /** The environment variables that the file refers to, with what they held. */
  readonly variables: ReadonlyMap<string, string>;
  /** Paths of the secrets that stand in the file itself: `connections.erp.apiKey`. */
  readonly literals: ReadonlySet<string>;
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
  const found = await locateConfig(option, command, io);
  const { readConfig } = await import("@erpgate/client/node");
  const { env, read } = recorded(io.env);
  const { file, connections, warnings } = await readConfig(found, {
    sections: {},
    env,
    ...(only === undefined ? {} : { only: [only] }),
  });
  io.stderr.write(warnings.map((warning) => warningLine(file, warning)).join(""));
  return { file, connections, variables: read, literals: new Set(warnings.map(({ path }) => path)) };
}

/** The one connection that a command is about. */
export async function openConnection(
  option: string | undefined,
  name: string,
  command: string,
  io: Io,
): Promise<ConnectionOptions> {
  const { file, connections } = await openConnections(option, name, command, io);
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
