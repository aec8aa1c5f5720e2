/** One entry of a scope: `/api`, or `/odata:supplier,price_page` with its tables. */
export interface ScopeEntry {
  readonly path: string;
  /** Undefined without a colon, which for OData means that no table is named. */
  readonly names: readonly string[] | undefined;
}

/** Entries parted by semicolons, each beginning with a slash (observed); undefined for text that is no scope. */
export function parseScope(text: string): readonly ScopeEntry[] | undefined {
  const parts = text
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (parts.length === 0 || parts.some((part) => !part.startsWith("/"))) return undefined;
  return parts.map((part) => {
    const colon = part.indexOf(":");
    if (colon === -1) return { path: part, names: undefined };
    const names = part
      .slice(colon + 1)
      .split(",")
      .map((name) => name.trim());
    return { path: part.slice(0, colon), names: names.filter((name) => name !== "") };
  });
}

/** Does an entry cover this path? `/api` opens whatever lies below it, other entries only their own part (observed). */
export function coversPath(scope: string, path: string): boolean {
  const wanted = path.toLowerCase();
  return (parseScope(scope) ?? []).some((entry) => {
    const covered = entry.path.toLowerCase();
    return entry.names === undefined && (wanted === covered || wanted.startsWith(`${covered}/`));
  });
}

/** What an OData read needs to know of the switches. */
export interface ODataScopeRules {
  readonly apiScopeCoversOdata: boolean;
  readonly bareOdataScopeDenies: boolean;
}

/** Does the scope open this table or view? Names count with their spelling in any letter case. */
export function coversTable(scope: string, table: string, rules: ODataScopeRules): boolean {
  return (parseScope(scope) ?? []).some(({ path, names }) => {
    if (path.toLowerCase() === "/api") return names === undefined && rules.apiScopeCoversOdata;
    if (path.toLowerCase() !== "/odata") return false;
    return names === undefined
      ? !rules.bareOdataScopeDenies
      : names.some((name) => name.toLowerCase() === table.toLowerCase());
  });
}
