import type { Evidence } from "../evidence/evidence.ts";
import {
  apiKeyOf,
  authorizationOf,
  callsOf,
  companyOf,
  failures,
  inWords,
  isErpError,
  isHtml,
  isKinetic,
  refused,
  sameHost,
  serviceOf,
  succeeded,
  type Call,
} from "./calls.ts";
import { anyOf, said, surest, type Rule, type Sighting } from "./rule.ts";

export const METHOD: RegExp =
  /access (?:is )?denied[ :]{0,3}\(?['"]?(?:(?:Erp|Ice)\.|[A-Z]\w*\.[A-Z]\w*\.[A-Z])[\w.]*/i;
const PLACE =
  /(?:not (?:authori[sz]ed|allowed|permitted|valid|assigned)|no (?:access|rights?)|(?:does|do) ?n[o']t have (?:access|rights?)|has no (?:access|rights?)|access (?:is )?denied|may not (?:enter|use|access))[^.{}]{0,50}\b(?:company|plant|site)\b|\b(?:company|plant|site)\b[^.{}]{0,40}\b(?:not (?:authori[sz]ed|allowed|permitted|valid)|access denied|no access|is not among)/i;

function otherCompany(evidence: Evidence): Sighting | undefined {
  const calls = callsOf(evidence).filter(isKinetic);
  const pair = anyOf(calls.filter(refused), (call) => {
    if (
      /Invalid API Key|access denied \(|access scope/i.test(call.response.body) ||
      companyOf(call.request) === undefined
    )
      return undefined;
    const works = calls.find(
      (each) =>
        succeeded(each) &&
        sameHost(each, call) &&
        sameCaller(each, call) &&
        companyOf(each.request) !== undefined &&
        companyOf(each.request) !== companyOf(call.request),
    );
    if (works === undefined) return undefined;
    return {
      confidence: serviceOf(works.request) === serviceOf(call.request) ? 0.84 : 0.6,
      seen: [inWords(call), `${inWords(works)} with the same login and key`],
    };
  });
  const text = /Invalid API Key/i.test(evidence.trouble) ? undefined : said(evidence.trouble, PLACE, 0.85);
  // In a business error only a sentence about the user counts: sites are in the data, too.
  const business = said(
    evidence.business,
    new RegExp(`\\b(?:user|account|login|you)\\b[^.{}]{0,40}(?:${PLACE.source})`, "i"),
    0.86,
  );
  return surest(pair, text, business);
}

/** Same login and key, or neither to be seen. */
function sameCaller(one: Call, other: Call): boolean {
  if (!one.request.headersKnown || !other.request.headersKnown) return true;
  return (
    apiKeyOf(one.request) === apiKeyOf(other.request) && authorizationOf(one.request) === authorizationOf(other.request)
  );
}

function notExposed(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(failures(evidence), (call) => {
    if (call.response.status !== 404 || !/\/api\/v2\/efx\/(?:staging\/)?[^/]+\/[^/]+\/[^/]+/i.test(call.request.path))
      return undefined;
    const confidence = isErpError(call.response) ? 0.93 : isHtml(call.response) ? 0.45 : 0.75;
    return { confidence, seen: [inWords(call)] };
  });
  return surest(
    shown,
    said(
      evidence.trouble + evidence.business,
      /can(?:'|no|)t find (?:function )?library|\bfunction ['"]?[\w.-]{1,60}['"]? (?:was |is |could )?(?:not (?:be )?found|not published|disabled)|library ['"]?[\w.-]{1,60}['"]? (?:was |is )?(?:not found|could not be found|disabled|not published)/i,
      0.92,
    ),
  );
}

export const kineticPermission: readonly Rule[] = [
  {
    id: "kinetic/method-access-denied",
    look: ({ trouble, business }) => said(`${trouble} ${business}`, METHOD, 0.95),
  },
  {
    id: "kinetic/company-access-denied",
    yieldsTo: ["kinetic/api-key-company-mismatch", "kinetic/method-access-denied", "kinetic/company-segment-missing"],
    look: otherCompany,
  },
  { id: "kinetic/function-not-exposed", yieldsTo: ["kinetic/company-segment-missing"], look: notExposed },
];
