import { isDeepStrictEqual } from "node:util";
import type { ConnectionOptions } from "../dialect.ts";

/**
 * Whether two readings of the configuration mean the same connection. Secrets are compared by what they hold: a password
 * that was changed in its file makes another connection. Functions are compared as what they are.
 */
export function sameOptions(one: ConnectionOptions, other: ConnectionOptions): boolean {
  return isDeepStrictEqual(plain(one), plain(other));
}

/** The same without secrets that hide themselves, for comparing and for a process of our own. */
export function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("reveal" in value && typeof value.reveal === "function") return (value as { reveal(): unknown }).reveal();
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Uint8Array) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member)]));
}
