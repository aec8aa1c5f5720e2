import type { ErpAnswer } from "../connection.ts";

/** A body that can be sent again, or a stream that cannot. */
export type WireBody = string | Uint8Array | ReadableStream<Uint8Array>;

/** One request as it goes onto the wire: nothing is added to it and nothing in it is interpreted any more. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, beginning with a slash. */
  readonly path: string;
  /** Names and values in turn, `host` included: the form that Node writes without building an object first. */
  readonly headers: readonly string[];
  readonly body: WireBody | undefined;
  readonly signal: AbortSignal | undefined;
  /** Until the answer is whole; for a body that is read as a stream, the longest silence. */
  readonly timeoutMs: number;
  /** On a connection of its own: for token requests, which must not be lost to a connection that the server is closing. */
  readonly isFresh: boolean;
}

/** An answer whose body has not been asked for yet. Exactly one of the readers is called. */
export interface Answer {
  readonly status: number;
  /** A header, or the empty text. `name` is lower case. */
  header(name: string): string;
  headers(): Readonly<Record<string, string>>;
  /** The whole body as text; rejects with ANSWER_TOO_LARGE beyond `maxBytes`. */
  text(maxBytes: number): Promise<string>;
  /** The beginning of the body, at most `maxBytes`; what a refusal is judged by. Never rejects for size. */
  beginning(maxBytes: number): Promise<Uint8Array>;
  /** The answer as a standard `Response`. */
  response(): Response;
  /** The answer as it came, for whoever wants no `Response`. */
  plain(): ErpAnswer;
  /** Nobody wants the body. */
  discard(): void;
}

/** One origin that requests go to. */
export interface Endpoint {
  /** As `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** The value of the `host` header. */
  readonly host: string;
  /** Rejects with an ErpgateError where there is no answer; follows no redirect. */
  send(request: WireRequest): Promise<Answer>;
  close(): void;
}

/** Opens an endpoint for an origin. */
export type OpenEndpoint = (url: URL) => Endpoint;
