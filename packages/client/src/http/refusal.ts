import { answerMembers } from "../answer-members.ts";
import { errorTable } from "../error-table.ts";
import { ErpgateError } from "../errors.ts";
import type { Failure } from "../failure.ts";
import { redact } from "../redact.ts";
import type { Answer } from "./endpoint.ts";
import { readRetryAfterMs } from "./retry-after.ts";

/** How much of a refusal's body is looked at, and how much of it is kept and quoted. */
export const EVIDENCE_BYTES = 65_536;
const KEPT_CHARACTERS = 4_096;
const QUOTED_CHARACTERS = 300;

const TEXT_MEMBERS = ["ErrorMessage", "Description", "error_description", "error.message", "message", "error"];

/** A refusal with all that is needed to make an error of it. */
export interface Refusal {
  readonly failure: Failure;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly answer: Answer;
  /** The beginning of the body. */
  readonly body: string;
  /** The connection's own secrets. */
  readonly secrets: readonly string[];
  readonly nowMs: number;
}

/** What the server itself said, fit to be shown: redacted, cut, escaped. Empty where it said nothing readable. */
function quoted(body: string, secrets: readonly string[]): string {
  const members = answerMembers(body);
  const text = TEXT_MEMBERS.map((name) => members.get(name)).find((value) => value !== undefined && value !== "");
  if (text === undefined) return "";
  const clean = redact(text, secrets).replace(/\s+/g, " ").trim();
  return `: ${JSON.stringify(clean.length > QUOTED_CHARACTERS ? `${clean.slice(0, QUOTED_CHARACTERS)}…` : clean)}`;
}

/** Makes the error of a refusal. Body, headers and path are redacted before anything of them is kept. */
export function refusalError(refusal: Refusal): ErpgateError {
  const { failure, method, answer, body, secrets } = refusal;
  const { summary, fix } = errorTable[failure.code];
  const path = redact(refusal.path, secrets);
  const said = `${method} ${path.split("?")[0] ?? ""} was answered ${answer.status}${quoted(body, secrets)}`;
  const headers = Object.entries(answer.headers()).map(([name, value]) => [name, redactHeader(name, value, secrets)]);
  const hint = failure.hint === undefined ? "" : ` ${failure.hint}`;
  return new ErpgateError(failure.code, `${summary} ${said}.${hint} ${fix}`, {
    status: answer.status,
    finding: failure.finding,
    retryAfterMs: readRetryAfterMs(answer.header("retry-after"), refusal.nowMs) ?? failure.retryAfterMs,
    claims: failure.claims === undefined ? undefined : redact(failure.claims, secrets),
    request: Object.freeze({ method, path }),
    response: Object.freeze({
      status: answer.status,
      headers: Object.freeze(Object.fromEntries(headers) as Record<string, string>),
      body: redact(body, secrets).slice(0, KEPT_CHARACTERS),
    }),
  });
}

function redactHeader(name: string, value: string, secrets: readonly string[]): string {
  return /^(?:set-cookie|authorization|x-api-key)$/i.test(name) ? "[redacted]" : redact(value, secrets);
}
