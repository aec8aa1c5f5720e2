// The questions that rules ask of an exchange, on one page so that each is asked in one way.
import { membersOf } from "../evidence/members.ts";
import type { Evidence, Exchange, HttpRequest, HttpResponse, SeenToken } from "../evidence/evidence.ts";
import { isOvercome } from "../evidence/overcome.ts";
import { headerValue, headerValues } from "../evidence/headers.ts";
import { queryParameters } from "../evidence/target.ts";
import { claimText, decodeToken } from "../evidence/tokens.ts";

/** A call of which both halves were seen, the request perhaps by its address only. */
export interface Call extends Exchange {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
}

export type CallSystem = "kinetic" | "prophet21" | "entra" | undefined;

const P21_PATH =
  /\/odataservice(?:\/|$)|\/api\/security\/token|\/uiserver\d|^\/api\/(?:entity|inventory|sales|purchasing|accounting|extensibility|filehandler|ui|admin|ecommerce|common)(?:\/|$)|\/data\/erp\/views/i;
const KINETIC_PATH =
  /\/api\/v[12](?:\/|$)|\/TokenResource\.svc|\/(?:Erp|Ice)\.(?:BO|Lib|Proc|Rpt)\.|\/BaqSvc(?:\/|$)|\/apps\/resthelp|\/api\/(?:help|swagger)(?:\/|$)/i;
const ENTRA_HOST =
  /(?:^|\.)login\.(?:microsoftonline|windows|microsoft|chinacloudapi|usgovcloudapi|partner\.microsoftonline)\.|^sts\.windows\.net/i;

/** The calls with both halves, in order. */
export function callsOf(evidence: Evidence): readonly Call[] {
  return evidence.exchanges.filter((each): each is Call => each.request !== undefined && each.response !== undefined);
}

/** The vendor whose address it is: by path, then by host, then by the token that was sent. */
export function systemOf({ request }: { readonly request: HttpRequest | undefined }): CallSystem {
  if (request === undefined) return undefined;
  const host = request.host ?? "";
  if (
    ENTRA_HOST.test(host) ||
    /^\/(?!api\/)[^?]*\/?oauth2\/(?:v2\.0\/)?(?:token|devicecode|authorize)/i.test(request.path)
  )
    return "entra";
  if (P21_PATH.test(request.path) || /epicordistribution/i.test(host)) return "prophet21";
  if (KINETIC_PATH.test(request.path) || /epicorsaas/i.test(host)) return "kinetic";
  const issuer = claimText(bearerOf(request) ?? { raw: "", claims: {}, whole: false }, "iss");
  return /^P21\./i.test(issuer) ? "prophet21" : issuer === "epicor" ? "kinetic" : undefined;
}

/** Kinetic calls, and those that nothing shows to be another vendor's. */
export function isKinetic(call: Call): boolean {
  return systemOf(call) === "kinetic";
}

export function isProphet21(call: Call): boolean {
  return systemOf(call) === "prophet21";
}

/** Whether the paste is about Prophet 21, going by its addresses and by words that only its answers hold. */
export function aboutProphet21(evidence: Evidence): boolean {
  return (
    evidence.exchanges.some((each) => systemOf(each) === "prophet21") ||
    /\bP21(?:\b|_|[A-Z]\w)|prophet ?21|odataservice|uiserver\d|\/api\/security\/token|epicordistribution|distributionsuite\.activant|<TokenError\b|"Description" ?:[^{}]{0,400}"Uri" ?:/i.test(
      evidence.remarks + evidence.trouble,
    ) ||
    evidence.tokens.some((token) => /^P21\./i.test(claimText(token, "iss")))
  );
}

export function aboutKinetic(evidence: Evidence): boolean {
  return (
    evidence.exchanges.some((each) => systemOf(each) === "kinetic") ||
    /kinetic|epicor(?!distribution)|\bERP11|TokenResource|\b[A-Z]\w{2,40}Svc\/|REST API Exception|HttpStatus["'>]|\b(?:Erp|Ice)\.(?:BO|Lib)\b|\/api\/v[12]\//i.test(
      evidence.remarks + evidence.trouble,
    ) ||
    evidence.tokens.some((token) => claimText(token, "iss") === "epicor")
  );
}

export function aboutEntra(evidence: Evidence): boolean {
  return (
    evidence.exchanges.some(({ response }) =>
      response?.headers.some(
        ({ name, value }) => /^x-ms-(?:ests|request-id|clitelem)/i.test(name) || ENTRA_HOST.test(value),
      ),
    ) ||
    evidence.exchanges.some((each) => systemOf(each) === "entra") ||
    /AADSTS|login\.microsoftonline|\bMsal|\bmsal\b|Entra|Azure ?AD|login\.windows\.net|sts\.windows\.net/i.test(
      evidence.remarks + evidence.trouble,
    )
  );
}

export function succeeded(call: Call): boolean {
  return call.response.status >= 200 && call.response.status < 300;
}

