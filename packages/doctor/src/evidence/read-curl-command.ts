import type { HttpRequest, Header } from "./evidence.ts";
import { readTarget } from "./target.ts";

const COMMAND = /(?:^|[\s$>#`])curl(?:\.exe)?\s+(?=.{0,4000}https?:\/\/|.{0,4000}(?:-[A-Za-z]\s|--\w))/;
const CONTINUED = /[ \t]{0,20}[\\^`][ \t]{0,20}\n[ \t]{0,80}/g;
/** Short options with a value, by curl's manual. */
const SHORT_WITH_VALUE = "AbcCdDeEFHKmoPQrtTuUwxXyYz";
const LONG_WITH_VALUE =
  /^--(?:request|header|user|data(?:-\w+)?|json|user-agent|output|max-time|connect-timeout|referer|cookie|proxy|cacert|cert|key|form|write-out|resolve|url|config|connect-to|proxy-user|retry)$/;

/** Joins the lines of a command that was broken with `\`, `^` or a backtick. */
export function joinCommandLines(text: string): string {
  return /curl|Invoke-(?:Rest|Web)/i.test(text) ? text.replace(CONTINUED, " ") : text;
}

/** Reads a `curl` command line; undefined where the line is none. */
export function readCurlCommand(line: string): HttpRequest | undefined {
  const start = line.length > 20_000 ? null : COMMAND.exec(line);
  if (start === null) return undefined;
  const words = shellWords(line.slice(start.index + start[0].length)).flatMap(apart);
  const draft = {
    method: undefined as string | undefined,
    url: "",
    headers: [] as Header[],
    body: undefined as string | undefined,
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const value = takesValue(word) ? (words[++at] ?? "") : "";
    if (value === "" && !word.startsWith("-")) draft.url ||= word;
    else takeOption(draft, word, value);
  }
  const target = readTarget(draft.url);
  if (target.host === undefined && !target.path.startsWith("/")) return undefined;
  return {
    method: draft.method ?? (draft.body === undefined ? "GET" : "POST"),
    host: target.host,
    path: target.path,
    query: target.query,
    headers: draft.headers,
    headersKnown: true,
    body: draft.body,
  };
}

const takesValue = (word: string): boolean =>
  LONG_WITH_VALUE.test(word) ||
  (word.length === 2 && word.startsWith("-") && SHORT_WITH_VALUE.includes(word.charAt(1)));

/** `-sku` is `-s -k -u`, and `-usvc:…` is `-u svc:…`. */
function apart(word: string): readonly string[] {
  if (!/^-[A-Za-z]./.test(word)) return [word];
  const options: string[] = [];
  for (let at = 1; at < word.length; at++) {
    const option = `-${word.charAt(at)}`;
    options.push(option);
    if (takesValue(option)) return at + 1 < word.length ? [...options, word.slice(at + 1)] : options;
  }
  return options;
}

function takeOption(
  draft: { method: string | undefined; url: string; headers: Header[]; body: string | undefined },
  option: string,
  value: string,
): void {
  if (option === "-X" || option === "--request") draft.method = value.toUpperCase();
  else if (option === "--url") draft.url = value;
  else if (option === "-H" || option === "--header") {
    const at = value.indexOf(":");
    if (at > 0) draft.headers.push({ name: value.slice(0, at), value: value.slice(at + 1).replace(/^ /, "") });
  } else if (option === "-u" || option === "--user")
    // Without a colon, curl asks for the password.
    draft.headers.push({ name: "Authorization", value: value.includes(":") ? basicOf(value) : "Basic <asked for>" });
  else if (/^(?:-d|--data|--json)/.test(option)) draft.body = value;
}

function basicOf(pair: string): string {
  return `Basic ${process.getBuiltinModule("node:buffer").Buffer.from(pair, "utf8").toString("base64")}`;
}

/** Words as a shell would see them; quotes are taken off, an unclosed one ends with the line. */
function shellWords(text: string): string[] {
  return Array.from(text.matchAll(/(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|[^\s"'\\])+/g), ([word]) =>
    word.replace(/"((?:[^"\\]|\\.)*)"?|'([^']*)'?|\\(.)/g, (_, double?: string, single?: string, escaped?: string) =>
      double === undefined ? (single ?? escaped ?? "") : double.replace(/\\(["\\$`])/g, "$1"),
    ),
  );
}
