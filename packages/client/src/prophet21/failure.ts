import { answerMembers, isWebPage } from "../answer-members.ts";
import type { ErpgateErrorCode } from "../error-code.ts";
import { errorTable } from "../error-table.ts";
import { answerHeader } from "../failure.ts";
import type { FailedAnswer, FailedCall, Failure } from "../failure.ts";
import { readClaims } from "./claims.ts";
import { denialFinding } from "./denial.ts";

const failure = (code: ErpgateErrorCode, tokenAtFault = false, finding?: string): Failure => ({
  code,
  finding: finding ?? errorTable[code].finding,
  tokenAtFault,
});

const notAuthorized = (call: FailedCall | undefined): Failure =>
  failure("P21_NOT_AUTHORIZED", false, denialFinding(call));

/** `Description` and `Error` are the token refusal's members, `ErrorMessage` those of the general contract (observed). */
function messageOf(members: ReadonlyMap<string, string>): string {
  return (
    members.get("ErrorMessage") ??
    members.get("Description") ??
    members.get("error_description") ??
    members.get("error.message") ??
    ""
  );
}

/**
 * 401 on an API call. The "not authorized" text is used for a missing permission and for a scope that lacks the table
 * alike (observed on 26.1.5950.0), and never for the token itself. A missing `Bearer` means that something on the way
 * dropped the header: a fresh token would be dropped just so. All else (`TokenError`, an empty body) is the token.
 */
function refusedBearer(
  answer: FailedAnswer,
  members: ReadonlyMap<string, string>,
  call: FailedCall | undefined,
): Failure {
  const message = messageOf(members);
  if (/not authorized to access API/i.test(message || answer.body)) return notAuthorized(call);
  if (/Authorization header was not present|'Bearer' was missing/i.test(message || answer.body)) {
    return failure("P21_BEARER_MISSING");
  }
  const error = members.get("Error") ?? members.get("error") ?? "";
  if (/user ?name or password/i.test(message) || error === "invalid_grant") return failure("P21_CREDENTIALS_INVALID");
  if (error === "invalid_client") return failure("P21_KEY_UNKNOWN");
  const evidence = `${error} ${message} ${answerHeader(answer.headers, "www-authenticate")}`;
  // "Invalid or has expired" leaves it open, so it is no proof of either.
  const isExpired = /expired/i.test(evidence) && !/\b(?:invalid|not valid)\b/i.test(evidence);
  return failure(isExpired ? "P21_TOKEN_EXPIRED" : "P21_TOKEN_REFUSED", true);
}

/** A token with no user in it cannot have one that is unknown: then the token request lacked the name. */
function unknownUser(call: FailedCall | undefined): Failure {
  const isNameless = call?.token !== undefined && readClaims(call.token)?.user === "";
  return failure("P21_USER_UNKNOWN", false, isNameless ? "prophet21/interactive-needs-username" : undefined);
}

function refusedCall(message: string, type: string, inner: string, call: FailedCall | undefined): Failure | undefined {
  // 500 `Unable to generate client token.` with the key in InnerException (observed on 26.1.5950.0). Older texts: 401.
  if (/Unable to generate client token/i.test(message) || type.endsWith("TokenException"))
    return failure("P21_KEY_UNKNOWN");
  if (/Error retrieving\/validating user/i.test(message + inner)) return unknownUser(call);
  if (/^Session already exists/i.test(message)) return failure("P21_SESSION_EXISTS");
  if (/^Invalid session\b/i.test(message)) return failure("P21_SESSION_INVALID");
  if (/session not found or expired/i.test(message)) {
    return failure("P21_SESSION_INVALID", false, "prophet21/session-expired");
  }
  // The second text is that of a service's definition (observed on 25.2).
  if (/^Cannot open window\b|is not available or user .*does not have permission/i.test(message))
    return failure("P21_WINDOW_DENIED");
  return undefined;
}

/**
 * Builds 26.1.5873.1 to 5910.3 answer an Interactive call that takes no JSON with an empty 500, and leave a session behind
 * (observed). Without the `Accept` that was sent an empty 500 says nothing: later builds have another cause for it.
 */
function isFormRefused({ status, body }: FailedAnswer, call: FailedCall | undefined): boolean {
  if (status !== 500 || body !== "" || call?.accept === undefined) return false;
  return /\/api\/ui\/interactive(?:\/|$)/i.test(call.path) && !/application\/json/i.test(call.accept);
}

function byStatus(status: number, known: boolean, call: FailedCall | undefined): Failure {
  if (status === 403) return notAuthorized(call);
  if (status === 411) return failure("P21_LENGTH_REQUIRED");
  if (status === 429) return failure("ANSWER_THROTTLED");
  if (!known && status >= 502 && status <= 504) return failure("ANSWER_GATEWAY_ERROR");
  // An unknown table, column or record is a 404, often with an empty body (observed): an answer of the application.
  if (known || status === 404) return failure("P21_APPLICATION_ERROR");
  return failure("ANSWER_UNRECOGNISED");
}

/**
 * Says what a refusal by Prophet 21 (or by something in front of it) is, by its evidence. JSON, XML or an empty body.
 * Pure; never throws; holds nothing of the body, which may repeat the consumer key in clear.
 *
 * @param answer status, headers and body of an answer that is not 2xx
 * @param call what was asked, and with which token: without it a refusal that several causes share has no finding
 */
export function classifyFailure(answer: FailedAnswer, call?: FailedCall): Failure {
  const members = answerMembers(answer.body);
  const message = messageOf(members);
  const recognised = refusedCall(message, members.get("ErrorType") ?? "", members.get("InnerException") ?? "", call);
  if (recognised) return recognised;
  if (isFormRefused(answer, call)) return failure("P21_ACCEPT_JSON_REQUIRED");
  if (answer.status === 401) return refusedBearer(answer, members, call);
  if (isWebPage(answer.body) && answer.status !== 404 && answer.status < 500) return failure("ANSWER_HTML");
  return byStatus(answer.status, members.size > 0 && !isWebPage(answer.body), call);
}
