import { claimMs } from "../evidence/tokens.ts";
import { membersOf } from "../evidence/members.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { judgeBearer, tellsExpiry, wordsOfExpiry } from "./bearer.ts";
import {
  aboutKinetic,
  aboutProphet21,
  authorizationOf,
  bearerText,
  callsOf,
  failures,
  inWords,
  isProphet21,
  isRedirect,
  momentOf,
  sameHost,
  succeeded,
  type Call,
} from "./calls.ts";
import { NOT_AUTHORIZED } from "./prophet21-permission.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

export const HEADER_ABSENT: RegExp =
  /authorization header was not present|'Bearer' was missing|Bearer['"]? was missing/i;
const ABOUT_TOKEN =
  /invalid_token|TokenError|token[^.{}]{0,30}(?:not valid|invalid|expired|unknown|not recogni[sz]ed)|invalid (?:access )?token/i;
const EXPIRED =
  /\btoken\b[^.{}]{0,25}\b(?:has |is |was )?(?:expired|run out)|expired (?:access |bearer )?token|TokenExpired|lifetime validation failed/i;

const unauthorized = (evidence: Evidence): readonly Call[] =>
  failures(evidence).filter((call) => isProphet21(call) && call.response.status === 401);
const isTokenCall = (call: Call): boolean => /\/api\/security\/token/i.test(call.request.path);

function noBearer(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(unauthorized(evidence), (call) => {
    if (!call.request.headersKnown || isTokenCall(call) || NOT_AUTHORIZED.test(call.response.body)) return undefined;
    const value = authorizationOf(call.request);
    const how =
      value === undefined
        ? "the request has no Authorization header"
        : value.startsWith("Bearer ")
          ? ""
          : "Authorization does not begin with the word Bearer and a blank";
    return when(how !== "", 0.86, inWords(call), how);
  });
  const aboutIt = said(evidence.trouble, HEADER_ABSENT, 0.92);
  const carried = callsOf(evidence).some(
    (call) =>
      isProphet21(call) &&
      HEADER_ABSENT.test(call.response.body) &&
      /^Bearer \S/.test(authorizationOf(call.request) ?? ""),
  );
  return surest(shown, aboutIt && { ...aboutIt, confidence: carried ? 0.55 : aboutIt.confidence });
}

/** Exp against the answer's own time, or the words of the answer. */
function expired(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(unauthorized(evidence), (call) =>
    when(
      !HEADER_ABSENT.test(call.response.body) &&
        !NOT_AUTHORIZED.test(call.response.body) &&
        judgeBearer(call) === "expired",
      0.95,
      inWords(call),
      "the token's exp lies before the time of the answer",
    ),
  );
  const ours = aboutProphet21(evidence) || /TokenError|P21\./.test(evidence.trouble);
  const words =
    ours && !NOT_AUTHORIZED.test(evidence.trouble)
      ? said(wordsOfExpiry(evidence.trouble, failures(evidence).map(judgeBearer)), EXPIRED, 0.92)
      : undefined;
  const day =
    ours &&
    /\b(?:works?|worked|fine|ok|runs?)\b[^.]{0,60}\b(?:24 ?h|a day|one day|24 hours|about a day)/i.test(
      evidence.remarks.replace(/\bexp\w{0,6}\W{1,4}\+?24 ?h/gi, ""),
    ) &&
    /\b401\b/.test(evidence.remarks);
  const told =
    ours &&
    tellsExpiry(
      evidence.remarks,
      failures(evidence).map(({ response }) => response.dateMs),
    )
      ? { confidence: 0.88, seen: ["the exp that is told lies before the date of the answer"] }
      : undefined;
  return surest(shown, words, told, when(day, 0.8, "it works for a day, and is then refused"));
}

function notAccepted(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(unauthorized(evidence), (call) => {
    if (
      isTokenCall(call) ||
      HEADER_ABSENT.test(call.response.body) ||
      NOT_AUTHORIZED.test(call.response.body) ||
      bearerText(call.request) === undefined
    )
      return undefined;
    const verdict = judgeBearer(call);
    if (verdict === "expired") return undefined;
    const says = ABOUT_TOKEN.test(call.response.body);
    return {
      confidence: says ? 0.85 : verdict === "broken" ? 0.75 : 0.6,
      seen: [inWords(call), verdict === "broken" ? "the token is not a whole one" : "the token is not past its exp"],
    };
  });
  const ours = aboutProphet21(evidence) || /<TokenError|"Uri"/.test(evidence.trouble);
  const isMissing = HEADER_ABSENT.test(evidence.trouble);
  return surest(
    shown,
    ours && !isMissing && !NOT_AUTHORIZED.test(evidence.trouble)
      ? said(evidence.trouble, ABOUT_TOKEN, 0.72)
      : undefined,
  );
}

function superseded(evidence: Evidence): Sighting | undefined {
  const calls = callsOf(evidence).filter(isProphet21);
  const mints = calls.filter((call) => isTokenCall(call) && succeeded(call));
  const older = anyOf(unauthorized(evidence), (call) => {
    const at = calls.indexOf(call);
    const used = bearerText(call.request);
    const before = mints
      .filter((mint) => calls.indexOf(mint) < at && sameHost(mint, call))
      .map((mint) => membersOf(mint.response.body).get("accesstoken"));
    if (used === undefined || before.length < 2 || HEADER_ABSENT.test(call.response.body)) return undefined;
    const isOlder = before.at(-1) !== used && (before.includes(used) || isFromBefore(call, mints));
    return when(
      isOlder && judgeBearer(call) !== "expired",
      0.93,
      inWords(call),
      "it carries an older token, and a newer one had been fetched",
    );
  });
  const single = anyOf(unauthorized(evidence), (call) => {
    const at = calls.indexOf(call);
    const mint = mints.find((each) => calls.indexOf(each) < at && sameHost(each, call));
    const worked =
      mint !== undefined &&
      calls
        .slice(0, calls.indexOf(mint))
        .some((each) => succeeded(each) && bearerText(each.request) === bearerText(call.request));
    return when(
      worked && bearerText(call.request) !== undefined && judgeBearer(call) !== "expired",
      0.9,
      inWords(call),
      "the token worked until another was fetched",
    );
  });
  // Log lines show no tokens: a call that went well, another token, and the same call refused for its token.
  const logged = anyOf(unauthorized(evidence), (call) => {
    const before = calls.slice(0, calls.indexOf(call));
    const minted = before.filter((each) => mints.includes(each)).length;
    const worked = before.some((each) => succeeded(each) && each.request.path === call.request.path);
    return when(
      bearerText(call.request) === undefined &&
        !call.request.headersKnown &&
        minted >= 2 &&
        worked &&
        ABOUT_TOKEN.test(call.response.body) &&
        !EXPIRED.test(call.response.body),
      0.82,
      inWords(call),
      `${String(minted)} tokens had been fetched, and the same call had worked`,
    );
  });
  const others = calls.filter((call) => !isTokenCall(call)).length;
  const perCall = mints.length >= 3 && others >= 2 && mints.length >= others - 1;
  const text = evidence.remarks;
  const prose =
    aboutProphet21(evidence) &&
    /\b(?:second|another|new(?:er)?|other|next|each|every|two|both|parallel)\b[^.]{0,60}\b(?:tokens?|worker|process|instance|job|login|sign)/i.test(
      text,
    ) &&
    /\b(?:first|old(?:er)?|previous|earlier|other)\b[^.]{0,80}\b(?:401|invalid|stops?|refused|logged out|void|no longer|kick|dies|fails?)/i.test(
      text,
    );
  const many =
    aboutProphet21(evidence) &&
    /\b(?:scaled?|two|both|second|several|parallel|[2-9]) (?:\S{1,20} ){0,6}?(?:pods?|replicas?|workers?|instances?|process(?:es)?|containers?|nodes?|lambdas?|machines?)\b/i.test(
      text,
    ) &&
    (text.match(/\bmint(?:s|ed|ing)?\b|\bnew token\b|\btoken (?:ok|fetched|issued)\b|api\/security\/token/gi) ?? [])
      .length > 1 &&
    (text.match(/\b401\b/g) ?? []).length > 1;
  const inTurn =
    aboutProphet21(evidence) &&
    /\b(?:whenever|when|once|as soon as|each time|every time|after)\b[^.]{0,60}\b(?:logs? (?:in|on)|signs? in|gets? (?:an?|its|another) (?:new )?token|fetch\w* (?:an?|its) (?:new )?token|authenticates?)\b/i.test(
      text,
    ) &&
    /\btokens?\b[^.]{0,60}\b(?:stops? working|invalid|401|dies|no longer|refused|rejected)\b/i.test(text);
  return surest(
    older,
    when(inTurn, 0.84, "a token stops working when somebody else signs in"),
    when(many, 0.88, "several processes fetch tokens for one user, and are refused in turn"),
    single,
    logged,
    when(perCall, unauthorized(evidence).length > 0 ? 0.88 : 0.62, "a token is fetched before every call"),
    when(prose, 0.82, "a token stops working when another is fetched"),
  );
}

/** Issued before the newest mint, by the token's own iat. */
function isFromBefore(call: Call, mints: readonly Call[]): boolean {
  const tokenAt = claimOf(call);
  const newest = mints.map((mint) => momentOf(mint) ?? 0).toSorted((one, other) => other - one)[0];
  return tokenAt !== undefined && newest !== undefined && newest > 0 && tokenAt < newest - 1000;
}

function claimOf(call: Call): number | undefined {
  const text = bearerText(call.request);
  const payload = text?.split(".")[1];
  if (payload === undefined) return undefined;
  const claims: unknown = safeJson(
    process.getBuiltinModule("node:buffer").Buffer.from(payload, "base64url").toString("utf8"),
  );
  return typeof claims === "object" && claims !== null
    ? claimMs({ raw: "", claims: claims as Record<string, unknown>, whole: true }, "iat")
    : undefined;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export const prophet21Token: readonly Rule[] = [
  {
    id: "prophet21/bearer-missing",
    yieldsTo: [
      "prophet21/redirect-dropped-bearer",
      "proxy/header-stripped",
      "client/authorization-scheme-missing",
      "client/headers-cleared",
    ],
    look: (evidence) =>
      aboutKinetic(evidence) && !aboutProphet21(evidence) && !HEADER_ABSENT.test(evidence.trouble)
        ? undefined
        : noBearer(evidence),
  },
  { id: "prophet21/token-expired", yieldsTo: ["client/clock-skew", "prophet21/session-expired"], look: expired },
  {
    id: "prophet21/token-rejected",
    yieldsTo: [
      "prophet21/token-expired",
      "prophet21/token-superseded",
      "prophet21/scope-path-denied",
      "prophet21/scope-stale-token",
      "client/clock-skew",
      "prophet21/credentials-invalid",
      "prophet21/key-unknown",
    ],
    look: notAccepted,
  },
  {
    id: "prophet21/token-superseded",
    yieldsTo: ["prophet21/token-expired", "prophet21/token-lifetime-field"],
    look: superseded,
  },
];

export const followsRedirect = (evidence: Evidence): boolean => callsOf(evidence).some(isRedirect);
