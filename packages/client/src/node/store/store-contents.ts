import { ErpgateError } from "../../errors.ts";
import type { StoredToken } from "../../token/token-store.ts";

/** What is sealed in a store. */
export interface StoreContents {
  readonly tokens: Map<string, StoredToken>;
  readonly notes: Map<string, string>;
}

/** As JSON, names in order, so that the same contents give the same text. */
export function writeContents({ tokens, notes }: StoreContents): string {
  return JSON.stringify({ tokens: sorted(tokens), notes: sorted(notes) });
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Reads what {@link writeContents} wrote. It was sealed, so whoever has the key wrote it; yet a later version may have meant
 * something else by it.
 */
export function readContents(text: string, what: string): StoreContents {
  try {
    const { tokens, notes } = JSON.parse(text) as { tokens: [string, unknown][]; notes: [string, unknown][] };
    return {
      tokens: new Map(tokens.map(([key, token]) => [key, readToken(token)])),
      notes: new Map(notes.map(([name, note]) => [name, String(note)])),
    };
  } catch {
    throw new ErpgateError("STORE_DAMAGED", `${what} holds something else than tokens; it was left as it is`);
  }
}

function readToken(value: unknown): StoredToken {
  const { token, expiresAtMs, obtainedAtMs, refreshToken } = value as Record<string, unknown>;
  if (typeof token !== "string" || typeof obtainedAtMs !== "number") throw new TypeError("no token");
  return {
    token,
    obtainedAtMs,
    expiresAtMs: typeof expiresAtMs === "number" ? expiresAtMs : undefined,
    ...(typeof refreshToken === "string" ? { refreshToken } : {}),
  };
}
