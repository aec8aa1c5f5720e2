import { NUMBERED } from "../evidence/numbered.ts";
import { headerValue } from "../evidence/headers.ts";
import type { Evidence, HttpResponse } from "../evidence/evidence.ts";
import {
  apiKeyOf,
  authorizationOf,
  callsOf,
  challengeOf,
  failures,
  inWords,
  isBehindProxy,
  isErpError,
  isHtml,
  isRedirect,
  sameHost,
  serverOf,
  succeeded,
  systemOf,
  type Call,
} from "./calls.ts";
import { PARSE_FAULT } from "./kinetic-client-code.ts";
import { HEADER_ABSENT } from "./prophet21-token.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";
import { intercepted } from "./tls.ts";

const FIREWALL =
  /request rejected|support id|request id|incident id|incapsula|imperva|akamai|cloudflare|ray id|forti(?:web|gate)|\bF5\b|barracuda|mod_?security|web application firewall|\bWAF\b|sucuri|access denied by (?:policy|security)|blocked by|reference #/i;
const LOGIN = /log-?in|sign-?in|adfs|\bsso\b|\/saml|\/oauth2?\/|authorize\b|\/auth\b|portal|\/account\//i;
const DOCUMENTS = /\/api\/help|\/apps\/|\/docs\/|\/swagger/i;

const isApi = (call: Call): boolean =>
  systemOf(call) !== "entra" &&
  !DOCUMENTS.test(call.request.path) &&
  (systemOf(call) !== undefined || /\/api\/|token|odata|\.svc/i.test(call.request.path));

const ASKED_FOR_LOGIN = new RegExp(
  String.raw`(?<![.,:\d#])(?<!${NUMBERED} )\b407\b(?! ?(?:ms|s|bytes|rows|records)\b)|proxy-authenticate|proxy authentication required|ERR_PROXY_AUTH`,
  "i",
);

function pageInstead(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(callsOf(evidence), (call) => {
    const { response } = call;
    if (!isApi(call) || isErpError(response)) return undefined;
    if (isRedirect(call))
      return when(
        LOGIN.test(headerValue(response.headers, "location") ?? ""),
        0.9,
        inWords(call),
        "the redirect leads to a login page",
      );
    if (!isHtml(response) || /AccessToken|(?:object|document) moved/i.test(response.body)) return undefined;
    if (succeeded(call)) return { confidence: 0.92, seen: [inWords(call), "the answer is a web page"] };
    return when(
      [401, 403, 406, 503].includes(response.status) && FIREWALL.test(response.body),
      0.9,
      inWords(call),
      "the page is a firewall's",
    );
  });
  const text = `${evidence.trouble} ${evidence.remarks}`;
  const orphan = anyOf(evidence.exchanges, ({ request, response }) => {
    if (request !== undefined || response === undefined || !isHtml(response)) return undefined;
    if (response.status === 200) return { confidence: 0.7, seen: ["a web page came with status 200"] };
    return when(response.status === 403 && FIREWALL.test(response.body), 0.9, "a firewall's page came with status 403");
  });
  const printed = anyOf(callsOf(evidence), (call) =>
    when(
      isApi(call) && succeeded(call) && /<!doctype html|<html/i.test(evidence.remarks),
      0.82,
      inWords(call),
      "the text shows a web page",
    ),
  );
  const isPage = /<!doctype|<html|text\/html|login page|web page/i.test(text);
  return surest(
    shown,
    orphan,
    printed,
    when(PARSE_FAULT.test(text), isPage ? 0.88 : 0.72, "a JSON parser met a page or something else that begins with <"),
    said(
      evidence.remarks,
      /\bcaptive portal\b|(?:redirect(?:ed|s)?|sent|bounced) to (?:a |the |our )?(?:login|sign-?in|sso)[ -]page/i,
      0.7,
    ),
  );
}

