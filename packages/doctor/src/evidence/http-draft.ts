import type { Exchange, Header } from "./evidence.ts";
import { dateOf, headerValue } from "./headers.ts";
import { readTarget } from "./target.ts";

/** A call as far as its transcript has been read. */
export interface Draft {
  method: string | undefined;
  target: string | undefined;
  requestHeaders: Header[];
  requestKnown: boolean;
  requestBody: string[];
  status: number | undefined;
  responseHeaders: Header[];
  responseKnown: boolean;
  responseBody: string[];
  atMs: number | undefined;
  tookMs: number | undefined;
  /** One line said it all: an empty body says nothing. */
  isLogged: boolean;
  /** The answer began on the line of its status. */
  isShort: boolean;
}

/** A call of which nothing but its first line is known. */
export function newDraft(method: string | undefined, target: string | undefined, atMs: number | undefined): Draft {
  return {
    method: method?.toUpperCase(),
    target,
    requestHeaders: [],
    requestKnown: false,
    requestBody: [],
    status: undefined,
    responseHeaders: [],
    responseKnown: false,
    responseBody: [],
    atMs,
    tookMs: undefined,
    isLogged: false,
    isShort: false,
  };
}

/** Of an object as JSON or as JavaScript prints it. */
export function headersWritten(object: string): Header[] {
  try {
    const value: unknown = JSON.parse(object);
    if (typeof value === "object" && value !== null)
      return Object.entries(value).map(([name, each]) => ({
        name,
        value: typeof each === "string" ? each : JSON.stringify(each),
      }));
  } catch {
    // Not strictly JSON: read member by member.
  }
  const written = object.matchAll(
    /["']?([A-Za-z][\w-]{1,60})["']?\s{0,3}:\s{0,3}(?:"((?:[^"\\]|\\.){0,4000})"|'((?:[^'\\]|\\.){0,4000})')(?!\s{0,3}\+)/g,
  );
  return Array.from(written, ([, name = "", double, single]) => ({
    name,
    value: (double ?? single ?? "").replaceAll('\\"', '"'),
  }));
}

/** What the draft came to. */
export function exchangeOf(draft: Draft): Exchange {
  const target = draft.target === undefined ? undefined : readTarget(draft.target);
  const host = target?.host ?? headerValue(draft.requestHeaders, "host")?.trim().toLowerCase();
  const requestBody = draft.requestBody.join("\n").trim();
  return {
    request:
      target === undefined
        ? undefined
        : {
            method: draft.method,
            host,
            path: target.path,
            query: target.query,
            headers: draft.requestHeaders,
            headersKnown: draft.requestKnown,
            body: requestBody === "" ? undefined : requestBody,
          },
    response:
      draft.status === undefined
        ? undefined
        : {
            status: draft.status,
            substatus: undefined,
            headers: draft.responseHeaders,
            body: draft.responseBody.join("\n").trim(),
            bodyKnown: !draft.isLogged && (draft.responseKnown || draft.responseHeaders.length > 0),
            dateMs: dateOf(draft.responseHeaders),
          },
    atMs: draft.atMs,
    tookMs: draft.tookMs,
  };
}
