import { answerMembers, isWebPage } from "../answer-members.ts";
import type { ErpgateErrorCode } from "../error-code.ts";
import { errorTable } from "../error-table.ts";
import { answerHeader } from "../failure.ts";
import type { FailedAnswer, FailedCall, Failure } from "../failure.ts";
import { licenseFailure } from "./license-failure.ts";
import { isCompanyDenied, isKeyMissing, refusedLogin } from "./refused-login.ts";

const failure = (code: ErpgateErrorCode, finding = errorTable[code].finding): Failure => ({
  code,
  finding,
  tokenAtFault: false,
});

/** Types of refusals by the application: the data, the query or the record, whatever the status (documented). */
const BUSINESS =
  /BusinessObjectException|BLException|ODataException|RecordNotFoundException|DuplicateRecordException|ApiException/;
/** Texts of an application pool that cannot reach its database or configuration: it poses as a fault of the login (claimed). */
const POOL_IDENTITY = /Login failed for user '[^']*(?:\$|IIS APPPOOL)|Cannot open database|0x80070005/i;
const HTTP_SYS_503 = /HTTP Error 503\. The service is unavailable/i;

/** The members of an error that its kind is told by. */
interface Said {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

/** Library or function unknown, unpublished, disabled, internal or not mapped to the company: one and the same 404 (documented). */
function notFound({ message }: Said, call: FailedCall | undefined): Failure {
  const isFunction = /(?:^|\/)api\/v2\/efx\//i.test(call?.path ?? "") || /Can.t find library/i.test(message);
  return isFunction ? failure("KINETIC_NOT_FOUND", "kinetic/function-not-exposed") : failure("KINETIC_NOT_FOUND");
}

function refusedCall(said: Said, call: FailedCall | undefined): Failure {
  const { status, type, message } = said;
  if (/LicenseAccessException/.test(type) || /^\s*Maximum users exceeded on license type/i.test(message)) {
    return licenseFailure(message);
  }
  if (status === 410 || /InvalidSessionException/.test(type)) return failure("KINETIC_SESSION_INVALID");
  if (/ConversionsPendingException/.test(type)) return failure("KINETIC_SERVER_NOT_READY");
  if (status === 404) return notFound(said, call);
  if (status === 409 || /DuplicateRecordException/.test(type)) return failure("KINETIC_RECORD_EXISTS");
  if (status < 500 || BUSINESS.test(type)) return failure("KINETIC_APPLICATION_ERROR");
  return serverFault(said);
}

/** 503 is "not ready" whatever its type (documented); a 500 says nothing, least of all with `SecureErrors` on (documented). */
function serverFault({ status, message }: Said): Failure {
  if (POOL_IDENTITY.test(message)) return failure("KINETIC_SERVER_ERROR", "kinetic/app-pool-identity");
  if (status !== 503) return failure("KINETIC_SERVER_ERROR");
  const isTold = /not ready|conversions?\b.*\bpending/i.test(message);
  return {
    code: "KINETIC_SERVER_NOT_READY",
    finding: isTold ? "kinetic/server-not-ready" : undefined,
    tokenAtFault: false,
  };
}

/**
 * 403: a missing right where the text says so, otherwise the key's access scope or the user's rights, which no published
 * text tells apart. On v2 without a key the shape of the request decides.
 */
function refusedRight(message: string, call: FailedCall | undefined): Failure {
  if (/^\s*Access denied \(/i.test(message)) return failure("KINETIC_METHOD_ACCESS_DENIED");
  if (isKeyMissing(call)) return failure("KINETIC_API_KEY_MISSING");
  if (isCompanyDenied(message)) return failure("KINETIC_ACCESS_DENIED", "kinetic/company-access-denied");
  return failure("KINETIC_ACCESS_DENIED");
}

/**
 * Says what a refusal by Kinetic (or by something in front of it) is, by its evidence: status, `ErrorType`,
 * `ErrorMessage`, challenge; JSON, XML or neither. Pure; never throws; holds nothing of the body.
 *
 * @param answer status, headers and body of an answer that is not 2xx
 * @param call what was asked and with what, where that is known: a missing key shows in nothing else
 */
export function classifyFailure(answer: FailedAnswer, call?: FailedCall): Failure {
  const members = answerMembers(answer.body);
  const message = members.get("ErrorMessage") ?? members.get("error.message") ?? "";
  const type = members.get("ErrorType") ?? "";
  const { status } = answer;
  if (status === 429) return failure("ANSWER_THROTTLED");
  const isPage = type === "" && message === "" && isWebPage(answer.body);
  if (status === 401) return refusedLogin(answer, message, call);
  if (isPage || (type === "" && message === "")) return unexplained(answer, isPage, call);
  if (status === 403) return refusedRight(message, call);
  return refusedCall({ status, type, message }, call);
}

/** Nothing in the answer is Kinetic's own. */
function unexplained({ status, headers, body }: FailedAnswer, isPage: boolean, call: FailedCall | undefined): Failure {
  const isHttpSys = HTTP_SYS_503.test(body) && /Microsoft-HTTPAPI/i.test(answerHeader(headers, "server"));
  if (isHttpSys) return failure("ANSWER_GATEWAY_ERROR", "kinetic/app-pool-identity");
  if (status >= 502 && status <= 504) return failure("ANSWER_GATEWAY_ERROR");
  if (isPage) return failure("ANSWER_HTML");
  return status === 403 ? refusedRight("", call) : failure("ANSWER_UNRECOGNISED");
}
