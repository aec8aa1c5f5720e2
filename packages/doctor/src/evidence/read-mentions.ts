import { moment } from "./headers.ts";
import type { Exchange } from "./evidence.ts";
import { NUMBERED } from "./numbered.ts";
import { partsOfLine, type LineParts } from "./line-parts.ts";
import { PLACEHOLDER, readTarget, SERVICE } from "./target.ts";

/** Of each end. */
const MAX_LINES = 1_500;
const MAX_MENTIONS = 300;
/** How far below an address its status may stand, as in a stack trace that names one and then the other. */
const NEAR_LINES = 6;

const CALL = new RegExp(
  `\\b(GET|POST|PUT|PATCH|DELETE|HEAD)\\b[\\s"'\`:,]{1,3}((?:https?://|/|(?=${SERVICE})|${PLACEHOLDER}/?)[^\\s"'\`<>]{1,4000})`,
);
const ADDRESS = /https?:\/\/[^\s"'`<>]{1,4000}/;
const ERP_PATH =
  /(?:^|[\s"'`(=.])((?:\/[\w.-]{1,60}){0,3}\/(?:api\/(?:v[12]|security|ui|entity|inventory|sales|purchasing|help|admin)|TokenResource\.svc|odataservice|uiserver\d|oauth\/token|connect\/token|oauth2)(?:\/[^\s"'`<>]{0,2000})?)/i;
const OTHERS =
  /^https?:\/\/(?:[^/]*\.)?(?:mozilla\.org|aka\.ms|curl\.(?:se|haxx\.se)|github\.com|stackoverflow\.com|(?:learn|docs|go)\.microsoft\.com|nodejs\.org|w3\.org|schemas\.|httpstatuses\.|portal\.azure\.com|tools\.ietf\.org|datatracker\.ietf\.org|urllib3\.readthedocs|jwt\.io|localhost:\d+\/?$)/i;
const STATUS_FORMS: readonly RegExp[] = [
  // As PHP dumps it.
  /\bhttp_code["'\]]{0,3}\s{0,3}(?:=>|:)\s{0,3}(?:int\()?([1-5]\d\d)\b/i,
  /\b(?:HTTP(?:\/\d(?:\.\d)?)?|HttpStatus|status(?:[ _-]?code)?|response code|returned(?: an? error)?|returns|got|answered|gives|failed with|\w{0,40}error|code)\W{0,6}(?:an? )?(?:HTTP )?([1-5]\d\d)\b(?!\.?\d|\s*(?:ms|s|rows|kB|bytes)\b)/i,
  /(?:->|=>|\u2192|<-)\s{0,3}\[?(?:HTTP\/\d(?:\.\d)?\s)?([1-5]\d\d)\b(?!\.?\d|\s*(?:ms|s|rows|kB|bytes)\b)/,
  /(?:\b(?:GET|POST|PUT|PATCH|DELETE|HEAD)\s["'`]?\/?[\w$]|https?:\/\/\w|(?:^|\s)\/[\w.-]+\/)[^\s"'`]{2,2000}["'`]?\s{1,8}([1-5]\d\d)\b(?![.\d:])/,
  /^\s{0,12}([1-5]\d\d)\s{1,8}(?=(?:[A-Z]{3,6} )?(?:https?:\/\/\w|\/[\w.-]+\/))/,
  /\bHTTP Error ([1-5]\d\d)(?:\.\d{1,2})?\b/i,
  /\(([45]\d\d)\)/,
  /\b([45]\d\d) (?:Client|Server) Error\b/,
  /['"]([45]\d\d) [A-Z][a-z]+/,
  /\b([1-5]\d\d)\b[\s:(-]{1,4}(?:(?<=\b2\d\d[\s:(-]{1,4})OK\b|Created|Moved|Found|Unauthori[sz]ed|Forbidden|Not Found|Bad Request|Bad Gateway|Service Unavailable|Internal Server Error|Gateway Time|Conflict|Gone|Method Not Allowed|Length Required|Temporary Redirect|Too Many)/i,
  new RegExp(String.raw`(?<!${NUMBERED}\s{0,3})\s([1-5]\d\d)(?=\s*(?:$|[{["(,;]|in \d|\d+ ?ms))`),
];

const STAMP = /^\W{0,3}(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})? ?(?:Z|[+-]\d\d:?\d\d))/;

/** A row of a table of numbers. */
const NUMBERS = /^[ \t|]{0,20}\d{1,9}(?:[ \t|,;]{1,40}\d{1,9}){1,8}[ \t|]{0,20}$/;
/** As .NET tells of a login that it sends once it is asked for. */
const RESENT = /\b401\b.{1,120}\b(?:re-?sending|sending (?:it )?again|retrying) with\b/i;
const COMPARED = /[=!]==? ?[1-5]\d\d\b|-(?:eq|ne) [1-5]\d\d\b/;

interface Mention {
  readonly line: number;
  readonly parts: LineParts;
  /** Of the line of its status, where that is another one. */
  answer?: LineParts;
  method: string | undefined;
  target: string | undefined;
  status: number | undefined;
}

/** Calls that a log line, an exception or a sentence names: an address, and a status beside or shortly below it. */
export function readMentions(text: string): Exchange[] {
  const all = text.split("\n");
  const lines = all.length <= 2 * MAX_LINES ? all : [...all.slice(0, MAX_LINES), ...all.slice(-MAX_LINES)];
  const mentions: Mention[] = [];
  for (const [at, line] of lines.entries()) {
    if (mentions.length >= MAX_MENTIONS) break;
    const { status, at: statusAt } = statusIn(line);
    const address = addressIn(line);
    const parts = partsOfLine(line, statusAt);
    if (address.target !== undefined || status !== undefined) take(mentions, { line: at, ...address, status, parts });
    else takeHeaders(mentions.at(-1), at, parts);
  }
  return mentions.flatMap((mention, at) =>
    exchangeOf(mention, lines.slice(mention.line, mentions[at + 1]?.line ?? lines.length)),
  );
}

/** A status without address belongs to the address before it, an address without status to the status before it. */
function take(mentions: Mention[], found: Mention): void {
  const last = mentions.at(-1);
  const isNear = last !== undefined && found.line - last.line <= NEAR_LINES;
  if (isNear && found.target === undefined && (last.status === undefined || last.status === found.status)) {
    last.status = found.status;
    last.answer ??= found.parts;
  } else if (isNear && last.target === undefined && (found.status === undefined || found.status === last.status)) {
    last.target = found.target;
    last.method = found.method;
    last.answer ??= last.parts;
  } else if (
    isNear &&
    found.target !== undefined &&
    last.target === found.target &&
    (last.status === undefined || found.status === undefined)
  ) {
    last.status ??= found.status;
    last.method ??= found.method;
  } else mentions.push(found);
}

/** Headers of an answer on a line of their own belong to the status above them. */
function takeHeaders(last: Mention | undefined, line: number, { responseHeaders }: LineParts): void {
  if (last?.status === undefined || responseHeaders.length === 0 || line - last.line > NEAR_LINES) return;
  const answer = last.answer ?? last.parts;
  last.answer = { ...answer, responseHeaders: [...answer.responseHeaders, ...responseHeaders] };
}

/** Where a redirect leads to is not what was asked for. */
const LOCATION = /\b(?:redirect(?:ed)?)?location["']?\s{0,3}[:=]\s{0,3}["']?\S{1,4000}/i;

function addressIn(whole: string): { method: string | undefined; target: string | undefined } {
  const line = whole.replace(LOCATION, "");
  const call = CALL.exec(line);
  if (call !== null) return { method: call[1], target: trimmed(call[2]) };
  const url = ADDRESS.exec(line)?.[0];
  if (url !== undefined && !OTHERS.test(url)) return { method: undefined, target: trimmed(url) };
  return { method: undefined, target: trimmed(ERP_PATH.exec(line)?.[1]) };
}

/** Without the stop, bracket or comma of the sentence around it. */
function trimmed(target: string | undefined): string | undefined {
  return target?.replace(/[)\].,;:]+$/, (end) =>
    end.startsWith(")") && /\([^)]*$/.test(target.slice(0, -end.length)) ? ")" : "",
  );
}

/** The status that a line names, and where; the end of the line where it names none. */
function statusIn(line: string): { readonly status: number | undefined; readonly at: number } {
  // Code that compares with a status has met none, and a challenge that was met is no answer yet.
  if (RESENT.test(line)) return { status: undefined, at: line.length };
  if (COMPARED.test(line) || NUMBERS.test(line)) return { status: undefined, at: line.length };
  for (const form of STATUS_FORMS) {
    const found = form.exec(line.length > 4_000 ? line.slice(0, 4_000) : line);
    if (found !== null) return { status: Number(found[1]), at: found.index + found[0].lastIndexOf(found[1] ?? "") + 3 };
  }
  return { status: undefined, at: line.length };
}

function exchangeOf(mention: Mention, lines: readonly string[]): Exchange[] {
  const { parts, answer = parts } = mention;
  const target = mention.target === undefined ? undefined : readTarget(mention.target);
  return [
    {
      request:
        target === undefined
          ? undefined
          : {
              method: mention.method,
              host: target.host,
              path: target.path,
              query: target.query,
              headers: parts.requestHeaders,
              headersKnown: parts.isListed,
              body: parts.requestBody,
            },
      response:
        mention.status === undefined
          ? undefined
          : {
              status: mention.status,
              substatus: undefined,
              headers: answer.responseHeaders,
              body: answer.responseBody ?? lines.join("\n"),
              bodyKnown: false,
              dateMs: undefined,
            },
      atMs: moment(
        STAMP.exec(lines[0] ?? "")?.[1]
          ?.replace(",", ".")
          .replace(" ", "T"),
      ),
      tookMs: answer.tookMs,
    },
  ];
}
