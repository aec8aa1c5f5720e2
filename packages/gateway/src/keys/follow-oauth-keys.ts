import type { Store } from "../store/store.ts";
import type { Keyring } from "./keyring.ts";
import { createOauthKeys, type OauthKeys } from "./oauth-keys.ts";
import { readOauthKeys } from "./signing-keys.ts";

/**
 * The keys of the gateway's own tokens, read anew when any process has changed the store. A reading that fails leaves
 * those in force that are known.
 * @throws StoreError when the first reading fails
 */
export async function followOauthKeys(
  store: Pick<Store, "signingKeys" | "onChange">,
  keyring: Keyring,
): Promise<OauthKeys & AsyncDisposable> {
  let keys = await readOauthKeys(store, keyring, []);
  let reading: Promise<void> = Promise.resolve();
  async function read(): Promise<void> {
    keys = await readOauthKeys(store, keyring, keys);
  }
  const watching = store.onChange(() => {
    reading = reading.then(read).catch(() => undefined);
  });
  return {
    ...createOauthKeys(() => keys),
    async [Symbol.asyncDispose]() {
      watching[Symbol.dispose]();
      await reading;
    },
  };
}
