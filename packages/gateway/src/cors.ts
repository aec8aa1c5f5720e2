import type { IncomingMessage } from "node:http";
import type { Consumer } from "./consumers/consumer.ts";
import type { ConsumerDirectory } from "./consumers/directory.ts";

// A browser keeps a preflight's answer no longer than this, so an origin that was taken away is out after it.
const MAX_AGE_SECONDS = 600;
const LONGEST_LIST = 1000;

/** Whether a request is a browser asking ahead, without a credential, what a page of another origin may do. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === "OPTIONS" && headers.origin !== undefined && headers["access-control-request-method"] !== undefined;
}

/**
 * What a preflight is answered. It names no consumer, so it can only be asked whether anybody here is called from that
 * origin; whether this very caller may be, the call itself shows.
 *
 * @param connection undefined for the gateway's own addresses
 * @returns header names and values in turn; undefined where no consumer of the connection is called from there
 */
export function preflightHeaders(
  { headers }: IncomingMessage,
  consumers: ConsumerDirectory,
  connection: string | undefined,
): readonly string[] | undefined {
  const { origin = "", "access-control-request-headers": asked = "" } = headers;
  if (!consumers.isCalledFrom(origin, connection)) return undefined;
  return [
    ...originHeaders(origin),
    "access-control-allow-methods",
    "GET, HEAD, POST, PUT, PATCH, DELETE",
    "access-control-allow-headers",
    // What may be sent is judged with the call; a browser's own list of names adds nothing to that.
    asked.length <= LONGEST_LIST && /^[!#$%&'*+.^_`|~0-9a-z, -]*$/i.test(asked) ? asked : "",
    "access-control-max-age",
    String(MAX_AGE_SECONDS),
  ];
}

/** What lets a page read an answer. Never `*`, and never with cookies: there are none. */
export function originHeaders(origin: string): readonly string[] {
  return ["access-control-allow-origin", origin, "vary", "origin"];
}

/** The origin to answer to; undefined where the consumer is not called from there, and the browser then shows its page nothing. */
export function answeredOrigin(consumer: Consumer | undefined, origin: string | undefined): string | undefined {
  return origin !== undefined && consumer?.origins.includes(origin) === true ? origin : undefined;
}

/** An origin as browsers send it: scheme, host in small letters, port where it is not the scheme's own. */
export function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:") && url.origin === text;
}