/** Refused a login or a right, by status alone: which of them it was, other signs must say. */
export function refused(call: Call): boolean {
  return call.response.status === 401 || call.response.status === 403;
}

export function isRedirect(call: Call): boolean {
  return [301, 302, 303, 307, 308].includes(call.response.status);
}

export const authorizationOf = (request: HttpRequest): string | undefined =>
  headerValue(request.headers, "authorization");
export const apiKeyOf = (request: HttpRequest): string | undefined =>
  headerValue(request.headers, "x-api-key") ??
  queryParameters(request.query).find(([name]) => name.toLowerCase() === "api-key")?.[1];
export const challengeOf = (response: HttpResponse): string => headerValues(response.headers, "www-authenticate");
export const serverOf = (response: HttpResponse): string => headerValue(response.headers, "server") ?? "";
export const contentTypeOf = (response: HttpResponse): string => headerValue(response.headers, "content-type") ?? "";

/** The text after `Bearer `; undefined for another scheme or none. */
export function bearerText(request: HttpRequest): string | undefined {
  return /^\s*Bearer\s+(.*)$/is.exec(authorizationOf(request) ?? "")?.[1]?.trim();
}

/** The token of a request, where it can be read. */
export function bearerOf(request: HttpRequest): SeenToken | undefined {
  const text = bearerText(request) ?? /^\s*(eyJ\S+)/.exec(authorizationOf(request) ?? "")?.[1];
  return text === undefined ? undefined : decodeToken(text);
}

/** Whether a token was cut or masked by the person who pasted it, so that nothing follows from its form. */
export function isElided(text: string): boolean {
  return /\.\.\.|…|\*\*|<[^>]*>|\[[^\]]*\]|\{[^}]*\}|redact|x{4,}|\bsnip|token\b/i.test(text) || text.length < 20;
}

export function isHtml(response: HttpResponse): boolean {
  return (
    /^\s*(?:<!doctype html|<html|<head|<title|<h2>)/i.test(response.body) || /text\/html/i.test(contentTypeOf(response))
  );
}

const MIDDLEBOX =
  /nginx|openresty|awselb|Azure-Application-Gateway|cloudflare|haproxy|NetScaler|citrix|CloudFront|fastly|imperva|envoy|traefik|caddy|varnish|squid|akamai|kong|apache|BigIP|\bARR\b|istio|zscaler|ZAGate/i;

/** Whether something between client and ERP shows itself in the answer's headers. */
export function isBehindProxy(response: HttpResponse): boolean {
  return (
    MIDDLEBOX.test(serverOf(response)) ||
    response.headers.some(({ name }) => /^(?:via|x-forwarded-|x-cache|cf-ray|x-azure-ref|x-amz|x-envoy)/i.test(name))
  );
}

/** An answer in the shape of the ERP's own errors. */
export function isErpError(response: HttpResponse): boolean {
  const members = membersOf(response.body.slice(0, 8000));
  return (
    members.has("errormessage") ||
    members.has("errortype") ||
    members.has("httpstatus") ||
    (members.has("description") && members.has("uri"))
  );
}

/** A refusal whose own words already name another cause than the token. */
export function isExplained(response: HttpResponse): boolean {
  return /invalid api key|user ?name (?:or|and) password|access denied \(|not authorized to access api|header was not present|insufficient_scope|access scope|locked|disabled|license/i.test(
    response.body,
  );
}

/** The server's time of the answer, or else the client's of the call. */
export function momentOf(call: Call): number | undefined {
  return call.response.dateMs ?? call.atMs;
}

/** `GET /ERP/api/v2/… answered 401`: without host and query, which may hold what nobody should see. */
export function inWords({ request, response }: Call): string {
  const path = request.path.length > 120 ? `${request.path.slice(0, 117)}...` : request.path;
  return `${request.method ?? "the call to"} ${path} was answered ${String(response.status)}`;
}

export const sameHost = (one: Call, other: Call): boolean => one.request.host === other.request.host;

/** `EPIC06` of `/api/v2/odata/EPIC06/…`; undefined where the address names none. */
export function companyOf(request: HttpRequest): string | undefined {
  const found = /\/api\/v2\/(?:odata|efx(?:\/staging)?)\/([^/]+)/i.exec(request.path)?.[1];
  return found === undefined || /svc$|^(?:Erp|Ice)\./i.test(found) ? undefined : found;
}

/** `Erp.BO.PartSvc` of any Kinetic address. */
export function serviceOf(request: HttpRequest): string | undefined {
  return /\/([A-Za-z][\w.]*Svc)(?:\/|$)/i.exec(request.path)?.[1]?.toLowerCase();
}

/** The calls that failed and that the same client did not overcome at once. */
export function failures(evidence: Evidence): readonly Call[] {
  return callsOf(evidence).filter((call) => call.response.status >= 400 && !isOvercome(call, evidence.exchanges));
}
