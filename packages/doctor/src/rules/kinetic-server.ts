import { membersOf } from "../evidence/members.ts";
import { queryParameters } from "../evidence/target.ts";
import type { Evidence, Exchange } from "../evidence/evidence.ts";
import {
  aboutKinetic,
  aboutProphet21,
  callsOf,
  failures,
  inWords,
  isErpError,
  isKinetic,
  serverOf,
  systemOf,
} from "./calls.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

const CAP = 100;
const BUSINESS_TYPE =
  /BusinessObjectException|\bBLException|ODataException|RecordNotFoundException|DuplicateRecordException|RESTApi\.ErrorHandling\.ApiException/i;
const QUERY_FAULT =
  /query specified in the URI is not valid|could not find a property named|syntax error at position \d|binary operator with incompatible types|term '.{1,60}' is not valid in a \$|resource not found for the segment/i;

function poolDown(evidence: Evidence): Sighting | undefined {
  const text = `${evidence.trouble} ${evidence.business}`;
  const stopped = evidence.exchanges.some(
    ({ response }) =>
      response?.status === 503 &&
      !isErpError(response) &&
      (/HTTPAPI/i.test(serverOf(response)) || /HTTP Error 503\. The service is unavailable/i.test(response.body)),
  );
  return surest(
    said(
      text,
      /login failed for user|cannot open (?:the )?(?:database|file)\b[^.]{0,40}(?:requested|login|config)?|cannot open database|cannot read configuration file|insufficient permissions/i,
      0.9,
    ),
    said(text, /500\.19\b[^]{0,400}?0x80070005|0x80070005[^]{0,400}?500\.19/i, 0.9),
    said(
      text,
      /application pool\b[^.]{0,80}\b(?:disabled|stopped|fail|could not|identity|invalid|terminated|unavailable)|identity of (?:the )?application pool|\bWAS\b[^.]{0,40}\b50(?:21|57|59)\b|event ?id:? ?50(?:21|57|59)\b/i,
      0.88,
    ),
    when(stopped, 0.9, "HTTP.sys answers 503: the application pool does not run"),
    said(text, /HTTP Error 503\. The service is unavailable/i, 0.85),
  );
}

function withoutPlant(evidence: Evidence): Sighting | undefined {
  const text = `${evidence.trouble} ${evidence.business} ${evidence.remarks}`;
  const empty = /NullReferenceException|object reference not set|null reference/i.test(text);
  if (!empty || /\/api\/security\/token/i.test(text) || (aboutProphet21(evidence) && !aboutKinetic(evidence)))
    return undefined;
  const place = said(
    text,
    /\bBPM\b|Customization\.Bpm|\bdirective\b|\bcurrent ?plant|\bplant\b|\bsite\b/i,
    0.86,
    "a null reference, and near it",
  );
  return place;
}

/** Exactly a hundred rows, and nobody asked for a number of them. */
function capped(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(evidence.exchanges, (each) => {
    const { request, response } = each;
    if (request === undefined || response === undefined || response.status !== 200 || systemOf(each) === "prophet21")
      return undefined;
    if (queryParameters(request.query).some(([name]) => /^\$?top$/i.test(name)) || rowsOf(response) !== CAP)
      return undefined;
    return { confidence: 0.9, seen: ["the answer holds exactly 100 rows, and the request names no $top"] };
  });
  const prose = /(?<!(?:\bno|without(?: an?)?|missing|never) )(?:\$|%24)top/i.test(evidence.remarks)
    ? undefined
    : said(
        evidence.remarks,
        /\b(?:never (?:returns? |gets? |gives? )?more than|not? more than|exactly|only|just|always|at most|max(?:imum)?(?: of)?|first|gets?|got|returns?|shows?|sees?|stops? (?:at|after)) (?:the first |only |exactly )?100 (?:rows|records|results|entries|customers|parts|items|orders|lines|invoices|vendors|jobs)/i,
        0.75,
      );
  const counted = anyOf(callsOf(evidence).filter(isKinetic), ({ request, response }) =>
    when(
      response.status === 200 &&
        (request.method ?? "GET") === "GET" &&
        !queryParameters(request.query).some(([name]) => /^\$?top$/i.test(name)) &&
        /\b(?:length|count|rows?|records?)\b\W{1,5}100\b(?!\s?%)|(?<![\d.,])100 (?:rows|records|results|entries)\b/i.test(
          evidence.remarks,
        ),
      0.8,
      "100 rows are told, and the request names no $top",
    ),
  );
  return surest(shown, counted, aboutProphet21(evidence) ? undefined : prose);
}

function rowsOf(response: NonNullable<Exchange["response"]>): number | undefined {
  try {
    const value: unknown = JSON.parse(response.body);
    const rows = typeof value === "object" && value !== null && "value" in value ? value.value : undefined;
    return Array.isArray(rows) ? rows.length : undefined;
  } catch {
    return undefined;
  }
}

function refusedData(evidence: Evidence): Sighting | undefined {
  const isOurs = !aboutProphet21(evidence) || aboutKinetic(evidence);
  if (!isOurs) return undefined;
  const typed = BUSINESS_TYPE.test(`${evidence.business} ${evidence.trouble}`);
  const plain = anyOf(failures(evidence), (call) => {
    const members = membersOf(call.response.body.slice(0, 8000));
    const says = members.has("errormessage") && [400, 404, 409].includes(call.response.status);
    return when(
      isKinetic(call) && says && !/licen[sc]e/i.test(members.get("errormessage") ?? ""),
      0.6,
      `${inWords(call)} with an error of the application`,
    );
  });
  return surest(
    when(typed, 0.88, "the error's type is one of the application's own"),
    said(evidence.trouble, QUERY_FAULT, 0.85),
    plain,
  );
}

export const kineticServer: readonly Rule[] = [
  {
    id: "kinetic/server-not-ready",
    look: ({ trouble, business }) =>
      said(
        `${trouble} ${business}`,
        /ConversionsPending|(?:application )?server is (?:not ready|starting)|conversions? (?:are |is )?(?:still )?(?:pending|running|not complete)|pending conversions?/i,
        0.94,
      ),
  },
  { id: "kinetic/app-pool-identity", yieldsTo: ["kinetic/server-not-ready"], look: poolDown },
  { id: "kinetic/default-site-missing", yieldsTo: ["prophet21/credentials-in-headers-on-v2"], look: withoutPlant },
  { id: "kinetic/default-page-cap", look: capped },
  {
    id: "kinetic/application-error",
    yieldsTo: [
      "kinetic/license-exhausted",
      "kinetic/default-site-missing",
      "kinetic/api-version-path-wrong",
      "kinetic/company-segment-missing",
      "kinetic/function-not-exposed",
      "kinetic/company-access-denied",
      "kinetic/method-access-denied",
      "kinetic/session-invalid",
      "kinetic/app-pool-identity",
      "kinetic/token-service-disabled",
      "kinetic/company-header-mismatch",
      "kinetic/account-unusable",
    ],
    look: refusedData,
  },
];
