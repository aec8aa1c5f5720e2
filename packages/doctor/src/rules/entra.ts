import type { Evidence } from "../evidence/evidence.ts";
import { aboutEntra, callsOf, inWords, systemOf } from "./calls.ts";
import { entraNumbers, entraNumbersIn } from "./entra-numbers.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

/** By number first, since it is what the answer is sure of; then by `error` and by words, for texts that were cut. */
function numbered(id: string, words?: RegExp, confidence = 0.8): (evidence: Evidence) => Sighting | undefined {
  return (evidence) => {
    const text = `${evidence.trouble} ${evidence.business}`;
    const numbers = entraNumbersIn(text);
    const at = numbers.findIndex((number) => entraNumbers[number] === id);
    // A second number is what the first led to.
    const byNumber = when(at >= 0, 0.96 - at * 0.05, `AADSTS${numbers[at] ?? ""}`);
    const known = numbers.some((number) => entraNumbers[number] !== undefined || number === "70016");
    return surest(
      byNumber,
      words === undefined || known || !aboutEntra(evidence) ? undefined : said(text, words, confidence),
    );
  };
}

function withoutTenant(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(evidence.exchanges, ({ request, response }) =>
    when(
      request !== undefined &&
        /^\/(?:common|consumers|organizations)\/oauth2\//i.test(request.path) &&
        /grant_type=client_credentials/i.test(request.body ?? "") &&
        (response?.status ?? 400) >= 400,
      0.94,
      "a client-credentials request went to /common",
    ),
  );
  const text = evidence.remarks;
  const prose = /\/(?:common|consumers)\/oauth2\//i.test(text) && /client_credentials/i.test(text);
  return surest(
    numbered("entra/tenant-required")(evidence),
    shown,
    when(prose && entraNumbersIn(text).length === 0, 0.85, "client credentials are used with /common"),
  );
}

function throttled(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(callsOf(evidence), (call) =>
    when(
      systemOf(call) === "entra" && (call.response.status === 429 || call.response.status >= 500),
      0.93,
      inWords(call),
    ),
  );
  const orphan =
    evidence.exchanges.some(({ request, response }) => request === undefined && response?.status === 429) &&
    aboutEntra(evidence);
  const words = aboutEntra(evidence)
    ? said(evidence.trouble, /temporarily_unavailable|too many requests|\b429\b/i, 0.85)
    : undefined;
  return surest(numbered("entra/throttled")(evidence), shown, when(orphan, 0.86, "a login host answers 429"), words);
}

function interaction(evidence: Evidence): Sighting | undefined {
  const text = evidence.trouble;
  if (/AADSTS530|authorization_pending/i.test(text)) return numbered("entra/interaction-required")(evidence);
  const known = entraNumbersIn(text).some((number) => entraNumbers[number] !== undefined);
  const words = known
    ? undefined
    : said(
        text,
        /\binteraction_required\b|\blogin_required\b|"?suberror"?\W{1,4}(?:basic_action|additional_action|message_only|user_password_expired)|insufficient_claims|MsalUiRequiredException|multi-?factor authentication/i,
        0.86,
      );
  return surest(numbered("entra/interaction-required")(evidence), words);
}

export const entra: readonly Rule[] = [
  { id: "entra/throttled", look: throttled },
  { id: "entra/tenant-not-found", look: numbered("entra/tenant-not-found", /tenant\b[^.]{0,60}\bnot found/i) },
  { id: "entra/tenant-required", look: withoutTenant },
  {
    id: "entra/redirect-uri-mismatch",
    look: numbered(
      "entra/redirect-uri-mismatch",
      /redirect (?:uri|url)\b[^.]{0,80}\b(?:does ?n[o']t match|mismatch|not registered)/i,
    ),
  },
  {
    id: "entra/secret-invalid",
    yieldsTo: ["entra/secret-expired", "entra/assertion-invalid", "entra/app-not-found"],
    look: numbered(
      "entra/secret-invalid",
      /invalid client secret|client secret\b[^.]{0,30}\b(?:invalid|wrong)|"?error"?\W{1,4}invalid_client/i,
      0.7,
    ),
  },
  {
    id: "entra/secret-expired",
    look: numbered(
      "entra/secret-expired",
      /client secret keys?\b[^.]{0,60}\bexpired|secret\b[^.]{0,30}\bexpired/i,
      0.88,
    ),
  },
  {
    id: "entra/assertion-invalid",
    look: numbered(
      "entra/assertion-invalid",
      /(?:client )?assertion\b[^.]{0,60}\b(?:audience|signature|certificate|thumbprint)|no matching federated identity|federated identity (?:record|credential)/i,
      0.86,
    ),
  },
  {
    id: "entra/app-not-found",
    look: numbered(
      "entra/app-not-found",
      /application\b[^.]{0,90}\b(?:was not found|is disabled)|unauthorized_client/i,
    ),
  },
  {
    id: "entra/redirect-platform-mismatch",
    look: numbered(
      "entra/redirect-platform-mismatch",
      /must contain the following parameter: 'client_(?:assertion|secret)|cross-origin token redemption|client is public/i,
      0.86,
    ),
  },
  { id: "entra/user-sign-in-failed", look: numbered("entra/user-sign-in-failed", /error validating credentials/i) },
  {
    id: "entra/interaction-required",
    yieldsTo: ["entra/conditional-access-blocked", "entra/consent-missing"],
    look: interaction,
  },
  {
    id: "entra/refresh-token-expired",
    look: numbered(
      "entra/refresh-token-expired",
      /refresh token\b[^.]{0,40}\b(?:expired|inactiv|invalid|revoked)/i,
      0.86,
    ),
  },
  {
    id: "entra/code-already-redeemed",
    look: numbered(
      "entra/code-already-redeemed",
      /\bexpired_token\b|bad_verification_code|code_expired|authorization code\b[^.]{0,40}\b(?:redeemed|expired|invalid)|code[_ ]verifier\b[^.]{0,40}\bmatch/i,
      0.86,
    ),
  },
  {
    id: "entra/obo-assertion-invalid",
    look: numbered(
      "entra/obo-assertion-invalid",
      /on[_-]behalf[_-]of[^.]{0,160}\b(?:assertion|audience|invalid)|assertion audience does not match/i,
    ),
  },
  {
    id: "entra/scope-invalid",
    look: numbered(
      "entra/scope-invalid",
      /\binvalid_scope\b|\binvalid_resource\b|resource principal\b[^.]{0,80}\bnot found/i,
      0.86,
    ),
  },
  {
    id: "entra/consent-missing",
    look: numbered("entra/consent-missing", /\bconsent_required\b|has not consented|admin(?:istrator)? consent/i, 0.86),
  },
  {
    id: "entra/user-not-assigned",
    look: numbered(
      "entra/user-not-assigned",
      /not assigned to a role|block users unless they are specifically granted/i,
      0.86,
    ),
  },
  {
    id: "entra/conditional-access-blocked",
    look: numbered("entra/conditional-access-blocked", /blocked by conditional access|conditional access polic/i, 0.86),
  },
];
