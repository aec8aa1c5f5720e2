import { timingSafeEqual } from "node:crypto";
import { errorTable } from "../error-table.ts";
import { ErpgateError } from "../errors.ts";
import { redact } from "../redact.ts";
import { classifyEntra } from "./failure-class.ts";

/** Whether this is the one answer of the login that was begun with `state`: exactly one, and that one. */
export function isAnswerTo(parameters: URLSearchParams, state: string): boolean {
  const [given, ...more] = parameters.getAll("state");
  if (given === undefined || more.length > 0) return false;
  const [one, other] = [Buffer.from(given), Buffer.from(state)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * The code of a login's answer.
 *
 * @throws {ErpgateError} TOKEN_SIGN_IN_FORGED where it answers another login; for an error of the login page, what that means
 */
export function readCallback(parameters: URLSearchParams, state: string): string {
  if (!isAnswerTo(parameters, state)) {
    throw new ErpgateError("TOKEN_SIGN_IN_FORGED", "the answer does not carry the state of this login, once");
  }
  const error = parameters.get("error");
  if (error !== null) throw refused(error, parameters.get("error_description") ?? "", parameters.get("error_subcode"));
  const [code, ...more] = parameters.getAll("code");
  if (code !== undefined && code !== "" && more.length === 0) return code;
  throw new ErpgateError("TOKEN_ANSWER_UNREADABLE", "the login page sent neither a code nor an error");
}

function refused(error: string, description: string, subcode: string | null): ErpgateError {
  const body = JSON.stringify({
    error,
    error_description: description,
    ...(subcode !== null && { suberror: subcode }),
  });
  const { code, finding, hint } = classifyEntra(400, body, "user");
  const { summary, fix } = errorTable[code];
  const said = redact(`${error} ${description}`).replace(/\s+/g, " ").trim().slice(0, 300);
  return new ErpgateError(
    code,
    `${summary} The login page said ${JSON.stringify(said)}.${hint === undefined ? "" : ` ${hint}`} ${fix}`,
    {
      finding,
    },
  );
}