/** What was sent is said to be absent. */
function stripped(evidence: Evidence): Sighting | undefined {
  const calls = callsOf(evidence);
  const shown = anyOf(failures(evidence), (call, _at) => {
    const sentBearer = /^Bearer \S/.test(authorizationOf(call.request) ?? "");
    const says =
      (HEADER_ABSENT.test(call.response.body) && sentBearer) ||
      (isKeyAbsent(call.response) && apiKeyOf(call.request) !== undefined) ||
      isChallengedAnyway(call);
    if (!says || calls.slice(0, calls.indexOf(call)).some(isRedirect)) return undefined;
    return {
      confidence: isBehindProxy(call.response) ? 0.93 : isChallengedAnyway(call) ? 0.3 : 0.75,
      seen: [inWords(call), "the answer says that a header is absent which the request shows"],
    };
  });
  const bypass = anyOf(failures(evidence), (call) => {
    const other = calls.find(
      (each) =>
        succeeded(each) &&
        each.request.path === call.request.path &&
        !sameHost(each, call) &&
        each.request.headersKnown &&
        authorizationOf(each.request) === authorizationOf(call.request),
    );
    return when(
      other !== undefined && call.response.status === 401 && authorizationOf(call.request) !== undefined,
      0.88,
      inWords(call),
      "the same call works at another host",
    );
  });
  const text = evidence.remarks;
  const aroundIt =
    /\b(?:bypass\w*|direct(?:ly)?|straight to|inside|internal(?:ly)?|without the proxy|around the proxy)\b(?:[^.]|\.{3}|\.(?! )){0,90}\b(?:works?|ok|fine|200|succeeds?)\b|\bworks?\b[^.]{0,60}\b(?:bypass\w*|direct(?:ly)?|inside|internal|without (?:the )?(?:proxy|gateway))/i.test(
      text,
    );
  const isBoxed = evidence.exchanges.some(({ response }) => response !== undefined && isBehindProxy(response));
  const box =
    isBoxed || /proxy|nginx|gateway|load balancer|\bWAF\b|apim|api management|haproxy|cloudflare|f5\b/i.test(text);
  const header = /x-api-key|authorization|\bheader/i.test(
    `${text} ${calls.flatMap(({ request }) => request.headers.map(({ name }) => name)).join(" ")}`,
  );
  const nginx = said(evidence.trouble, /client sent invalid header line|underscores_in_headers/i, 0.9);
  return surest(
    shown,
    bypass,
    nginx,
    when(aroundIt && box && header, 0.92, "with the proxy a header is missed, without it the call works"),
  );
}

const isKeyAbsent = ({ body }: HttpResponse): boolean =>
  /api[- ]?key['"`]?[^.{}]{0,25}\b(?:missing|required|not (?:provided|present|found|supplied)|absent)|(?:missing|no|without)(?: an?| the)? ['"`]?(?:x-)?api[- ]?key/i.test(
    body,
  );
const isChallengedAnyway = (call: Call): boolean =>
  /\bBasic\b/i.test(challengeOf(call.response)) &&
  /^Basic \S/.test(authorizationOf(call.request) ?? "") &&
  isBehindProxy(call.response) &&
  call.response.body === "";

/** Cloudflare has numbers of its own for a server that it cannot reach (documented). */
const isGatewayStatus = (response: HttpResponse): boolean =>
  [502, 503, 504].includes(response.status) ||
  (response.status >= 520 && response.status <= 530 && isBehindProxy(response));

