import type { Exchange, Header } from "./evidence.ts";
import { dateOf, moment } from "./headers.ts";
import { readHttpText } from "./read-http-text.ts";
import { readTarget } from "./target.ts";

type Json = Readonly<Record<string, unknown>>;

const MAX_NODES = 200_000;
const MAX_REMARKS = 100;

/** What a JSON document came to. */
export interface JsonText {
  readonly exchanges: readonly Exchange[];
  /** Errors and comments beside the exchanges: `_error` of a HAR, `error`, `note`. */
  readonly remarks: readonly string[];
}

/**
 * Reads a HAR, a `{request, response}` of any tool, an error of axios with `config` and `response`, a list of these. Walks
 * without recursion, since what was pasted may be nested as deep as it is long.
 */
export function readJson(root: unknown): JsonText {
  const exchanges: Exchange[] = [];
  const remarks: string[] = [];
  const open: unknown[] = [root];
  for (let seen = 0; open.length > 0 && seen < MAX_NODES; seen++) {
    const value = open.pop();
    if (Array.isArray(value)) for (let at = value.length - 1; at >= 0; at--) open.push(value[at]);
    if (!isObject(value)) continue;
    const exchange = exchangeIn(value);
    if (exchange === undefined) open.push(...Object.values(value).filter(isContainer).toReversed());
    else {
      exchanges.push(exchange);
      remarks.push(...remarksIn(value));
    }
  }
  return { exchanges, remarks: remarks.slice(0, MAX_REMARKS) };
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isContainer(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** The first of these members that is there, whatever the case of its name. */
function member(of: Json, ...names: readonly string[]): unknown {
  for (const name of names) {
    const key = Object.hasOwn(of, name)
      ? name
      : Object.keys(of).find((each) => each.toLowerCase() === name.toLowerCase());
    if (key !== undefined && of[key] !== undefined && of[key] !== null) return of[key];
  }
  return undefined;
}

function exchangeIn(value: Json): Exchange | undefined {
  const request = member(value, "request", "req", "config");
  const response = member(value, "response", "res", "reply");
  const hasBoth =
    isHalf(request) && (isHalf(response) || member(value, "error", "_error", "status", "statusCode") !== undefined);
  if (!hasBoth) return loggedCall(value);
  const flat = isHalf(response) ? response : { status: member(value, "status", "statusCode"), body: "" };
  const times = member(value, "startedDateTime", "startedAt", "timestamp", "at", "time", "date");
  const took = member(value, "durationMs", "elapsedMs", "duration", "elapsed", "took", "time");
  return {
    ...halves(request, flat),
    atMs: typeof times === "string" ? moment(times) : undefined,
    tookMs: typeof took === "number" ? took : undefined,
  };
}

function isHalf(value: unknown): value is Json | string {
  return isObject(value) || (typeof value === "string" && /HTTP\/\d|^(?:GET|POST|PUT|PATCH|DELETE) /.test(value));
}

/** A structured log line: address and status in one object. */
function loggedCall(value: Json): Exchange | undefined {
  const url = member(value, "url", "uri", "requestUrl", "path");
  const status = member(value, "status", "statusCode", "status_code", "responseStatus");
  if (typeof url !== "string" || !/^(?:https?:\/\/|\/)/.test(url) || !/^[1-5]\d\d$/.test(String(status)))
    return undefined;
  const times = member(value, "timestamp", "time", "at", "date", "startedDateTime");
  const headers = member(value, "requestHeaders", "headers");
  return {
    ...halves(
      {
        url,
        method: member(value, "method", "verb"),
        ...(headers === undefined ? {} : { headers }),
        body: member(value, "requestBody"),
      },
      {
        status,
        headers: member(value, "responseHeaders"),
        body: member(value, "responseBody", "body", "response", "error", "message"),
      },
    ),
    atMs: typeof times === "string" ? moment(times) : undefined,
    tookMs: undefined,
  };
}

function halves(request: Json | string, response: Json | string): Pick<Exchange, "request" | "response"> {
  return { request: requestOf(request), response: responseOf(response) };
}

function requestOf(value: Json | string): Exchange["request"] {
  if (typeof value === "string") return readHttpText(value).exchanges[0]?.request;
  const base = member(value, "baseURL");
  const url = textOf(member(value, "url", "uri", "requestUri", "target", "path", "rawUrl"));
  const target = readTarget(typeof base === "string" && url.startsWith("/") ? base.replace(/\/$/, "") + url : url);
  const headers = member(value, "headers", "header");
  const method = member(value, "method", "verb");
  const list = headersOf(headers);
  return {
    method: typeof method === "string" ? method.toUpperCase() : undefined,
    host: target.host ?? list.find((each) => /^(?:host|:authority)$/i.test(each.name))?.value.toLowerCase(),
    path: target.path,
    query: target.query,
    headers: list,
    headersKnown: headers !== undefined,
    body: bodyOf(member(value, "body", "data", "postData", "json", "payload", "content")),
  };
}

function responseOf(value: Json | string): Exchange["response"] {
  if (typeof value === "string") return readHttpText(value).exchanges[0]?.response;
  const status = Number(textOf(member(value, "status", "statusCode", "status_code", "code")).slice(0, 3));
  if (!Number.isInteger(status) || status < 100) return undefined;
  const headers = headersOf(member(value, "headers", "header"));
  const location = member(value, "redirectURL");
  if (typeof location === "string" && location !== "" && !headers.some((each) => /^location$/i.test(each.name)))
    headers.push({ name: "location", value: location });
  const body = member(value, "body", "data", "content", "text", "json", "payload");
  return {
    status,
    substatus: undefined,
    headers,
    body: bodyOf(body) ?? "",
    bodyKnown: body !== undefined,
    dateMs: dateOf(headers),
  };
}

/** As an object, as HAR's list of names and values, or as a list of pairs. */
function headersOf(value: unknown): Header[] {
  if (typeof value === "string")
    return value.split(/\r?\n/).flatMap((line) => {
      const at = line.indexOf(":");
      return at > 0 ? [{ name: line.slice(0, at).trim(), value: line.slice(at + 1).replace(/^ /, "") }] : [];
    });
  if (Array.isArray(value)) return value.flatMap(pairOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, each]) =>
    Array.isArray(each) ? each.map((one) => ({ name, value: textOf(one) })) : [{ name, value: textOf(each) }],
  );
}

