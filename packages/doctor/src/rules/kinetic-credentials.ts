import { judgeBasic } from "../evidence/basic.ts";
import type { Evidence } from "../evidence/evidence.ts";
import {
  aboutEntra,
  aboutKinetic,
  aboutProphet21,
  authorizationOf,
  challengeOf,
  failures,
  inWords,
  isErpError,
  isExplained,
  isKinetic,
  isProphet21,
  systemOf,
  type Call,
} from "./calls.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

const BAD_PAIR =
  /invalid (?:user ?name|user(?: ?id)?|login|credentials?)(?: or | and |\/|, ?)(?:the )?password|(?:user ?name|user(?: ?id)?|login) (?:or|and|\/) password (?:is|are|was|were)? ?(?:invalid|incorrect|wrong|not (?:valid|correct))|(?:wrong|incorrect|bad) (?:user ?name|user)(?: or | and |\/)password|Invalid username or/i;
const UNUSABLE =
  /\b(?:account|user|login)\b[^.{}]{0,50}\b(?:is|has been|was|are|been)? ?(?:currently |temporarily )?(?:locked|disabled|deactivated|inactive|suspended)\b|\blocked out\b|\bpassword\b[^.{}]{0,20}\b(?:has |is |was |had )?(?:expired|must be (?:changed|reset))|\bexpired password|must change (?:your|the|his|its) password|\bpassword expir(?:ed|y)/i;
const ELSEWHERE =
  /login\.epicor\.com|export(?:ed)? to (?:the )?(?:epicor )?(?:idp|identity)|epicor identity provider|\b(?:signs?|logs?|sign(?:ed|s)?|log(?:ged)?)[ -]?in(?:s|to)? (?:in )?(?:with|through|via|by|using) (?:their |the |an? |our |your )?(?:microsoft|entra|azure|sso|epicor identity|the idp|idp|office)|redirect(?:ed|s)? to (?:login\.|microsoft|the idp)|login\.microsoftonline\.com/i;
const NO_BASIC =
  /basic auth(?:entication|orization|\.)?[^.]{0,40}\b(?:not (?:supported|allowed|accepted|available|enabled|permitted)|disabled|switched off|turned off|refused|deprecated|blocked)/i;

const sends = (call: Call, scheme: RegExp): boolean => scheme.test(authorizationOf(call.request) ?? "");

/** The 401s that no other system claims: the address may be cut from the paste. */
function kineticRefusals(evidence: Evidence): readonly Call[] {
  return failures(evidence).filter(
    (call) => call.response.status === 401 && (isKinetic(call) || systemOf(call) === undefined),
  );
}

/** What WCF says: the scheme it used, and the ones that the server would take. */
const WCF =
  /client authentication scheme '(\w{1,20})'[^']{0,120}?(?:received from the server was|vom Server[^']{0,40}) '([^']{0,200})/i;

function loginNotSent(evidence: Evidence): Sighting | undefined {
  return surest(notShown(evidence), onlyChallenged(evidence), anonymousByWcf(evidence));
}

function anonymousByWcf({ trouble }: Evidence): Sighting | undefined {
  const [, used, wanted] = WCF.exec(trouble) ?? [];
  return when(
    /^anonymous$/i.test(used ?? "") && /^Basic/i.test(wanted ?? ""),
    0.88,
    "the client sent no login, and the server asks for Basic",
  );
}

/** A wrong pair is answered by the ERP itself, with its error body; IIS's bare challenge answers a call without a login. */
function onlyChallenged(evidence: Evidence): Sighting | undefined {
  if (/authorization|credential|-u |(?<!no )--user|auth=|\bBasic (?!realm)/i.test(evidence.remarks)) return undefined;
  return anyOf(kineticRefusals(evidence).filter(isKinetic), (call) =>
    when(
      !call.request.headersKnown &&
        authorizationOf(call.request) === undefined &&
        /^\s*Basic\b/i.test(challengeOf(call.response)) &&
        !isErpError(call.response),
      0.66,
      inWords(call),
      "the answer asks for Basic, and has no error of the ERP's own",
    ),
  );
}

function notShown(evidence: Evidence): Sighting | undefined {
  return anyOf(kineticRefusals(evidence).filter(isKinetic), (call) => {
    if (
      !call.request.headersKnown ||
      authorizationOf(call.request) !== undefined ||
      /TokenResource\.svc/i.test(call.request.path)
    )
      return undefined;
    const challenge = /\bBasic\b/i.test(challengeOf(call.response));
    return {
      // Whoever judges a pair has got one, and a key is judged after it: browsers leave the login out of the HAR they save.
      confidence: challenge ? 0.93 : isExplained(call.response) ? 0.5 : 0.88,
      seen: [
        inWords(call),
        "the request has no Authorization header",
        ...(challenge ? ["the answer asks for Basic"] : []),
      ],
    };
  });
}

function pairRefused(evidence: Evidence): Sighting | undefined {
  if (aboutEntra(evidence) && /AADSTS/.test(evidence.trouble)) return undefined;
  if (aboutProphet21(evidence) && !aboutKinetic(evidence)) return undefined;
  return said(evidence.trouble, BAD_PAIR, 0.95);
}

