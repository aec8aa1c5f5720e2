import type { ErpgateErrorCode } from "../error-code.ts";
import type { AccessToken } from "./token.ts";

/** A token as a store keeps it. Plain data, so that it can be written as JSON. */
export interface StoredToken extends AccessToken {
  /** When it was obtained, in epoch milliseconds. */
  readonly obtainedAtMs: number;
  /** What the next token can be had with, where the issuer gave one. It outlives the token, and is as secret. */
  readonly refreshToken?: string | undefined;
}

/** That the issuer answered a request for a token with something else than a token, as all who share the store are told of it. */
export interface StoredRefusal {
  readonly code: ErpgateErrorCode;
  /** For people; without secrets, as every message of an error. */
  readonly message: string;
  readonly status: number;
  readonly finding: string | undefined;
  /** Which attempt in a row this was, from 1 on. */
  readonly count: number;
  /** When it was made, in epoch milliseconds. */
  readonly refusedAtMs: number;
  /** Before this, in epoch milliseconds, nobody asks again. */
  readonly nextTryAtMs: number;
}

/**
 * Keeps tokens beyond one connection, so that a new process need not ask for one. Keys are digests (see `tokenKey`) and
 * say nothing about the credential. A store that cannot read or write rejects; the connection then logs that and works
 * without it, because a token can always be had anew.
 */
export interface TokenStore {
  read(key: string): Promise<StoredToken | undefined>;
  write(key: string, token: StoredToken): Promise<void>;
  /**
   * Forgets the token, but only if it is still the one that is kept: another process may have stored a newer one. A refresh
   * token that is kept with it stays, and `read` then gives it with an empty token.
   */
  remove(key: string, token: string): Promise<void>;
  /**
   * Where several processes share the store: the right to ask for this key's token, held until it is given back. Whoever gets
   * it reads again before asking, for the one before has most likely stored what is wanted. It must pass on by itself when
   * its holder dies. The signal is aborted when the connection closes.
   */
  lock?(key: string, signal: AbortSignal): Promise<StoreLock>;
  /**
   * Where several processes share the store: the last refusal, as long as no token was written since. Each of them asking an ERP
   * that counts wrong passwords would lock the account sooner, the more there are.
   */
  readRefusal?(key: string): Promise<StoredRefusal | undefined>;
  /** Keeps it for the others. Called by whoever holds the lock, before it is given back. */
  writeRefusal?(key: string, refusal: StoredRefusal): Promise<void>;
}

/** The right to ask for one key's token. */
export interface StoreLock {
  release(): Promise<void>;
}

/** What is left of a stored token once it was refused: nothing, or what a new one can be had with. */
export function withoutToken(stored: StoredToken): StoredToken | undefined {
  return stored.refreshToken === undefined ? undefined : { ...stored, token: "", expiresAtMs: 0 };
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
      const stored = tokens.get(key);
      if (stored?.token !== token) return Promise.resolve();
      const left = withoutToken(stored);
      if (left === undefined) tokens.delete(key);
      else tokens.set(key, left);
      return Promise.resolve();
    },
  });
}
