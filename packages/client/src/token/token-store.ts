import type { AccessToken } from "./token.ts";

/** A token as a store keeps it. Plain data, so that it can be written as JSON. */
export interface StoredToken extends AccessToken {
  /** When it was obtained, in epoch milliseconds. */
  readonly obtainedAtMs: number;
}

/**
 * Keeps tokens beyond one connection, so that a new process need not ask for one. Keys are digests (see `tokenKey`) and
 * say nothing about the credential. A store that cannot read or write rejects; the connection then logs that and works
 * without it, because a token can always be had anew.
 */
export interface TokenStore {
  read(key: string): Promise<StoredToken | undefined>;
  write(key: string, token: StoredToken): Promise<void>;
  /** Forgets the token, but only if it is still the one that is kept: another process may have stored a newer one. */
  remove(key: string, token: string): Promise<void>;
}

/** A store that lives as long as the process: lets several connections with the same credential share one token. */
export function createMemoryTokenStore(): TokenStore {
  const tokens = new Map<string, StoredToken>();
  return Object.freeze({
    read: (key: string) => Promise.resolve(tokens.get(key)),
    write: (key: string, token: StoredToken) => {
      tokens.set(key, token);
      return Promise.resolve();
    },
    remove: (key: string, token: string) => {
      if (tokens.get(key)?.token === token) tokens.delete(key);
      return Promise.resolve();
    },
  });
}
