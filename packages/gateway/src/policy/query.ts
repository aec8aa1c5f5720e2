import type { Context, QueryCheck } from "../dialect.ts";
import type { Reason } from "../reason.ts";

// `api-key` is how Kinetic takes an API key in a URL (documented); the others are how P21's v1 token form J and OAuth
// 2.0's URI form (RFC 6750 2.3) would carry a secret. They are refused, never stripped: the URL has been logged already,
// and whoever sent it must know.
const CREDENTIAL_PARAMETERS: ReadonlySet<string> = new Set([
  "apikey",
  "xapikey",
  "accesstoken",
  "authorization",
  "consumerkey",
  "appkey",
  "clientsecret",
  "password",
]);

/**
 * Looks for parameters that must not be there: those that carry a credential, and one that would contradict the context
 * that was judged. All others pass untouched. Names are compared decoded and without case, because the ERP decodes
 * them too: `API%2DKey` is `api-key` upstream.
 *
 * @param query the request target after `?`
 */
export function checkQuery(query: string, pinned: Context["pinned"]): Reason | undefined {
  // ASP.NET splits at `&` alone; `;` is split at as well, so that a reader who does otherwise finds nothing either.
  for (const pair of query.split(/[&;]/)) {
    const equals = pair.indexOf("=");
    const name = decodedPart(equals < 0 ? pair : pair.slice(0, equals))?.toLowerCase();
    if (name === undefined) return "query.malformed";
    if (CREDENTIAL_PARAMETERS.has(name.replaceAll(/[^a-z0-9]/g, ""))) return "credential.in-query";
    if (name.trim() === pinned?.parameter && decodedPart(pair.slice(equals + 1)) !== pinned.value)
      return pinned.reason ?? "context.unusable";
  }
  return undefined;
}

/**
 * Everything that a query must pass, in each call, however often its address was allowed.
 * @param checkScope what the scope says about it
 */
export function checkCallQuery(
  query: string | undefined,
  { pinned, checkOptions }: Context,
  checkScope: QueryCheck | undefined,
): Reason | undefined {
  if (query !== undefined) {
    if (query.includes("#")) return "path.not-canonical";
    const reason = checkQuery(query, pinned) ?? checkOptions?.(query);
    if (reason !== undefined) return reason;
  }
  return checkScope === undefined ? undefined : checkScope(query);
}

/**
 * A name or a value out of a query; undefined where an escape is none, or not of UTF-8. What such a text says depends on who
 * reads it: ASP.NET takes `%u0063ompany` for `company` and lets broken escapes stand, so to compare it as it is written would
 * be to judge another parameter than the ERP reads (the `%u` of CVE-2021-21321's family, in the query).
 */
export function decodedPart(text: string): string | undefined {
  if (!text.includes("%") && !text.includes("+")) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
