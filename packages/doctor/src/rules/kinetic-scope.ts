import type { Evidence } from "../evidence/evidence.ts";
import {
  apiKeyOf,
  authorizationOf,
  callsOf,
  companyOf,
  inWords,
  isKinetic,
  refused,
  sameHost,
  serviceOf,
  succeeded,
  type Call,
} from "./calls.ts";
import { METHOD } from "./kinetic-permission.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

function scopeLacks(evidence: Evidence): Sighting | undefined {
  const calls = callsOf(evidence).filter(isKinetic);
  const pair = anyOf(calls.filter(refused), (call) => {
    if (/access denied \(|Invalid (?:API Key|username)/i.test(call.response.body) || !call.request.headersKnown)
      return undefined;
    const key = apiKeyOf(call.request);
    if (key === undefined || authorizationOf(call.request) === undefined) return undefined;
    const other = calls.find(
      (each) =>
        succeeded(each) &&
        sameHost(each, call) &&
        each.request.path === call.request.path &&
        apiKeyOf(each.request) !== key &&
        apiKeyOf(each.request) !== undefined,
    );
    if (other !== undefined)
      return { confidence: 0.88, seen: [inWords(call), "the same call was answered with another key"] };
    const works = calls.find(
      (each) =>
        succeeded(each) &&
        sameHost(each, call) &&
        apiKeyOf(each.request) === key &&
        companyOf(each.request) === companyOf(call.request) &&
        subject(each) !== subject(call),
    );
    if (works !== undefined) return { confidence: 0.85, seen: [inWords(call), `${inWords(works)} with the same key`] };
    return when(call.response.status === 403, 0.45, inWords(call), "login and key were sent");
  });
  return surest(pair, said(evidence.trouble, /access ?scope/i, 0.88), prose(evidence));
}

const subject = (call: Call): string => serviceOf(call.request) ?? call.request.path.toLowerCase();

function prose({ remarks, trouble }: Evidence): Sighting | undefined {
  if (
    !/\b40[13]\b|forbidden|unauthori[sz]ed/i.test(trouble) ||
    METHOD.test(trouble) ||
    /invalid api key|user ?name or/i.test(trouble)
  )
    return undefined;
  const otherKey =
    /\b(?:other|another|different|unscoped|second|old|admin|own|full)\b[^.]{0,30}\bkey\b[^.]{0,80}\b(?:works|ok|fine|200|succeeds?)\b|\bworks?\b[^.]{0,60}\b(?:own|other|another|different|unscoped|second) (?:api[- ]?)?key/i;
  const unscoped =
    /\bkey\b[^.;]{0,24}\b(?:no|without(?: an?)?|un)[ -]?scoped?\b(?:[^.]|\.(?! )){0,90}\b(?:works|ok|fine|200|succeeds?)\b/i;
  const onScreen =
    /\bworks?\b[^.]{0,40}\b(?:on screen|on the screen|in the client|in the ui|in kinetic|in the browser|in the app)\b|\b(?:on screen|in the client|in the ui)\b[^.]{0,60}\b(?:works|can|fine|ok)\b/i;
  return surest(
    said(remarks, otherKey, 0.83, "refused, and"),
    said(remarks, unscoped, 0.86, "refused, and"),
    /\b403\b|forbidden/i.test(trouble) && /\bkey\b/i.test(remarks)
      ? said(remarks, onScreen, 0.7, "refused, and")
      : undefined,
  );
}

export const kineticScope: readonly Rule[] = [
  {
    id: "kinetic/access-scope-denied",
    yieldsTo: [
      "kinetic/method-access-denied",
      "kinetic/company-access-denied",
      "kinetic/company-segment-missing",
      "client/headers-cleared",
      "kinetic/bearer-app-only",
      "proxy/html-answer",
      "kinetic/token-expired",
    ],
    look: scopeLacks,
  },
];
