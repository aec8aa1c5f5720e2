import type { Expression } from "./expression.ts";
import { ODataError } from "./odata-error.ts";
import { parseFilter } from "./parse-filter.ts";

export interface OrderBy {
  readonly property: string;
  readonly descending: boolean;
}

/** `$expand=ShipTos($select=Name)`: the relation, and the columns wanted of it. */
export interface Expand {
  readonly relation: string;
  readonly select: readonly string[] | undefined;
}

/** An OData query read from an address; nothing in it has been checked against a table yet. */
export interface Query {
  readonly select: readonly string[] | undefined;
  readonly filter: Expression | undefined;
  readonly orderBy: readonly OrderBy[];
  readonly top: number | undefined;
  readonly skip: number;
  readonly count: boolean;
  readonly expand: readonly Expand[];
}

/**
 * Reads the query options: `$count=true` (OData 4) and `$inlinecount=allpages` (OData 3) alike. Parameters that do not
 * begin with `$` are not OData's. Throws ODataError.
 */
export function readQuery(parameters: URLSearchParams): Query {
  const filter = parameters.get("$filter");
  return {
    select: readNames(parameters.get("$select")),
    filter: filter === null || filter.trim() === "" ? undefined : parseFilter(filter),
    orderBy: readOrderBy(parameters.get("$orderby")),
    top: readWhole("$top", parameters.get("$top")),
    skip: readWhole("$skip", parameters.get("$skip")) ?? 0,
    count: parameters.get("$count") === "true" || parameters.get("$inlinecount") === "allpages",
    expand: readExpand(parameters.get("$expand")),
  };
}

function readNames(text: string | null): readonly string[] | undefined {
  const names = (text ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return names.length === 0 || names.includes("*") ? undefined : names;
}

function readOrderBy(text: string | null): readonly OrderBy[] {
  return (readNames(text) ?? []).map((item) => {
    const [property = "", direction = "asc", ...rest] = item.split(/\s+/);
    if (rest.length > 0 || !["asc", "desc"].includes(direction))
      throw new ODataError("syntax", `Syntax error in '$orderby' at '${item}'.`);
    return { property, descending: direction === "desc" };
  });
}

function readWhole(option: string, text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^\d{1,9}$/.test(text.trim()))
    throw new ODataError(
      "option",
      `Invalid value '${text}' for ${option} query option found. The ${option} query option requires a non-negative integer value.`,
    );
  return Number(text);
}

function readExpand(text: string | null): readonly Expand[] {
  const items = (text ?? "").match(/[^,(]+(?:\([^)]*\))?/g) ?? [];
  return items.map((item) => {
    const [relation = "", inner = ""] = item.trim().split("(");
    return { relation: relation.trim(), select: readNames(/\$select=([^;)]*)/.exec(inner)?.[1] ?? null) };
  });
}
