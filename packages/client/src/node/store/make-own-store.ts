import { existsSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ErpgateError } from "../../errors.ts";
import { type LoadKeyring, readKeychain, writeKeychain } from "../keychain.ts";
import { ownTokenStore, type TokenStoreChoice } from "./choose-token-store.ts";
import type { FileTokenStoreOptions } from "./file-token-store.ts";
import { makePrivateFolder } from "./private-files.ts";
import { newKeyText } from "./seal-key.ts";

export interface MakeOwnStoreOptions extends TokenStoreChoice {
  /** Keeps the key in a file also where there is a keychain. */
  readonly withoutKeychain?: boolean;
  /** @internal */
  readonly loadKeyring?: LoadKeyring;
}

/**
 * Chooses the key for the user's own store: one in the keychain, or where there is no keychain one in a file. A key that is there is
 * used and never replaced, so two logins at once end with the same.
 */
export async function makeOwnStore(options: MakeOwnStoreOptions = {}): Promise<FileTokenStoreOptions> {
  const { file, keychain, keyFile } = ownTokenStore(options);
  if (options.withoutKeychain !== true && !existsSync(keyFile)) {
    try {
      if ((await readKeychain(keychain, options.loadKeyring)) === undefined)
        await writeKeychain(keychain, newKeyText(), options.loadKeyring);
      return { file, key: { kind: "keychain", account: keychain } };
    } catch (error) {
      if (!ErpgateError.is(error) || error.code !== "KEYCHAIN_UNAVAILABLE") throw error;
    }
  }
  makeKeyFile(keyFile);
  return { file, key: { kind: "key-file", file: keyFile } };
}

function makeKeyFile(file: string): void {
  try {
    makePrivateFolder(dirname(file));
    writeFileSync(file, `${newKeyText()}\n`, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    if (code === "EEXIST") return;
    throw new ErpgateError("STORE_UNAVAILABLE", `the store's key cannot be written to ${file} (${code})`, { cause });
  }
}
