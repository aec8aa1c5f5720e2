import type { AccessCheck } from "./consumers/consumer-input.ts";
import type { ConnectionOptions, Dialect } from "./dialect.ts";
import { dialectFor } from "./dialects.ts";

/** How a registration is checked against the connections there are: `addConsumer(store, keyring, input, accessCheckFor(connections))`. */
export function accessCheckFor(connections: Readonly<Record<string, ConnectionOptions>>): AccessCheck {
  const find = (name: string): Dialect | undefined => {
    const options = Object.hasOwn(connections, name) ? connections[name] : undefined;
    return options && dialectFor(options);
  };
  return accessCheck(find, () => Object.keys(connections));
}

/**
 * @param find the dialect of a connection; undefined where there is no such connection
 * @param names of all connections
 */
export function accessCheck(
  find: (name: string) => Pick<Dialect, "compileScope" | "pinFaults" | "system"> | undefined,
  names: () => readonly string[],
): AccessCheck {
  return (name, grant) => {
    const dialect = find(name);
    if (dialect === undefined) {
      const known = names().join(", ");
      return [{ message: `there is no connection ${JSON.stringify(name)}`, fix: `Use one of: ${known}.` }];
    }
    const compiled = dialect.compileScope(grant.scope);
    if ("fault" in compiled)
      return [{ message: `the scope cannot be read: ${compiled.fault}`, fix: "Correct the scope." }];
    if (grant.p21Username !== undefined && dialect.system !== "prophet21") {
      return [{ message: "p21Username is for Prophet 21 connections", fix: "Leave it out." }];
    }
    return grant.pinned === undefined ? [] : dialect.pinFaults(grant.pinned, grant.scope);
  };
}
