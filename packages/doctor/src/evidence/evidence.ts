/** One header as it was written: name and value untouched, since a blank at the end of a key may be the whole fault. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

/** What can be seen of a request. */
export interface HttpRequest {
  /** Upper case; undefined where the paste does not say. */
  readonly method: string | undefined;
  readonly host: string | undefined;
  /** Below the host, without the query. */
  readonly path: string;
  readonly query: string;
  readonly headers: readonly Header[];
  /** False for a log line or an exception, which names the address only: then nothing may be said about a missing header. */
  readonly headersKnown: boolean;
  readonly body: string | undefined;
}

/** What can be seen of an answer. */
export interface HttpResponse {
  readonly status: number;
  /** Of IIS: 2 in "401.2"; undefined where nobody says. */
  readonly substatus: number | undefined;
  readonly headers: readonly Header[];
  readonly body: string;
  /** False for a log line or an exception: then an empty body says nothing. */
  readonly bodyKnown: boolean;
  /** By the server's own clock: the Date header. */
  readonly dateMs: number | undefined;
}

/** One call, or the half of it that was pasted. */
export interface Exchange {
  readonly request: HttpRequest | undefined;
  readonly response: HttpResponse | undefined;
  /** When it began, by the clock of the machine that wrote the paste, and only where the zone is known. */
  readonly atMs: number | undefined;
  readonly tookMs: number | undefined;
}

/** A JSON Web Token whose payload could be read. Never verified: the question is what it says, not whether it is true. */
export interface SeenToken {
  /** The token as it stands in the paste; the empty text where only its claims were pasted. */
  readonly raw: string;
  readonly claims: Readonly<Record<string, unknown>>;
  /** Three parts, as a signed token has. */
  readonly whole: boolean;
}

/** A paste, read: what was exchanged, and what was said beside it. */
export interface Evidence {
  /** In the order of the paste. */
  readonly exchanges: readonly Exchange[];
  /** Prose, exceptions and log lines outside the exchanges; white space is one blank. */
  readonly remarks: string;
  /** Where the words of a failure may stand: the remarks and the answers that are not 2xx, without business errors. */
  readonly trouble: string;
  /** Answers in which the application refused data: what they say about users or passwords is about the data. */
  readonly business: string;
  readonly tokens: readonly SeenToken[];
  /** What is to be masked wherever it would be shown. */
  readonly secrets: readonly string[];
  /** What was left unread, in a sentence; undefined when all was read. */
  readonly cut: string | undefined;
}
