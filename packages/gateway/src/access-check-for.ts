import type { AccessCheck } from "./consumers/consumer-input.ts";
import type { ConnectionOptions } from "./dialect.ts";
import { dialectFor } from "./dialects.ts";

/** How a registration is checked against the connections there are: `addConsumer(store, keyring, input, accessCheckFor(connections))`. */
export function accessCheckFor(connections: Readonly<Record<string, ConnectionOptions>>): AccessCheck {
  return (name, grant) => {
    const options = Object.hasOwn(connections, name) ? connections[name] : undefined;
    if (options === undefined) {
      const known = Object.keys(connections).join(", ");
      return [{ message: `there is no connection ${JSON.stringify(name)}`, fix: `Use one of: ${known}.` }];
    }
    const compiled = dialectFor(options).compileScope(grant.scope);
    if ("fault" in compiled)
      return [{ message: `the scope cannot be read: ${compiled.fault}`, fix: "Correct the scope." }];
    if (grant.p21Username !== undefined && options.system !== "prophet21") {
      return [{ message: "p21Username is for Prophet 21 connections", fix: "Leave it out." }];
    }
    return [];
  };
}
