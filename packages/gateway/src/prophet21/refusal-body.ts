import type { Refusal, RefusalBody } from "../dialect.ts";
import { asksForXml } from "../policy/accept.ts";
import { PROBLEM_JSON, problemMembers } from "../problem-body.ts";
import type { Reason } from "../reason.ts";
import { xmlOf } from "../xml.ts";
import { flatMembers } from "./flat-members.ts";

const NOT_AUTHORIZED = "You are not authorized to access API. Please contact administrator to get access.";
const NO_BEARER = "Authorization header was not present or 'Bearer' was missing.";

/** A refusal with P21's own error members, and P21's own status, beside those of RFC 9457. */
export function prophet21RefusalBody(refusal: Refusal): RefusalBody {
  const { reason } = refusal.problem;
  const status = vendorStatus(reason, refusal.problem.status);
  const vendor = vendorMembers(refusal, status);
  const challenge = status === 401 ? bearerChallenge(reason) : undefined;
  if (asksForXml(refusal.accept)) {
    // TokenError is the root of a refused bearer (observed:client); ResourceError of all else (inferred).
    const root = reason.startsWith("credential.") ? "TokenError" : "ResourceError";
    const body = xmlOf(root, { ...vendor, ...flatMembers(problemMembers(refusal, status)) });
    return { status, contentType: "application/xml; charset=utf-8", body, challenge };
  }
  const body = JSON.stringify({ ...problemMembers(refusal, status), ...vendor });
  return { status, contentType: PROBLEM_JSON, body, challenge };
}

// Out of scope is a 401 on P21 (observed on 26.1.5950.0), whatever HTTP would have it be.
function vendorStatus(reason: Reason, status: number): number {
  return reason === "scope.denied" || reason === "scope.connection" || reason === "scope.unmapped" ? 401 : status;
}

function vendorMembers({ problem }: Refusal, status: number): Record<string, string> {
  if (problem.reason === "credential.missing") return { Description: NO_BEARER, Error: "invalid_request", Uri: "" };
  if (problem.reason.startsWith("credential.") && status === 401) {
    return { Description: problem.detail, Error: "invalid_token", Uri: "" };
  }
  // The UI server's errors about sessions have this one member (observed); the text for a missing user is observed, too.
  if (problem.reason === "session.none" || problem.reason === "session.lost")
    return { ErrorMessage: "Invalid session" };
  if (problem.reason === "session.user-missing")
    return { ErrorMessage: "Error retrieving/validating user", ErrorType: "P21.UI.Common.UiServerException" };
  const ErrorMessage = status === 401 ? NOT_AUTHORIZED : `${problem.title}. ${problem.detail}`;
  return { ErrorMessage, ErrorType: "P21.Common.Exceptions.Prophet21Exception" };
}

function bearerChallenge(reason: Reason): string {
  if (reason === "credential.missing") return 'Bearer realm="erpgate"';
  const error = reason.startsWith("scope.") ? "insufficient_scope" : "invalid_token";
  return `Bearer realm="erpgate", error="${error}"`;
}
