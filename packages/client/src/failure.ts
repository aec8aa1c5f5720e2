import type { ErpgateErrorCode } from "./error-code.ts";

/** What a refusal turned out to be, once a dialect has looked at its evidence. */
export interface Failure {
  readonly code: ErpgateErrorCode;
  /** Id of the finding that explains it, where one does. */
  readonly finding: string | undefined;
  /**
   * Whether a fresh token may help: the token is expired or invalid. False where the token was fine and the user, the
   * key or the scope is not: a new token would be refused in the same way.
   */
  readonly tokenAtFault: boolean;
  /** When it may be worth another try, in milliseconds, where experience says so and the server does not. */
  readonly retryAfterMs?: number;
  /** One sentence or two that go beyond the code's own, made of known words only. */
  readonly hint?: string;
  /** A claims challenge of the token's issuer, as it was sent. */
  readonly claims?: string;
}

/** The parts of an answer that a dialect judges by. The body may be cut, but holds the beginning. */
export interface FailedAnswer {
  readonly status: number;
  readonly headers: Headers | Readonly<Record<string, string>>;
  readonly body: string;
}

/** The call that was refused, where its evidence is at hand: some refusals differ in nothing but what was asked with. */
export interface FailedCall {
  /** Path below the base URL, beginning with a slash, with or without its query. */
  readonly path: string;
  /** The bearer token that went with it. Decoded for the explanation, never trusted. */
  readonly token?: string | undefined;
  /** The `Accept` header that went with it. */
  readonly accept?: string | undefined;
  /** The first word of its Authorization header in lower case, `basic` or `bearer`; the empty text where it had none. */
  readonly scheme?: string | undefined;
  /** Whether it carried Kinetic's API key, in a header or in its query. */
  readonly hadApiKey?: boolean | undefined;
}

/** One header of a {@link FailedAnswer}, or the empty text. `name` is lower case. */
export function answerHeader(headers: FailedAnswer["headers"], name: string): string {
  // Asking for the global Headers class would load Node's whole fetch, so it is told apart by what it can do.
  if (typeof headers.get === "function") return (headers as Headers).get(name) ?? "";
  const record = headers as Readonly<Record<string, string>>;
  return record[name] ?? Object.entries(record).find(([key]) => key.toLowerCase() === name)?.[1] ?? "";
}