function pairOf(value: unknown): Header[] {
  if (Array.isArray(value) && value.length === 2) return [{ name: textOf(value[0]), value: textOf(value[1]) }];
  if (!isObject(value)) return [];
  const name = member(value, "name", "key");
  return typeof name === "string" ? [{ name, value: textOf(member(value, "value")) }] : [];
}

/** A body as text: HAR keeps it in `text`, others parse it. */
function bodyOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  if (isObject(value) && ("mimeType" in value || "size" in value || "mode" in value)) {
    const text = member(value, "text", "raw");
    if (typeof text === "string") return member(value, "encoding") === "base64" ? decodedBase64(text) : text;
    const params = member(value, "params");
    return Array.isArray(params)
      ? headersOf(params)
          .map((each) => `${each.name}=${each.value}`)
          .join("&")
      : "";
  }
  return textOf(value);
}

function decodedBase64(text: string): string {
  return process.getBuiltinModule("node:buffer").Buffer.from(text, "base64").toString("utf8");
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    // Nested deeper than the stack allows: no answer of an ERP.
    return "";
  }
}

function remarksIn(value: Json): string[] {
  return Object.entries(value)
    .filter(([name]) => !/^(?:request|req|config|response|res|reply|cache|timings)$/i.test(name))
    .map(([, each]) => textOf(each))
    .filter((text) => text.length > 3 && text.length < 20_000 && /[a-z]{3}/i.test(text));
}
