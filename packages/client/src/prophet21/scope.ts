/**
 * One entry of a Prophet 21 scope: a path, and for some the names that it is limited to, as in `/odata:supplier,price_page`.
 * `names` is undefined where the entry lists none. What an entry opens is the reader's to decide: Prophet 21 itself
 * denies every table to a bare `/odata` (observed) and enforces no scope at all on the Transaction API (observed).
 */
export interface ScopeEntry {
  /** Begins with a slash, lower case. */
  readonly path: string;
  readonly names: readonly string[] | undefined;
}

/** A consumer key's scope: what Prophet 21 puts into the token's `aud`. */
export interface Prophet21Scope {
  readonly entries: readonly ScopeEntry[];
}

/** What came of reading a scope text. */
export type ScopeResult =
  { readonly ok: true; readonly scope: Prophet21Scope } | { readonly ok: false; readonly faults: readonly string[] };

const PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[a-z0-9._-]+)+$/;
const NAME = /^(?:\*|[A-Za-z_][A-Za-z0-9_]*)$/;

/** A faulty part as it may be shown: it came from outside, so it is escaped and cut. */
const shown = (text: string): string => JSON.stringify(text.slice(0, 60));

function readEntry(text: string, faults: string[]): ScopeEntry {
  const colon = text.indexOf(":");
  const path = (colon < 0 ? text : text.slice(0, colon)).trim().toLowerCase();
  if (!PATH.test(path))
    faults.push(`${shown(text)} is not a scope entry: one begins with "/", as "/api" or "/odata:supplier"`);
  if (colon < 0) return { path, names: undefined };
  const names = text
    .slice(colon + 1)
    .split(",")
    .map((name) => name.trim());
  for (const name of names) {
    if (!NAME.test(name)) faults.push(`${shown(name)} in ${shown(text)} is not a table or view name`);
  }
  return { path, names: [...new Set(names)] };
}

/**
 * Reads P21's scope grammar: entries that begin with `/`, separated by semicolons, each optionally with a colon and a
 * list of names: `/api;/p21sdk;/odata:po_hdr,po_line`. Blanks around the parts and empty entries are let go.
 *
 * @returns the scope, or all faults at once
 */
export function parseScope(text: string): ScopeResult {
  const faults: string[] = [];
  const entries = text
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => readEntry(part, faults));
  return faults.length > 0 ? { ok: false, faults } : { ok: true, scope: { entries } };
}

/** Writes a scope in P21's grammar. `parseScope(printScope(scope))` gives the same scope. */
export function printScope(scope: Prophet21Scope): string {
  return scope.entries.map(({ path, names }) => (names ? `${path}:${names.join(",")}` : path)).join(";");
}