function fromProxy(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(evidence.exchanges, ({ request, response }) => {
    if (
      response === undefined ||
      !isGatewayStatus(response) ||
      isErpError(response) ||
      /HTTPAPI/i.test(serverOf(response))
    )
      return undefined;
    if (request !== undefined && systemOf({ request }) === "entra") return undefined;
    const isPage =
      isBehindProxy(response) ||
      /bad gateway|gateway time-?out|temporarily unavailable|upstream|application gateway|awselb|no server is available|502\.\d/i.test(
        response.body,
      ) ||
      response.substatus === 3;
    return {
      confidence: isPage ? 0.93 : response.status === 503 ? 0.5 : 0.8,
      seen: [`the answer is ${String(response.status)}, without the ERP's error body`],
    };
  });
  const words = said(
    evidence.trouble,
    /\b50[24] (?:Bad Gateway|Gateway Time-?out)|503 Service Temporarily Unavailable|\b502\.[35]\b|upstream (?:timed out|prematurely closed|connect error)|no healthy upstream|no live upstreams|bad gateway|gateway time-?out|invalid response while acting as a gateway|(?:error|code)\W{0,3}52[0-6]\b[^.]{0,80}(?:cloudflare|ray id)|cloudflare[^.]{0,80}\b52[0-6]\b/i,
    0.88,
  );
  return surest(shown, words);
}

/** A path form the ERP does not have, refused by the proxy, while published paths work with the same login. */
function unmatched(evidence: Evidence): Sighting | undefined {
  const calls = callsOf(evidence);
  const shown = anyOf(failures(evidence), (call) => {
    const { response } = call;
    if (response.status !== 401 || isErpError(response)) return undefined;
    const byProxy =
      isBehindProxy(response) ||
      /proxy|gateway|restricted/i.test(challengeOf(response)) ||
      /401 Authorization Required/i.test(response.body);
    const works = calls.find(
      (each) =>
        succeeded(each) &&
        sameHost(each, call) &&
        each.request.path !== call.request.path &&
        authorizationOf(each.request) === authorizationOf(call.request),
    );
    if (!byProxy) return undefined;
    const isOdd = systemOf(call) === undefined;
    return works === undefined
      ? when(isOdd, 0.45, inWords(call))
      : {
          confidence: isOdd ? 0.93 : 0.75,
          seen: [inWords(call), `${inWords(works)} with the same login`, "the refusal is a proxy's"],
        };
  });
  const text = evidence.remarks;
  const prose =
    /\b401\b/.test(text) &&
    /proxy|gateway|nginx/i.test(text) &&
    /\b(?:unknown|unpublished|unmatched|not publish\w*|is ?n[o']t published|(?:every|any|all) other (?:path|url|route|address)|no (?:rule|route)|any (?:path|url|route)|nonsense|typo|does ?n[o']t exist|non-?existent)\b/i.test(
      text,
    );
  return surest(shown, when(prose, 0.8, "the proxy answers 401 for addresses it has no rule for"));
}

export const proxy: readonly Rule[] = [
  {
    id: "proxy/html-answer",
    yieldsTo: [
      "proxy/gateway-error",
      "proxy/unmatched-route-401",
      "kinetic/token-xml-response",
      "prophet21/xml-token-response",
      "kinetic/instance-path-wrong",
      "kinetic/windows-auth-shadowing",
      "prophet21/missing-trailing-slash",
      "tls/plain-http-on-tls-port",
      "kinetic/app-pool-identity",
      "proxy/auth-required",
    ],
    look: pageInstead,
  },
  {
    id: "proxy/header-stripped",
    yieldsTo: ["prophet21/redirect-dropped-bearer", "client/authorization-scheme-missing"],
    look: stripped,
  },
  {
    id: "proxy/auth-required",
    look: (evidence) =>
      surest(
        when(
          evidence.exchanges.some(({ response }) => response?.status === 407),
          0.95,
          "the answer is 407",
        ),
        said(evidence.trouble, ASKED_FOR_LOGIN, 0.94),
      ),
  },
  { id: "proxy/tls-intercepted", look: intercepted },
  {
    id: "proxy/gateway-error",
    yieldsTo: ["kinetic/server-not-ready", "kinetic/app-pool-identity", "entra/throttled", "proxy/auth-required"],
    look: fromProxy,
  },
  {
    id: "proxy/unmatched-route-401",
    yieldsTo: [
      "client/headers-cleared",
      "kinetic/windows-auth-shadowing",
      "kinetic/api-version-path-wrong",
      "kinetic/company-segment-missing",
    ],
    look: unmatched,
  },
];
