import { jsonEnd } from "./body-end.ts";
import type { Header } from "./evidence.ts";

/** What the line of a log says of a call beside its address and status. */
export interface LineParts {
  readonly requestHeaders: readonly Header[];
  readonly requestBody: string | undefined;
  readonly responseHeaders: readonly Header[];
  readonly responseBody: string | undefined;
  readonly tookMs: number | undefined;
  /** The line says which headers were sent, by name. */
  readonly isListed: boolean;
}

const LONGEST = 20_000;
const NAMED =
  /\b(?:redirect(?:ed)?)?(authorization|x-api-key|accept|license|sessioninfo|callsettings|www-authenticate|proxy-authenticate|server|via|location|content-type|content-length|date)["']?\s{0,3}[:=]\s{0,3}["']?(?=\S)/gi;
const OF_ANSWER = /^(?:www-authenticate|proxy-authenticate|server|via|location|date|content-length)$/i;
const VALUE =
  /^(?:(?:Bearer|Basic|Token|Negotiate|NTLM|Digest)\b(?:\s(?!realm=)[^\s,;)\]"']{1,4000})?(?:\srealm="[^"]{0,80}")?|[^\s,;)\]"']{1,4000})/i;
/** `headers: Authorization, x-api-key`: names without values. */
const LISTED =
  /\b(?:headers?|sent)\s{0,3}[:=(]\s{0,3}([A-Za-z][\w-]{2,30}(?:(?:,\s{0,3}|\s+and\s+)[A-Za-z][\w-]{2,30}){1,8})\b(?!\s{0,3}[:=])/i;
const TOOK =
  /\b(\d{1,3}(?:[ ,\u00a0\u2009]\d{3}){1,2}|\d{1,8}(?:\.\d{1,6})?) ?(ms|msec|milliseconds?|s|secs?|seconds?)\b/i;

/** Reads the headers, the bodies and the time of a line; what stands before the status is the request's. */
export function partsOfLine(line: string, statusAt: number): LineParts {
  const text = line.length > LONGEST ? line.slice(0, LONGEST) : line;
  const headers = headersIn(text);
  const listed = LISTED.exec(text.slice(0, Math.min(statusAt, LONGEST)))?.[1]?.split(/,\s{0,3}|\s+and\s+/) ?? [];
  const isOurs = ({ name, at }: Placed) => at < statusAt && !OF_ANSWER.test(name);
  const after = text.slice(statusAt);
  const took = TOOK.exec(after.replace(/[{<].*$/, ""));
  return {
    requestHeaders: [...headers.filter(isOurs), ...listed.map((name) => ({ name, value: "<not shown>" }))],
    isListed: listed.length > 0,
    requestBody: bodyIn(text.slice(0, statusAt), headers),
    responseHeaders: headers.filter((each) => !isOurs(each)),
    responseBody: bodyIn(after, []),
    tookMs:
      took === null
        ? undefined
        : Number(took[1]?.replaceAll(/[ ,\u00a0\u2009]/g, "")) * (/^m/i.test(took[2] ?? "") ? 1 : 1000),
  };
}

interface Placed extends Header {
  readonly at: number;
  readonly to: number;
}

function headersIn(text: string): readonly Placed[] {
  return Array.from(text.matchAll(NAMED), (found) => {
    const from = found.index + found[0].length;
    const end = text.startsWith("{", from) ? jsonEnd(text, from) : -1;
    const value = end > 0 ? text.slice(from, end) : (VALUE.exec(text.slice(from, from + 4_200))?.[0] ?? "");
    return { name: found[1] ?? "", value, at: found.index, to: from + value.length };
  }).filter(({ value }) => value !== "");
}

/** The first JSON object that is no header's value, or markup up to the end of the line. */
function bodyIn(text: string, headers: readonly Placed[]): string | undefined {
  for (let from = text.indexOf("{"); from >= 0; from = text.indexOf("{", from + 1)) {
    const header = headers.find(({ at, to }) => at <= from && from < to);
    if (header !== undefined) {
      from = header.to;
      continue;
    }
    if (!/^\{\s*(?:["'}]|$)/.test(text.slice(from, from + 80))) continue;
    const end = jsonEnd(text, from);
    return end < 0 ? text.slice(from) : text.slice(from, end);
  }
  return /<[?!A-Za-z][^<>]{0,400}>.*/.exec(text)?.[0];
}
