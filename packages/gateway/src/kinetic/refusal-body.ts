import { readAddress } from "@erpgate/client/kinetic";
import type { Refusal, RefusalBody } from "../dialect.ts";
import { asksForXml } from "../policy/accept.ts";
import { PROBLEM_JSON, problemMembers } from "../problem-body.ts";
import type { Reason } from "../reason.ts";
import { xmlOf } from "../xml.ts";
import { companyInPath } from "./call-settings.ts";

// Kinetic asks for Basic on every 401 without a login (observed), and .NET's NetworkCredential sends none before it was
// asked. Its realm text is not known.
const CHALLENGE = 'Basic realm="erpgate", charset="UTF-8"';

/**
 * A refusal with Kinetic's own error members beside those of RFC 9457, so that a program which reads `ErrorMessage` finds
 * it. In XML the members are Kinetic's alone (documented for `Accept: application/xml`; the root's name is inferred).
 */
export function kineticRefusalBody(refusal: Refusal): RefusalBody {
  const { problem, accept, requestId } = refusal;
  // 410 is Kinetic's own for a session that is gone (documented).
  const status = problem.reason === "session.none" ? 410 : problem.status;
  const vendor = {
    HttpStatus: status,
    ReasonPhrase: "REST API Exception",
    ErrorMessage: errorMessage(refusal),
    ErrorType: errorType(problem.reason, status),
    CorrelationId: requestId,
  };
  const challenge = status === 401 ? CHALLENGE : undefined;
  if (asksForXml(accept)) {
    return { status, contentType: "application/xml; charset=utf-8", body: xmlOf("ApiException", vendor), challenge };
  }
  const body = JSON.stringify({ ...problemMembers(refusal, status), ...vendor });
  return { status, contentType: PROBLEM_JSON, body, challenge };
}

/**
 * Kinetic's own words where there are some. Its 401s differ by nothing else (observed on 2026.1), so programs look for
 * these texts. A key is not repeated: Kinetic does, and that is how keys get into logs.
 */
function errorMessage({ problem, scheme, path }: Refusal): string {
  const { reason, status, title, detail } = problem;
  if (reason === "session.none") return "The session is invalid or has been deleted.";
  if (reason === "credential.key-unknown") return invalidKey(path);
  if (status === 401 && scheme === "basic") return "Invalid username or password.";
  const address = reason === "scope.denied" ? readAddress(path) : undefined;
  if (address?.kind === "method") {
    return `Access denied (${address.service.replace(/Svc$/i, "")}.${address.method}).`;
  }
  return `${title}. ${detail}`;
}

function invalidKey(path: string): string {
  const company = companyInPath(path);
  return company === undefined ? "Invalid API Key." : `Invalid API Key.\r\nCompany ${company}.`;
}

/** The .NET type names that Kinetic gives (401 observed; the others documented). */
function errorType(reason: Reason, status: number): string {
  if (reason.startsWith("credential.") && status === 401) return "System.UnauthorizedAccessException";
  if (status === 410) return "InvalidSessionException";
  return status === 403 ? "UnauthorizedAccessException" : "Epicor.RESTApi.ErrorHandling.ApiException";
}
