/**
 * One request as the endpoints see it, whether it came through a socket or as a `Request`. The body is read whole
 * before an endpoint runs, so endpoints are plain synchronous functions and no two requests interleave, but for those few
 * that the vendor keeps waiting.
 */
export interface Call {
  readonly method: string;
  /** Scheme and host the caller used, for the absolute addresses in answers: `http://127.0.0.1:4711`. */
  readonly origin: string;
  /** Raw path as sent, without the query. */
  readonly path: string;
  /** Raw query as sent, without the question mark. */
  readonly query: string;
  /** Lower-case names; values are byte strings, as HTTP/1.1 has them. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Header names as they were sent; absent in process, where a Request has lost them. */
  readonly headerNames?: readonly string[];
  readonly body: string;
  /** False for a POST that came with neither a Content-Length nor chunks: IIS refuses that with 411. */
  readonly hasLength: boolean;
  /** Calls `leave` when the caller has gone before it was answered; only what waits needs to know. */
  readonly whenGone: (leave: () => void) => void;
}

/** The query's parameters; `%24top` and `$top` are the same, and `+` is a blank. */
export function queryOf(call: Call): URLSearchParams {
  return new URLSearchParams(call.query);
}

/** Does the caller ask for this media type by name? Wildcards do not count, as they leave the choice to the server. */
export function accepts(call: Call, ...mediaTypes: readonly string[]): boolean {
  const accept = (call.headers["accept"] ?? "").toLowerCase();
  return mediaTypes.some((type) => accept.includes(type));
}

/**
 * The text of a credential in a header. Header values are bytes; clients write non-ASCII text as UTF-8 or as Latin-1,
 * so bytes that are valid UTF-8 are read as UTF-8 and everything else as Latin-1.
 */
export function headerText(value: string): string {
  const bytes = Buffer.from(value, "latin1");
  return validUtf8(bytes) ?? value;
}

/** The bytes as text if they are valid UTF-8. */
export function validUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** One path segment decoded; a malformed escape stays as it is. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
