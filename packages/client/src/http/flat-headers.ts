import { ErpgateError } from "../errors.ts";

/** Headers as names and values in turn. */
export type FlatHeaders = readonly string[];

/** Headers that a call may add. */
export type HeadersGiven = Readonly<Record<string, string>> | Iterable<readonly [string, string]>;

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;
/** These decide where a request ends and who sends it: they are the connection's alone. */
const RESERVED: ReadonlySet<string> = new Set([
  "authorization",
  "proxy-authorization",
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "upgrade",
  "te",
  "trailer",
  "expect",
]);

/** Whether a text may stand as a header's value: no line break, nothing beyond U+00FF. */
export function isHeaderValue(value: string): boolean {
  return VALUE.test(value);
}

/** Whether a text may stand as a header's name. */
export function isHeaderName(name: string): boolean {
  return NAME.test(name);
}

/** A record of headers as names and values in turn, `host` first. */
export function flatten(host: string, headers: Readonly<Record<string, string>>): string[] {
  return ["host", host, ...Object.entries(headers).flat()];
}

/**
 * Lays a call's own headers over the connection's. What is wrong is refused here, because Node's own error for a header
 * value with a line break contains the value.
 *
 * @param secretNames lower-case names that carry the connection's credential
 */
export function mergeHeaders(base: FlatHeaders, given: HeadersGiven, secretNames: ReadonlySet<string>): string[] {
  const merged = [...base];
  for (const [name, value] of Symbol.iterator in given ? given : Object.entries(given)) {
    checkHeader(name, value, secretNames);
    setHeader(merged, name, value);
  }
  return merged;
}

function checkHeader(name: string, value: unknown, secretNames: ReadonlySet<string>): void {
  if (typeof name !== "string" || !NAME.test(name)) refuse("one name holds characters that no header name may hold");
  const shown = JSON.stringify(name);
  if (typeof value !== "string") return refuse(`the value of ${shown} must be a text`);
  const lower = name.toLowerCase();
  if (RESERVED.has(lower) || secretNames.has(lower)) refuse(`${shown} is set by the connection; leave it out`);
  if (!VALUE.test(value)) {
    refuse(`the value of ${shown} holds a line break or a character beyond U+00FF; encode it`);
  }
}

function refuse(why: string): never {
  throw new ErpgateError("REQUEST_INVALID", `"headers": ${why}`);
}

/** Sets a header in place, whatever the case of the one that is there. */
export function setHeader(flat: string[], name: string, value: string): void {
  const lower = name.toLowerCase();
  for (let at = 0; at < flat.length; at += 2) {
    if (flat[at]?.toLowerCase() === lower) {
      flat[at + 1] = value;
      return;
    }
  }
  flat.push(name, value);
}

/** Whether a header is there, whatever its case. `name` is lower case. */
export function hasHeader(flat: FlatHeaders, name: string): boolean {
  return flat.some((text, at) => at % 2 === 0 && text.toLowerCase() === name);
}

/** A header's value. `name` is lower case. */
export function headerOf(flat: FlatHeaders, name: string): string | undefined {
  const at = flat.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name);
  return at < 0 ? undefined : flat[at + 1];
}
