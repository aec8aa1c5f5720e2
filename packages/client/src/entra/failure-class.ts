import { answerMembers, isWebPage } from "../answer-members.ts";
import type { ErpgateErrorCode } from "../error-code.ts";
import { errorTable } from "../error-table.ts";
import type { Failure } from "../failure.ts";
import { entraHints } from "./hints.ts";

/** What was asked with: the same `invalid_grant` means another thing to each. */
export type Grant = "application" | "user" | "on-behalf-of";

/** `suberror` values that only a person at the login page can resolve (as Microsoft's own libraries read them). */
const NEEDS_PERSON = new Set([
  "message_only",
  "additional_action",
  "basic_action",
  "user_password_expired",
  "bad_token",
  "ui_not_allowed",
  "interrupted_user",
]);

/**
 * What a refusal of the token endpoint means: by `error` and `suberror`, which are meant for programs. The AADSTS number only
 * chooses the hint and the finding (official: never branch on numbers or texts).
 */
export function classifyEntra(status: number, body: string, grant: Grant): Failure {
  const members = answerMembers(body);
  const error = members.get("error");
  const code = codeOf(status, body, error, members.get("suberror"), grant);
  const hint = hintOf(body);
  const claims = members.get("claims");
  return {
    code,
    finding: hint?.finding ?? errorTable[code].finding,
    tokenAtFault: false,
    ...(hint && { hint: hint.text }),
    ...(claims !== undefined && { claims }),
  };
}

function codeOf(
  status: number,
  body: string,
  error: string | undefined,
  suberror: string | undefined,
  grant: Grant,
): ErpgateErrorCode {
  if (status === 429 || status >= 500) return "TOKEN_ISSUER_UNAVAILABLE";
  if (error === undefined) {
    if (isWebPage(body)) return "ANSWER_HTML";
    return status === 401 ? "TOKEN_CLIENT_REFUSED" : "ANSWER_UNRECOGNISED";
  }
  if (suberror === "consent_required") return "TOKEN_CONSENT_REQUIRED";
  if (suberror !== undefined && NEEDS_PERSON.has(suberror)) return "TOKEN_SIGN_IN_REQUIRED";
  return byError(error, grant);
}

function byError(error: string, grant: Grant): ErpgateErrorCode {
  switch (error) {
    case "invalid_client":
    case "unauthorized_client":
      return "TOKEN_CLIENT_REFUSED";
    case "invalid_scope":
    case "invalid_resource":
    case "invalid_target":
      return "TOKEN_SCOPE_REFUSED";
    case "interaction_required":
    case "login_required":
      return "TOKEN_SIGN_IN_REQUIRED";
    case "consent_required":
      return "TOKEN_CONSENT_REQUIRED";
    case "access_denied":
    case "authorization_declined":
      return "TOKEN_SIGN_IN_DECLINED";
    case "expired_token":
    case "code_expired":
    case "bad_verification_code":
      return "TOKEN_SIGN_IN_TIMED_OUT";
    case "temporarily_unavailable":
    case "server_error":
      return "TOKEN_ISSUER_UNAVAILABLE";
    case "invalid_grant":
      return invalidGrant(grant);
    default:
      return "TOKEN_GRANT_REFUSED";
  }
}

function invalidGrant(grant: Grant): ErpgateErrorCode {
  switch (grant) {
    case "user":
      return "TOKEN_SIGN_IN_REQUIRED";
    case "on-behalf-of":
      return "TOKEN_ASSERTION_REFUSED";
    case "application":
      return "TOKEN_GRANT_REFUSED";
  }
}

/** The first number that anything is known about: from `error_codes`, or from the text's beginning. */
function hintOf(body: string): { readonly text: string; readonly finding: string | undefined } | undefined {
  const listed = /"error_codes"\s*:\s*\[([\d\s,]*)/.exec(body)?.[1]?.match(/\d+/g) ?? [];
  const named = Array.from(body.matchAll(/AADSTS(\d{4,8})/g), ([, number = ""]) => number);
  const known = [...listed, ...named].find((number) => number in entraHints);
  return known === undefined ? undefined : entraHints[known];
}
