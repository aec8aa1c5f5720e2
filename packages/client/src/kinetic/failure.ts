import { answerMembers, isWebPage } from "../answer-members.ts";
import type { ErpgateErrorCode } from "../error-code.ts";
import { errorTable } from "../error-table.ts";
import { answerHeader } from "../failure.ts";
import type { FailedAnswer, Failure } from "../failure.ts";

const failure = (code: ErpgateErrorCode, tokenAtFault = false, finding?: string): Failure => ({
  code,
  finding: finding ?? errorTable[code].finding,
  tokenAtFault,
});

/**
 * The three 401 bodies captured on 2026.1 share status and `ErrorType`; only `ErrorMessage` differs (observed), so here,
 * and only here, text decides. A bad token's body has not been published, which is why every other 401 is held to be the
 * token's fault: one fresh token is a cheap answer, and the token source sees to it that it does not become a loop.
 */
function refusedLogin(answer: FailedAnswer, message: string): Failure {
  if (/^\s*Invalid API Key\b/i.test(message)) return failure("KINETIC_API_KEY_INVALID");
  if (/^\s*Access denied\b/i.test(message)) return failure("KINETIC_METHOD_ACCESS_DENIED");
  if (/invalid username or password/i.test(message)) return failure("KINETIC_CREDENTIALS_INVALID");
  const evidence = `${message} ${answerHeader(answer.headers, "www-authenticate")}`;
  // "Invalid or has expired" leaves it open, so it is no proof of either.
  const isOpen = /\b(?:invalid|not valid)\b/i.test(evidence);
  if (!isOpen && /expired|lifetime validation failed|IDX10223/i.test(evidence)) {
    return failure("KINETIC_TOKEN_EXPIRED", true);
  }
  if (/invalid_token|IDX1\d{4}|signature|malformed/i.test(evidence)) return failure("KINETIC_TOKEN_REFUSED", true);
  if (/^\s*(?:basic|negotiate|ntlm)\b/i.test(answerHeader(answer.headers, "www-authenticate"))) {
    return failure("KINETIC_AUTHORIZATION_MISSING", true);
  }
  return failure("KINETIC_TOKEN_REFUSED", true);
}

function refusedRight(message: string): Failure {
  if (/^\s*Access denied \(/i.test(message)) return failure("KINETIC_METHOD_ACCESS_DENIED");
  return failure("KINETIC_ACCESS_DENIED");
}

function refusedCall(status: number, type: string, message: string): Failure {
  if (/LicenseAccessException/.test(type) || /^\s*Maximum users exceeded on license type/i.test(message)) {
    return failure("KINETIC_LICENSE_EXHAUSTED");
  }
  if (status === 410 || /InvalidSessionException/.test(type)) return failure("KINETIC_SESSION_INVALID");
  if (/ConversionsPendingException/.test(type)) return failure("KINETIC_SERVER_NOT_READY");
  if (status === 404) return failure("KINETIC_NOT_FOUND");
  return failure("KINETIC_APPLICATION_ERROR");
}

/**
 * Says what a refusal by Kinetic (or by something in front of it) is, by its evidence: status, `ErrorType`,
 * `ErrorMessage`, challenge; JSON, XML or neither. Pure; never throws; holds nothing of the body.
 *
 * @param answer status, headers and body of an answer that is not 2xx
 */
export function classifyFailure(answer: FailedAnswer): Failure {
  const members = answerMembers(answer.body);
  const message = members.get("ErrorMessage") ?? members.get("error.message") ?? "";
  const type = members.get("ErrorType") ?? "";
  if (answer.status === 429) return failure("ANSWER_THROTTLED");
  if (type === "" && message === "" && isWebPage(answer.body)) return webPage(answer);
  if (answer.status === 401) return refusedLogin(answer, message);
  if (answer.status === 403) return refusedRight(message);
  if (type !== "" || message !== "") return refusedCall(answer.status, type, message);
  if (answer.status >= 502 && answer.status <= 504) return failure("ANSWER_GATEWAY_ERROR");
  return failure("ANSWER_UNRECOGNISED");
}

/** A 401 with a web page is IIS refusing a login before Kinetic saw it; with a bearer, a fresh token is worth one try. */
function webPage(answer: FailedAnswer): Failure {
  if (answer.status === 401) return refusedLogin(answer, "");
  if (answer.status >= 502 && answer.status <= 504) return failure("ANSWER_GATEWAY_ERROR");
  return failure("ANSWER_HTML");
}
