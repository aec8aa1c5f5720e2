import type { TokenStore } from "@erpgate/client";

/** A token store that is there before what it keeps tokens in: logins are opened first, and used once the store is. */
export interface LateTokens extends TokenStore {
  /** From now on this one is used. */
  use(store: TokenStore): void;
}

/** @returns a store that waits for the one it stands for */
export function createLateTokens(): LateTokens {
  const given = Promise.withResolvers<TokenStore>();
  return {
    use: (store) => given.resolve(store),
    read: async (key) => (await given.promise).read(key),
    write: async (key, token) => (await given.promise).write(key, token),
    remove: async (key, token) => (await given.promise).remove(key, token),
    readRefusal: async (key) => (await given.promise).readRefusal?.(key),
    writeRefusal: async (key, refusal) => (await given.promise).writeRefusal?.(key, refusal),
    async lock(key, signal) {
      const lock = (await given.promise).lock?.(key, signal);
      return lock ?? { release: () => Promise.resolve() };
    },
  };
}
