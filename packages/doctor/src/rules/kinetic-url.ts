import {
  callsOf,
  companyOf,
  failures,
  isBehindProxy,
  isErpError,
  isHtml,
  isKinetic,
  isRedirect,
  inWords,
  sameHost,
  serverOf,
  succeeded,
  type Call,
} from "./calls.ts";
import { headerValue } from "../evidence/headers.ts";
import type { Evidence, HttpResponse } from "../evidence/evidence.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

const NO_COMPANY =
  /\/api\/v2\/(?:odata\/(?:(?:Erp|Ice)\.[^/\s"']*|[\w.]*Svc)(?=\/|$|[\s"'?])|efx\/(?:staging\/)?[^/\s"'?]+\/[^/\s"'?]+\/?(?=$|[\s"'?]))/i;
const WRONG_FORM =
  /\/api\/v2\/(?!odata(?:\/|$)|efx(?:\/|$)|swagger|\$)[\w.$-]+|\/api\/v2\/?$|\/api\/v1\/(?:odata|efx)(?:\/|$)|\/api\/(?:v[12]\/)?TokenResource\.svc/i;
/** What the ERP answers itself wherever it is installed. */
const WELL_FORMED = /^\/[^/]+\/(?:api\/v1\/(?!odata|efx)|api\/v2\/odata\/(?!(?:Erp|Ice)\.)|TokenResource\.svc)/i;
const AT_ROOT = /^\/(?:api\/v[12]\/|TokenResource\.svc)/i;

/** Addresses count when their call failed, or when prose about a refusal names them. */
function badAddress(evidence: Evidence, pattern: RegExp, what: string, confidence: number): Sighting | undefined {
  const shown = anyOf(failures(evidence).filter(isKinetic), (call) =>
    when(
      pattern.test(call.request.path) && [400, 401, 403, 404, 405].includes(call.response.status),
      // Where a proxy refuses what it has no rule for, the ERP has not seen the address.
      isProxysOwn(call.response) ? 0.5 : confidence,
      `${inWords(call)}: ${what}`,
    ),
  );
  const isRefused = /\b40[134]\b|not found|unauthori[sz]ed/i.test(evidence.trouble);
  const isProxys =
    /\b401\b[^.]{0,40}\b(?:from|by|of) (?:the |our )?(?:reverse )?(?:nginx|proxy|gateway|load balancer|waf|haproxy|traefik|kong)\b/i.test(
      evidence.remarks,
    );
  const sure = isProxys ? 0.5 : confidence - 0.1;
  return shown ?? (isRefused ? said(evidence.remarks, pattern, sure, what) : undefined);
}

const isProxysOwn = (response: HttpResponse): boolean =>
  response.status === 401 && isBehindProxy(response) && !isErpError(response);

/** IIS answers 404 itself where no application has that name, so the ERP's error body is not there. */
function wrongInstance(evidence: Evidence): Sighting | undefined {
  return surest(instanceNotFound(evidence), instanceTold(evidence));
}

/** In prose: an address at the root is not found, and one with something before it works. */
function instanceTold({ remarks }: Evidence): Sighting | undefined {
  const isAtRoot = /https?:\/\/[^/\s"']{1,200}\/(?:api\/v[12]\/|TokenResource\.svc)/i.test(remarks);
  const isFound =
    /\b(?:with|behind|after|adding|added|inserting)\b[^.]{0,50}\b(?:works?|ok|fine|200)\b|\bworks? (?:with|after|when)\b/i.test(
      remarks,
    );
  return when(
    isAtRoot && isFound && /\b404\b|not found/i.test(remarks),
    0.78,
    "no instance stands before /api, and with one the address is found",
  );
}

function instanceNotFound(evidence: Evidence): Sighting | undefined {
  const calls = callsOf(evidence);
  return anyOf(failures(evidence), (call) => {
    const { path } = call.request;
    if (call.response.status !== 404 || isErpError(call.response)) return undefined;
    const page = isHtml(call.response) || /IIS|404 - File or directory|404\.0/i.test(call.response.body);
    if (AT_ROOT.test(path) && !/\/api\/v2\/services|uiserver/i.test(path))
      return {
        confidence: page ? 0.92 : 0.75,
        seen: [`${inWords(call)}, without the ERP's error body: no instance stands before it`],
      };
    const works = calls.find(
      (each) => succeeded(each) && sameHost(each, call) && isKinetic(each) && firstSegment(each) !== firstSegment(call),
    );
    if (!isKinetic(call)) return undefined;
    if (works !== undefined)
      return { confidence: 0.88, seen: [`${inWords(call)}, while another first segment works on the same host`] };
    const isIis =
      page && /IIS|404 - File or directory|HTTP Error 404/i.test(`${serverOf(call.response)} ${call.response.body}`);
    return when(
      isIis && WELL_FORMED.test(path),
      0.72,
      `${inWords(call)} with IIS's own page: no application has that name`,
    );
  });
}

const firstSegment = (call: Call): string => call.request.path.split("/")[1]?.toLowerCase() ?? "";

function otherCompanyInHeader(evidence: Evidence): Sighting | undefined {
  return anyOf(callsOf(evidence), ({ request }) => {
    const settings = headerValue(request.headers, "callsettings");
    if (settings === undefined || /^\s*(?:\*+|\[.*redacted.*\]|<.*>)\s*$/.test(settings)) return undefined;
    const company = companyInSettings(settings);
    if (company === "malformed") return { confidence: 0.85, seen: ["the CallSettings header is not valid JSON"] };
    const url = companyOf(request);
    return when(
      company !== undefined && url !== undefined && company.toLowerCase() !== url.toLowerCase(),
      0.88,
      `CallSettings names another company than the address (${url ?? ""})`,
    );
  });
}

function companyInSettings(settings: string): string | undefined {
  try {
    const value: unknown = JSON.parse(settings);
    if (typeof value !== "object" || value === null) return "malformed";
    const company = Object.entries(value).find(([name]) => name.toLowerCase() === "company")?.[1] as unknown;
    return typeof company === "string" ? company : undefined;
  } catch {
    return "malformed";
  }
}

function slashRedirect(evidence: Evidence): Sighting | undefined {
  const calls = callsOf(evidence);
  const redirected = anyOf(calls, (call, at) => {
    if (!/\/TokenResource\.svc$/i.test(call.request.path)) return undefined;
    const location = headerValue(call.response.headers, "location");
    if (isRedirect(call) && (location === undefined || /TokenResource\.svc\/(?:[?#]|$)/i.test(location)))
      return { confidence: 0.94, seen: [inWords(call), "the address has no slash at its end"] };
    const next = calls[at + 1];
    return when(
      next?.request.method === "GET" && /\/TokenResource\.svc\/$/i.test(next.request.path),
      0.85,
      inWords(call),
      "a GET of the address with the slash follows",
    );
  });
  const prose = /redirect|\b30[1278]\b/i.test(evidence.remarks)
    ? said(
        evidence.remarks,
        /\/TokenResource\.svc(?=[\s"',)]|$)/i,
        0.75,
        "a redirect, and the token address without its slash",
      )
    : undefined;
  return surest(redirected, prose);
}

export const kineticUrl: readonly Rule[] = [
  {
    id: "kinetic/company-segment-missing",
    look: (evidence) => badAddress(evidence, NO_COMPANY, "no company stands in the address", 0.93),
  },
  {
    id: "kinetic/api-version-path-wrong",
    yieldsTo: ["kinetic/company-segment-missing"],
    look: (evidence) => badAddress(evidence, WRONG_FORM, "this is neither the form of v1 nor that of v2", 0.9),
  },
  { id: "kinetic/instance-path-wrong", yieldsTo: ["kinetic/api-version-path-wrong"], look: wrongInstance },
  {
    id: "kinetic/company-header-mismatch",
    yieldsTo: ["kinetic/api-key-invalid", "kinetic/credentials-invalid", "kinetic/api-key-missing"],
    look: otherCompanyInHeader,
  },
  { id: "kinetic/token-endpoint-slash", look: slashRedirect },
];
