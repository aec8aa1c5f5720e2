import type { Header, HttpRequest } from "./evidence.ts";
import { readTarget } from "./target.ts";

const LONGEST = 6_000;
const ABOVE = 1_500;
const MOST = 20;
const OPENINGS: readonly RegExp[] = [
  // "Copy as fetch" of a browser, and what people write by hand.
  /\bfetch\(\s{0,20}["'`]((?:https?:\/\/|\$\{\w{1,40}\}\/)[^"'`\s]{1,4000})["'`]/g,
  // "Copy as PowerShell".
  /\bInvoke-(?:RestMethod|WebRequest)\b[^\n]{0,400}?["'](https?:\/\/[^"'\s]{1,4000})["']/gi,
];
const HEADERS = /\bheaders["']?\s{0,3}[:=]?\s{0,3}@?\{((?:[^{}]|\$\{[^{}]{0,80}\}){0,4000})\}/i;
const PAIR =
  /["']?([A-Za-z][\w-]{1,60})["']?\s{0,5}[:=]\s{0,5}(?:"([^"]{0,4000})"|'([^']{0,4000})'|`([^`]{0,4000})`|([\w.$]{1,80}))/g;
const METHOD = /(?:\bmethod["']?\s{0,3}:\s{0,3}|-Method\s{1,3})["']?(GET|POST|PUT|PATCH|DELETE)/i;

/** The calls that a piece of code makes, as far as it writes their headers out; in the order of the text. */
export function readSnippets(text: string): HttpRequest[] {
  if (!/\bfetch\(|Invoke-(?:Rest|Web)/i.test(text)) return [];
  return OPENINGS.flatMap((opening) => Array.from(text.matchAll(opening)).slice(0, MOST))
    .toSorted((one, other) => one.index - other.index)
    .flatMap((found, at, all) => {
      const end = Math.min(all[at + 1]?.index ?? text.length, found.index + LONGEST);
      // The options may have been put together above.
      const above = text.slice(Math.max(all[at - 1]?.index ?? 0, found.index - ABOVE), found.index);
      const below = text.slice(found.index + found[0].length, end);
      return requestOf(found[1] ?? "", HEADERS.test(below) || !HEADERS.test(above) ? below : above) ?? [];
    });
}

/** Without its headers written out, nothing could be said about a missing one. */
function requestOf(address: string, rest: string): HttpRequest | undefined {
  // fetch with nothing but an address sends nothing of ours.
  const written = /^["'`]?\s{0,5}\)/.test(rest) ? "" : HEADERS.exec(rest)?.[1];
  if (written === undefined) return undefined;
  const target = readTarget(address);
  return {
    method: METHOD.exec(rest)?.[1]?.toUpperCase() ?? "GET",
    host: target.host,
    path: target.path,
    query: target.query,
    headers: headersIn(written),
    // A browser adds the login of its own prompt; -Credential is one, too.
    headersKnown: !/credentials["']?\s{0,3}:\s{0,3}["']include|-Credential\b/i.test(rest),
    body: undefined,
  };
}

function headersIn(written: string): Header[] {
  return Array.from(written.matchAll(PAIR), ([, name = "", ...values]) => ({
    name,
    // A variable is a value that is not shown.
    value: values.slice(0, 3).find((value) => value !== undefined) ?? `<${values[3] ?? ""}>`,
  }));
}
