import { ErpgateError } from "../errors.ts";
import { readAddress } from "./address.ts";
import type { Prophet21Claims } from "./claims.ts";
import { parseScope } from "./scope.ts";
import type { ScopeEntry } from "./scope.ts";

/**
 * Whether a token's scope opens a table, a view or a path, as far as the token tells: true and false rest on what was observed;
 * undefined where only the server knows, as for a user's token, whose permissions are not in it.
 *
 * @param resource `table/supplier`, `view/…`, or a path that begins with a slash
 */
export function canRead(claims: Prophet21Claims | undefined, resource: string): boolean | undefined {
  const path = pathOf(resource);
  const scope = parseScope(claims?.scope ?? "");
  if (!scope.ok || scope.scope.entries.length === 0) return undefined;
  const address = readAddress(path);
  if (address?.kind === "odata") return canReadTable(scope.scope.entries, address.name);
  const opens = (entry: string): boolean => scope.scope.entries.some(({ path: given }) => given === entry);
  if (address?.kind === "ui") {
    // No scope holds the Transaction API back (observed on 26.1.5950.0). What `/ui` opens is not settled.
    if (address.area === "transaction" || opens("/api") || opens("/uiserver0")) return true;
    return opens("/ui") ? undefined : false;
  }
  const isCovered = scope.scope.entries.some((entry) => covers(entry, path));
  // `/api` is said to open everything (documented); with the older views nobody has tried.
  return !isCovered && address?.kind === "data-view" && opens("/api") ? undefined : isCovered;
}

function pathOf(resource: string): string {
  const path = /^(?:table|view)\//i.test(resource) ? `/odataservice/odata/${resource}` : resource;
  if (path.startsWith("/")) return (path.split("?")[0] ?? "").toLowerCase();
  throw new ErpgateError("REQUEST_INVALID", `canRead() takes "table/…", "view/…" or a path that begins with "/"`);
}

/** Catalogue and `$metadata` are open to every valid token, and a bare `/odata` opens no table (both observed). */
function canReadTable(entries: readonly ScopeEntry[], table: string | undefined): boolean | undefined {
  if (table === undefined) return true;
  const listed = entries
    .flatMap(({ path, names }) => (path === "/odata" ? (names ?? []) : []))
    .map((name) => name.toLowerCase());
  if (listed.includes("*") || listed.includes(table)) return true;
  // That `/api` opens OData is documented, beside a list or without one; nobody has published a try.
  return entries.some(({ path }) => path === "/api") ? undefined : false;
}

/** Whether a scope entry's path holds this one. */
function covers({ path: prefix }: ScopeEntry, path: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}
