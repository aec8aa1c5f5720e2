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
}

/** The parts of an answer that a dialect judges by. The body may be cut, but holds the beginning. */
export interface FailedAnswer {
  readonly status: number;
  readonly headers: Headers | Readonly<Record<string, string>>;
  readonly body: string;
}

/** One header of a {@link FailedAnswer}, or the empty text. `name` is lower case. */
export function answerHeader(headers: FailedAnswer["headers"], name: string): string {
  // Asking for the global Headers class would load Node's whole fetch, so it is told apart by what it can do.
  if (typeof headers.get === "function") return (headers as Headers).get(name) ?? "";
  const record = headers as Readonly<Record<string, string>>;
  return record[name] ?? Object.entries(record).find(([key]) => key.toLowerCase() === name)?.[1] ?? "";
}
