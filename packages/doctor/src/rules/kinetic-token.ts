import type { Evidence } from "../evidence/evidence.ts";
import { judgeBearer, judgeEntra, isEntraToken, tellsExpiry, wordsOfExpiry, type BearerVerdict } from "./bearer.ts";
import {
  aboutKinetic,
  aboutProphet21,
  callsOf,
  failures,
  inWords,
  isExplained,
  isKinetic,
  refused,
  sameHost,
  succeeded,
  systemOf,
  authorizationOf,
  bearerOf,
  type Call,
} from "./calls.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

const ENTRA_SAYS = /AADSTS\d/;
const EXPIRED =
  /\btoken\b[^.{}]{0,25}\b(?:has |is |was |had )?(?:already )?(?:expired|run out|ran out)|\bexpired (?:access |bearer |jwt |security )?token|\bjwt expired|TokenExpired|ExpiredJwt|ExpiredSignature|IDX10223|lifetime validation failed(?!.{0,40}not yet)|signature has expired|"exp" claim timestamp check failed/i;
const FORGED =
  /IDX1050\d|IDX10511|IDX10512|IDX12741|IDX12709|IDX14100|(?:signature|jwt|token)(?: validation| verification| check)? failed|invalid (?:token )?signature|signature\b[^.{}]{0,25}\b(?:invalid|not valid|mismatch|does ?n[o']t match|could not be verified|not found)|(?:token|jwt)\b[^.{}]{0,20}\bmalformed|malformed (?:jwt|token)/i;
const AUDIENCE =
  /IDX10214|IDX10206|audience validation failed|audience\b[^.{}]{0,60}\b(?:is )?(?:invalid|wrong|not valid|did not match|does ?n[o']t match|mismatch)|invalid audience|jwt audience invalid|InvalidAudience/i;
const UNMAPPED =
  /external identity\b[^.{}]{0,60}|no (?:epicor |kinetic )?user\b[^.{}]{0,30}\b(?:found|mapped|matches|exists)\b[^.{}]{0,40}\b(?:token|identity|claim|upn|entra|azure)|(?:user|identity|upn|claim)\b[^.{}]{0,40}\b(?:not|isn't) (?:mapped|linked|found)\b[^.{}]{0,60}(?:token|external|azure|entra|kinetic|epicor)?|(?:azure ?ad|entra(?: id)?|aad)\b[^.{}]{0,50}\b(?:not|isn't|n't been) (?:yet )?(?:configured|enabled|set ?up)/i;

/** Kinetic calls with a bearer, refused without words that name another cause. */
function byToken(
  evidence: Evidence,
  verdicts: readonly BearerVerdict[],
  confidence: number,
  words: string,
  only401 = true,
): Sighting | undefined {
  return anyOf(failures(evidence), (call) => {
    const fits = only401 ? call.response.status === 401 : refused(call);
    if (!fits || isExplained(call.response) || !isKineticOrEntra(call) || !verdicts.includes(judgeBearer(call)))
      return undefined;
    return { confidence, seen: [inWords(call), words] };
  });
}

const isKineticOrEntra = (call: Call): boolean => isKinetic(call) || systemOf(call) === undefined;

/** Words about tokens belong to Kinetic unless Prophet 21 or Entra ID speaks. */
function inKineticText(evidence: Evidence, pattern: RegExp, confidence: number): Sighting | undefined {
  if (ENTRA_SAYS.test(evidence.trouble) || (aboutProphet21(evidence) && !aboutKinetic(evidence))) return undefined;
  return said(evidence.trouble, pattern, aboutKinetic(evidence) ? confidence : confidence - 0.15);
}

function expired(evidence: Evidence): Sighting | undefined {
  const text = evidence.remarks;
  const lasts =
    /\b(?:works?|worked|fine|ok|good|runs?)\b[^.]{0,60}\b(?:an|one|1|60|about an|exactly one|\d+) ?(?:hours?|h\b|min)/i.test(
      text,
    ) &&
    /\b401\b(?! (?:rows|records|items|bytes|ms|s)\b)|unauthori[sz]ed/i.test(text) &&
    /token/i.test(text);
  return surest(
    byToken(evidence, ["expired"], 0.93, "the token's exp lies before the time of the answer"),
    inKineticText(
      { ...evidence, trouble: wordsOfExpiry(evidence.trouble, failures(evidence).map(judgeBearer)) },
      EXPIRED,
      0.9,
    ),
    when(
      aboutKinetic(evidence) &&
        !aboutProphet21(evidence) &&
        /\b401\b|unauthori[sz]ed/i.test(evidence.trouble) &&
        tellsExpiry(
          text,
          failures(evidence).map(({ response }) => response.dateMs),
        ),
      0.86,
      "the exp that is told lies before the date of the answer",
    ),
    when(
      lasts && !aboutProphet21(evidence) && !ENTRA_SAYS.test(text),
      0.78,
      "it works for a while with one token, and is then refused",
    ),
  );
}

function disabled(evidence: Evidence): Sighting | undefined {
  const calls = callsOf(evidence);
  const shown = anyOf(failures(evidence), (call) => {
    const { path } = call.request;
    if (
      !/^\/[^/]+\/TokenResource\.svc\/?$/i.test(path) ||
      ![400, 404, 500, 501].includes(call.response.status) ||
      isExplained(call.response)
    )
      return undefined;
    const control = calls.some(
      (each) =>
        succeeded(each) &&
        sameHost(each, call) &&
        isKinetic(each) &&
        /^\s*Basic/i.test(authorizationOf(each.request) ?? ""),
    );
    return {
      confidence: control ? 0.9 : 0.6,
      seen: [inWords(call), ...(control ? ["Basic works on the same host"] : [])],
    };
  });
  const basic = shown !== undefined && /\bbasic\b[^.]{0,60}\b(?:works|ok|fine|200)/i.test(evidence.remarks);
  const text = said(
    evidence.trouble,
    /token (?:authentication|service|auth|resource)\b[^.{}]{0,50}\b(?:not (?:been )?(?:enabled|configured|available|active)|disabled|switched off|turned off)|(?:enable|configure) token authentication/i,
    0.9,
  );
  const prose =
    /TokenResource\.svc\b[^.]{0,50}\b(?:404|400|500|501|not found)\b/i.test(evidence.remarks) &&
    /\bbasic\b[^.]{0,40}\b(?:works?|ok|fine|200)\b/i.test(evidence.remarks);
  return surest(shown, when(basic || prose, 0.86, "Basic is said to work"), text);
}

function entraVerdict(evidence: Evidence, verdict: ReturnType<typeof judgeEntra>): boolean {
  return (
    !callsOf(evidence).some(({ request }) => bearerOf(request) !== undefined) &&
    evidence.tokens.some((token) => isEntraToken(token) && judgeEntra(token) === verdict) &&
    (failures(evidence).some(refused) || /\b40[13]\b|unauthori[sz]ed|forbidden/i.test(evidence.trouble))
  );
}

export const kineticToken: readonly Rule[] = [
  {
    id: "kinetic/token-service-disabled",
    yieldsTo: ["kinetic/credentials-invalid", "kinetic/token-endpoint-slash", "kinetic/instance-path-wrong"],
    look: disabled,
  },
  { id: "kinetic/token-expired", yieldsTo: ["client/clock-skew"], look: expired },
  {
    id: "kinetic/token-rejected",
    yieldsTo: [
      "kinetic/api-key-missing",
      "client/api-key-wrong-place",
      "client/headers-cleared",
      "kinetic/token-expired",
      "client/clock-skew",
      "kinetic/windows-auth-shadowing",
      "kinetic/help-page-basic-only",
      "kinetic/company-segment-missing",
      "kinetic/bearer-audience-wrong",
      "kinetic/session-invalid",
      "tls/private-ca-untrusted",
    ],
    look: (evidence) =>
      surest(
        byToken(evidence, ["broken"], 0.85, "the token is not a whole one of three parts"),
        byToken(evidence, ["sound"], 0.78, "the token is in date and its form is sound"),
        inKineticText(evidence, FORGED, 0.9),
      ),
  },
  {
    id: "kinetic/bearer-audience-wrong",
    yieldsTo: ["kinetic/api-key-missing"],
    look: (evidence) =>
      surest(
        byToken(evidence, ["other-audience"], 0.93, "the token's aud is another application than the ERP", false),
        inKineticText(evidence, AUDIENCE, 0.9),
        when(entraVerdict(evidence, "other-audience"), 0.85, "the claims shown name another audience than the ERP"),
      ),
  },
  {
    id: "kinetic/bearer-app-only",
    yieldsTo: ["kinetic/api-key-missing", "kinetic/windows-auth-shadowing", "kinetic/help-page-basic-only"],
    look: (evidence) =>
      surest(
        byToken(evidence, ["no-user"], 0.85, "the token carries no user: no scp, upn or preferred_username", false),
        when(entraVerdict(evidence, "no-user"), 0.8, "the claims shown carry no user"),
      ),
  },
  {
    id: "kinetic/entra-not-configured",
    yieldsTo: [
      "kinetic/api-key-missing",
      "kinetic/windows-auth-shadowing",
      "kinetic/help-page-basic-only",
      "kinetic/token-expired",
      "kinetic/bearer-audience-wrong",
    ],
    look: (evidence) =>
      surest(
        byToken(
          evidence,
          ["sound-entra"],
          0.82,
          "the Entra token is in date, has the ERP's audience and carries a user",
        ),
        inKineticText(evidence, UNMAPPED, 0.88),
        when(entraVerdict(evidence, "sound-entra"), 0.75, "the claims shown are sound and carry a user"),
      ),
  },
];