function latin1(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(kineticRefusals(evidence), (call) => {
    const value = /^\s*Basic\s+(.+)$/i.exec(authorizationOf(call.request) ?? "")?.[1];
    return when(
      value !== undefined && judgeBasic(value).kind === "not-utf8",
      0.9,
      inWords(call),
      "the bytes of the Basic value are not valid UTF-8",
    );
  });
  const text = evidence.remarks;
  const foreign =
    /\bumlauts?\b|\baccent(?:ed|s)?\b|non-?ascii|\blatin-?1\b|iso-8859-1|\bspecial characters?\b|diacritic|[äöüßéèêñçåø]\b|\bé|(?:^|[\s"'(])[äöüÄÖÜßéèñ](?:[\s"').,;]|$)/i.exec(
      text,
    );
  const refused = /\b401\b|invalid user ?name|unauthori[sz]ed/i.test(text);
  const works =
    /\b(?:geht|funktioniert|klappt|fonctionne|marche|funciona|works?|ok|fine|gets? in|succeed|sign(?:s|ed)? in|log(?:s|ged)? in)\b/i.test(
      text,
    );
  const prose =
    foreign !== null &&
    /passwor[dt]|kennwort|mot de passe|contrase/i.test(text) &&
    refused &&
    works &&
    !aboutEntra(evidence);
  return surest(
    shown,
    when(prose, 0.8, "the account works elsewhere, and its password holds characters outside ASCII"),
  );
}

function notByBasic(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(kineticRefusals(evidence), (call) => {
    const challenge = challengeOf(call.response);
    const bearerOnly = /\bBearer\b/i.test(challenge) && !/\b(?:Basic|Negotiate|NTLM)\b/i.test(challenge);
    return when(
      sends(call, /^\s*Basic /i) && bearerOnly,
      0.86,
      inWords(call),
      "the request sends Basic, and the answer asks for Bearer only",
    );
  });
  const text = evidence.remarks + evidence.trouble;
  const refused =
    BAD_PAIR.test(evidence.trouble) ||
    kineticRefusals(evidence).some((call) => sends(call, /^\s*Basic/i)) ||
    (/\bbasic\b/i.test(text) && /\b401\b/.test(text));
  const elsewhere =
    refused && !/AADSTS/.test(text)
      ? said(text, ELSEWHERE, 0.83, "the login is refused, and people sign in elsewhere")
      : undefined;
  return surest(shown, said(evidence.trouble, NO_BASIC, 0.87), elsewhere);
}

function shadowed(evidence: Evidence): Sighting | undefined {
  const found = failures(evidence).filter((call) => call.response.status === 401 && !isProphet21(call));
  const challenged = anyOf(found, (call) => {
    const windows = /\b(?:Negotiate|NTLM)\b/i.test(challengeOf(call.response));
    if (!windows) return undefined;
    const carried = sends(call, /^\s*(?:Bearer|Basic)/i) || !call.request.headersKnown;
    return { confidence: carried ? 0.92 : 0.7, seen: [inWords(call), "the answer asks for Negotiate or NTLM"] };
  });
  const logged = anyOf(found, (call) =>
    when(
      isKinetic(call) && (call.response.substatus === 1 || call.response.substatus === 2),
      0.75,
      `${inWords(call)}.${String(call.response.substatus)}: IIS refused it before the ERP saw it`,
    ),
  );
  const orphan = evidence.exchanges.some(
    (each) =>
      each.request === undefined &&
      each.response?.status === 401 &&
      /\b(?:Negotiate|NTLM)\b/i.test(challengeOf(each.response)),
  );
  const [, , wanted] = WCF.exec(evidence.trouble) ?? [];
  const wcf = when(
    /Negotiate|NTLM/i.test(wanted ?? "") && !aboutProphet21(evidence),
    0.85,
    "WCF says that the server asks for Negotiate or NTLM",
  );
  const page = /\b401\.[12]\b|WindowsAuthenticationModule/i.test(evidence.trouble) && !aboutProphet21(evidence);
  const windows =
    /www-authenticate:? ?(?:Negotiate|NTLM)|windows auth(?:entication)?\b[^.]{0,80}\b(?:on|enabled|prompt|iis|bearer|token)/i;
  const text =
    /\b401\b|bearer|token/i.test(evidence.trouble) && !aboutProphet21(evidence)
      ? said(evidence.trouble, windows, 0.75)
      : undefined;
  return surest(
    challenged,
    logged,
    wcf,
    when(orphan, 0.75, "the 401 asks for Negotiate or NTLM"),
    when(page, 0.75, "the page is IIS's own 401.1 or 401.2"),
    text,
  );
}

export const kineticCredentials: readonly Rule[] = [
  {
    id: "kinetic/authorization-missing",
    yieldsTo: [
      "client/headers-cleared",
      "kinetic/windows-auth-shadowing",
      "proxy/unmatched-route-401",
      "client/api-key-wrong-place",
      "kinetic/token-endpoint-slash",
      "kinetic/help-page-basic-only",
    ],
    look: loginNotSent,
  },
  {
    id: "kinetic/credentials-invalid",
    yieldsTo: [
      "kinetic/password-not-utf8",
      "client/basic-malformed",
      "client/authorization-not-base64",
      "client/authorization-scheme-missing",
      "kinetic/basic-not-accepted",
      "kinetic/authorization-missing",
      "kinetic/account-unusable",
      "prophet21/credentials-invalid",
    ],
    look: pairRefused,
  },
  { id: "kinetic/password-not-utf8", yieldsTo: ["client/basic-malformed"], look: latin1 },
  {
    id: "kinetic/account-unusable",
    look: (evidence) =>
      /AADSTS/.test(evidence.trouble) || (aboutProphet21(evidence) && !aboutKinetic(evidence))
        ? undefined
        : said(evidence.trouble, UNUSABLE, 0.88),
  },
  { id: "kinetic/basic-not-accepted", yieldsTo: ["kinetic/account-unusable"], look: notByBasic },
  { id: "kinetic/windows-auth-shadowing", yieldsTo: ["proxy/auth-required"], look: shadowed },
];
