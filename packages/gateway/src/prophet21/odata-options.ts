import { decodedPart } from "../policy/query.ts";
import type { Reason } from "../reason.ts";

// What P21's Data Services understand (observed); $format is in the older views' protocol.
const KNOWN: ReadonlySet<string> = new Set([
  "select",
  "filter",
  "orderby",
  "top",
  "skip",
  "count",
  "inlinecount",
  "format",
  "search",
  "skiptoken",
]);
// Options of OData with which a query reaches past the table that its path names, with and without the dollar sign.
const REACHING: ReadonlySet<string> = new Set(["expand", "apply", "compute", "levels"]);
const WITH_PATHS: ReadonlySet<string> = new Set(["select", "filter", "orderby"]);

/**
 * A scope names tables, and the path names one; the options must not lead to another. P21 has no `$expand` and no relations
 * today (observed), but what it will have after its next update is no matter for a scope that somebody granted before.
 * So a navigation path in `$select`, `$filter` or `$orderby` is refused, and every option that P21 is not known to have.
 *
 * @param query the request target after `?`
 */
export function odataOptionRefusal(query: string): Reason | undefined {
  for (const pair of query.split(/[&;]/)) {
    const equals = pair.indexOf("=");
    const raw = decodedPart(equals < 0 ? pair : pair.slice(0, equals))
      ?.trim()
      .toLowerCase();
    if (raw === undefined) return "query.malformed";
    const name = raw.startsWith("$") ? raw.slice(1) : raw;
    if (raw.startsWith("$") && !KNOWN.has(name)) return "query.option-refused";
    if (REACHING.has(name)) return "query.option-refused";
    if (!WITH_PATHS.has(name)) continue;
    const value = decodedPart(pair.slice(equals + 1));
    if (value === undefined) return "query.malformed";
    if (leadsAway(value)) return "query.option-refused";
  }
  return undefined;
}

/** A slash, or `$root` and `$crossjoin`, outside of a text in quotes. A quote inside a text is written twice, which comes to the same. */
function leadsAway(expression: string): boolean {
  return expression.split("'").some((part, index) => index % 2 === 0 && /[/$]/.test(part));
}
