import type { StoredToken, TokenStore } from "@erpgate/client";

/** A login's view of a store: it gives nothing of what is there, so that the login is a new one, and keeps what comes under `key`. */
export function freshStore(store: TokenStore, key: string): TokenStore {
  return {
    read: () => Promise.resolve(undefined),
    write: (_key: string, token: StoredToken) => store.write(key, token),
    remove: (_key: string, token: string) => store.remove(key, token),
  };
}
