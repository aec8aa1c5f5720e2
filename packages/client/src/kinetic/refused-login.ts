import type { ErpgateErrorCode } from "../error-code.ts";
import { errorTable } from "../error-table.ts";
import { answerHeader } from "../failure.ts";
import type { FailedAnswer, FailedCall, Failure } from "../failure.ts";
import { readJwtTimes } from "../token/jwt-times.ts";

const failure = (code: ErpgateErrorCode, tokenAtFault = false, finding = errorTable[code].finding): Failure => ({
  code,
  finding,
  tokenAtFault,
});

/**
 * Whether the call went to v2 with a login and without a key. What Kinetic answers to that has not been captured, so no
 * text decides but the shape of the request.
 */
export function isKeyMissing(call: FailedCall | undefined): boolean {
  return call?.hadApiKey === false && call.scheme !== "" && /(?:^|\/)api\/v2\//i.test(call.path);
}

/** A user who may not enter a company or a site. The wording has not been published (inferred). */
export function isCompanyDenied(message: string): boolean {
  return (
    /^\s*Access denied \((?:Company|Plant|Site)\b/i.test(message) ||
    /\b(?:no access to|not authori[sz]ed for|not valid for)\b.{0,40}\b(?:company|plant|site)\b/i.test(message)
  );
}

/**
 * What a 401 refuses. The three bodies captured on 2026.1 share status and `ErrorType` and differ only in `ErrorMessage`
 * (observed), so here, and only here, text decides; where there is none, the challenge and the shape of the request do. A
 * bad token's body has not been published, which is why every other 401 to a call that may have carried one is held to be
 * the token's fault: one fresh token is a cheap answer, and the token source sees to it that it does not become a loop.
 */
export function refusedLogin(answer: FailedAnswer, message: string, call: FailedCall | undefined): Failure {
  const said = byMessage(message) ?? byTokenText(answer, message);
  if (said) return said;
  if (call?.scheme === "") return failure("KINETIC_AUTHORIZATION_MISSING", true);
  const challenge = answerHeader(answer.headers, "www-authenticate");
  // IIS answers before Kinetic sees the call, so its challenge says nothing of the key.
  if (message === "" && /(?:^|,)\s*(?:negotiate|ntlm)\b/i.test(challenge)) return failure("KINETIC_WINDOWS_AUTH");
  if (isKeyMissing(call)) return failure("KINETIC_API_KEY_MISSING");
  if (message === "" && /(?:^|,)\s*basic\b/i.test(challenge)) return unseenLogin(answer, call);
  return call?.scheme === "basic" ? refusedBasic(message, challenge) : refusedToken(answer, call);
}

function byMessage(message: string): Failure | undefined {
  if (/^\s*Invalid API Key\s+\.?\s*Company\b/i.test(message)) return failure("KINETIC_API_KEY_MISSING");
  if (/^\s*Invalid API Key\b/i.test(message)) return failure("KINETIC_API_KEY_INVALID");
  if (isCompanyDenied(message)) return failure("KINETIC_ACCESS_DENIED", false, "kinetic/company-access-denied");
  if (/^\s*Access denied\b/i.test(message)) return failure("KINETIC_METHOD_ACCESS_DENIED");
  if (/invalid username or password/i.test(message)) return failure("KINETIC_CREDENTIALS_INVALID");
  if (/\bapi[ -]key is required\b|missing x-api-key/i.test(message)) return failure("KINETIC_API_KEY_MISSING");
  const isUnusable =
    /\b(?:user|account)\b.{0,40}\b(?:locked|disabled)\b|\bpassword\b.{0,20}\b(?:expired|must be changed)\b/i;
  return isUnusable.test(message)
    ? failure("KINETIC_CREDENTIALS_INVALID", false, "kinetic/account-unusable")
    : undefined;
}

function byTokenText(answer: FailedAnswer, message: string): Failure | undefined {
  const evidence = `${message} ${answerHeader(answer.headers, "www-authenticate")}`;
  // "Invalid or has expired" leaves it open, so it is no proof of either.
  const isOpen = /\b(?:invalid|not valid)\b/i.test(evidence);
  if (!isOpen && /expired|lifetime validation failed|IDX10223/i.test(evidence)) {
    return failure("KINETIC_TOKEN_EXPIRED", true);
  }
  return /invalid_token|IDX1\d{4}|signature|malformed/i.test(evidence)
    ? failure("KINETIC_TOKEN_REFUSED", true)
    : undefined;
}

/** Middleboxes that name themselves. */
const MIDDLEBOX = /nginx|awselb|cloudflare|Application-Gateway|haproxy|envoy/i;

/**
 * A challenge to log in, and not a word from Kinetic: it saw no login. Where one was sent and something stands between that
 * names itself, that has taken it away; who else it may have been, one answer does not tell.
 */
function unseenLogin({ headers }: FailedAnswer, call: FailedCall | undefined): Failure {
  if (call?.scheme === undefined) return failure("KINETIC_AUTHORIZATION_MISSING", true);
  const isBetween = answerHeader(headers, "via") !== "" || MIDDLEBOX.test(answerHeader(headers, "server"));
  const finding = isBetween ? "proxy/header-stripped" : undefined;
  return { code: "KINETIC_AUTHORIZATION_MISSING", finding, tokenAtFault: true };
}

/** There was no token to refuse: without a word or a challenge that says more, nobody knows. */
function refusedBasic(message: string, challenge: string): Failure {
  const isOff =
    /^\s*bearer\b/i.test(challenge) || /\bbasic\b.{0,40}\b(?:disabled|not supported|not allowed)\b/i.test(message);
  return isOff
    ? failure("KINETIC_CREDENTIALS_INVALID", false, "kinetic/basic-not-accepted")
    : failure("ANSWER_UNRECOGNISED");
}

/** By the token's own end, against the server's clock and never this computer's. */
function refusedToken({ headers }: FailedAnswer, call: FailedCall | undefined): Failure {
  const { exp } = readJwtTimes(call?.token ?? "");
  const serverSeconds = Date.parse(answerHeader(headers, "date")) / 1000;
  const isExpired = exp !== undefined && exp <= serverSeconds;
  return failure(isExpired ? "KINETIC_TOKEN_EXPIRED" : "KINETIC_TOKEN_REFUSED", true);
}
