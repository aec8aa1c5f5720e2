import type { FileTokenStore } from "@erpgate/client/node";
import type { Io } from "../command.ts";
import { type Connections, placesOf } from "../open-connections.ts";
import { plainLine } from "../output/plain-text.ts";

/**
 * The store that a login writes to: the one in force, else the user's own, made now. Where its key had to go into a file, that
 * is said, because whoever reads both files is signed in.
 */
export async function storeForLogin(
  found: Pick<Connections, "store">,
  withoutKeychain: boolean,
  io: Io,
): Promise<FileTokenStore> {
  if (found.store !== undefined) return found.store;
  const { createFileTokenStore, makeOwnStore } = await import("@erpgate/client/node");
  const made = await makeOwnStore({ ...placesOf(io), withoutKeychain });
  const store = createFileTokenStore(made);
  const why = made.key.kind === "key-file" && !withoutKeychain ? " (no keychain can be used here)" : "";
  io.stderr.write(plainLine(`made a token store: ${store.file}, sealed with ${store.keyFrom}${why}`) + "\n");
  return store;
}
