import { membersOf } from "../evidence/members.ts";
import { queryParameters } from "../evidence/target.ts";
import type { Evidence, HttpRequest } from "../evidence/evidence.ts";
import { judgeBearer } from "./bearer.ts";
import {
  apiKeyOf,
  authorizationOf,
  callsOf,
  failures,
  inWords,
  isExplained,
  isKinetic,
  isRedirect,
  refused,
  sameHost,
  succeeded,
  systemOf,
  type Call,
} from "./calls.ts";
import { entraNumbersIn } from "./entra-numbers.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

const SKEW_MS = 150_000;
const KEY_NAME = /^(?:x[-_]?)?(?:epicor[-_]?)?(?:rest[-_]?)?api[-_]?(?:key|token)$|^x[-_]apikey$/i;

function clockOff(evidence: Evidence): Sighting | undefined {
  const future = anyOf(failures(evidence), (call) =>
    when(
      refused(call) && judgeBearer(call) === "from-the-future",
      0.92,
      inWords(call),
      "the token begins later than the time of the answer",
    ),
  );
  const apart = anyOf(callsOf(evidence), (call) => {
    if (call.atMs === undefined || call.response.dateMs === undefined) return undefined;
    const off = Math.abs(call.response.dateMs - call.atMs) - Math.max(0, call.tookMs ?? 0);
    return when(
      off > SKEW_MS,
      call.response.status >= 400 ? 0.9 : 0.6,
      `the client's time and the answer's Date are ${String(Math.round(off / 60_000))} minutes apart`,
    );
  });
  const number = when(entraNumbersIn(evidence.trouble).includes("700024"), 0.96, "AADSTS700024");
  const early =
    /not yet valid/i.test(evidence.trouble) &&
    /\b(?:19[789]\d|200\d|201\d)-\d\d-\d\d|\bJan(?:uary)? +0?1[ ,].{0,20}(?:1970|2000)|\b0?1 Jan\b.{0,24}(?:1970|2000)|\b(?:UTC|GMT|CET|CEST) (?:19[789]\d|200\d|201\d)\b/i.test(
      evidence.remarks,
    );
  return surest(
    future,
    apart,
    number,
    when(early, 0.9, "a certificate is not yet valid, and the log's own date is years behind"),
    said(
      evidence.trouble,
      /IDX10222|ImmatureSignature|token (?:is )?not yet valid|token used before issued|not within its valid time range|clock skew|"?nbf"? claim timestamp check failed|jwt not active/i,
      0.88,
    ),
  );
}

function untrimmed(evidence: Evidence): Sighting | undefined {
  const sent = anyOf(evidence.exchanges, ({ request, response }) => {
    if (request === undefined || (response !== undefined && response.status < 400)) return undefined;
    return anyOf(keysOf(request), ({ value, isExact }) => {
      const hard =
        /^["'\u00a0\u200b-\u200d\u2060\ufeff]|["'\u00a0\u200b-\u200d\u2060\ufeff]$|[\u200b-\u200d\u2060\ufeff\u00a0\r\n\t]|%0[ad]|%20|\\[nrt]$|\\u(?:200b|feff|00a0)/i.test(
          value,
        );
      const soft = value !== value.trim() && value.trim() !== "";
      return when(
        hard || soft,
        hard || isExact ? 0.95 : 0.6,
        "the key as sent has blanks, quotes or invisible characters around it",
      );
    });
  });
  const text = `${evidence.trouble} ${evidence.business}`;
  const echo = when(
    /Invalid API Key (?:\s|["'\u00a0\u200b\ufeff]|&quot;|&#x?\w+;)*[^\s"'.]{6,200}(?:\s|["'\u00a0\u200b\ufeff]|&quot;|\\n|\\r(?!\\n ?Company)|%0a|%20)+\.|Invalid API Key (?: |\\?["'\u200b\ufeff\u00a0]|&quot;)[^.]{6,200}\./i.test(
      text,
    ),
    0.96,
    "the key in the echo has a blank, quote or invisible character beside it",
  );
  const error = said(
    text,
    /invalid (?:character|value)s?\b[^.]{0,30}\bheader|ERR_INVALID_CHAR|ERR_HTTP_INVALID_HEADER_VALUE|invalid (?:leading whitespace|header value|http header)|illegal header value|illegal (?:or invalid )?character[^.]{0,30}header|new-?line characters? (?:are|is) not allowed|header values?\b[^.]{0,40}\b(?:invalid|illegal|control|not allowed|must not)|is an invalid header value|the format of value .{1,80} is invalid|InvalidHeader\b|invalid http_header/i,
    0.9,
  );
  return surest(sent, echo, error);
}

function keysOf(request: HttpRequest): readonly { readonly value: string; readonly isExact: boolean }[] {
  const members = membersOf(request.body ?? "");
  const secret = /"(?:clientsecret|client_secret)"\s*:\s*"((?:[^"\\]|\\.){0,400})"/i.exec(request.body ?? "")?.[1];
  return [
    ...request.headers
      .filter(({ name }) => /^(?:x-api-key|consumer[-_]?key|appkey)$/i.test(name))
      .map(({ value }) => ({ value, isExact: false })),
    ...queryParameters(request.query)
      .filter(([name]) => name.toLowerCase() === "api-key")
      .map(([, value]) => ({ value, isExact: true })),
    ...(secret === undefined || members.size === 0 ? [] : [{ value: secret, isExact: true }]),
  ];
}

function wrongPlace(evidence: Evidence): Sighting | undefined {
  return anyOf(failures(evidence), (call) => {
    const { request } = call;
    if (!isKinetic(call) || !/\/api\/v2\//i.test(request.path) || !refused(call) || apiKeyOf(request) !== undefined)
      return undefined;
    const header = request.headers.find(({ name }) => name.toLowerCase() !== "x-api-key" && KEY_NAME.test(name));
    const scheme = /^\s*(?:ApiKey|Api-Key|x-api-key|Key|EpicorKey)[\s:=]/i.test(authorizationOf(request) ?? "");
    const parameter = queryParameters(request.query).find(
      ([name]) => name.toLowerCase() !== "api-key" && (KEY_NAME.test(name) || /^key$/i.test(name)),
    );
    const member = /"(?:x-)?api[-_]?key"\s*:|(?:^|&)(?:x-)?api[-_]?key=/i.test(request.body ?? "");
    const where = header
      ? `the header ${header.name}`
      : scheme
        ? "Authorization"
        : parameter
          ? `the query parameter ${parameter[0]}`
          : member
            ? "the body"
            : "";
    return when(where !== "", 0.95, inWords(call), `a key stands in ${where}, and there is no x-api-key header`);
  });
}

function cleared(evidence: Evidence): Sighting | undefined {
  const calls = callsOf(evidence).filter(({ request }) => request.headersKnown);
  const shown = anyOf(calls, (call) => {
    if (call.response.status !== 401 || systemOf(call) === "entra" || isRedirect(call)) return undefined;
    const at = calls.indexOf(call);
    if (calls.slice(0, at).some(isRedirect)) return undefined;
    const lacks = (name: "authorization" | "key") =>
      name === "key" ? apiKeyOf(call.request) === undefined : authorizationOf(call.request) === undefined;
    const other = calls.find(
      (each) =>
        succeeded(each) &&
        sameHost(each, call) &&
        each.request.path !== call.request.path &&
        !/token/i.test(each.request.path) &&
        ((lacks("key") && apiKeyOf(each.request) !== undefined && !/\/api\/v1\//i.test(call.request.path)) ||
          (lacks("authorization") && authorizationOf(each.request) !== undefined)),
    );
    return when(
      other !== undefined && !/TokenResource|security\/token/i.test(call.request.path),
      0.95,
      inWords(call),
      "another call of the same client carried a header that this one lacks, and succeeded",
    );
  });
  const prose = said(
    evidence.remarks,
    /DefaultRequestHeaders\.Clear\(\)|headers? (?:are|is|were|was|get|gets) (?:cleared|replaced|lost|overwritten)|(?:only|just) (?:the )?first (?:call|request) (?:works|succeeds)/i,
    /\b401\b/.test(evidence.trouble) ? 0.8 : 0.4,
  );
  const forgotten =
    /\b(?:forg[eo]t\w*|lacks?|misses|omits?|drops|without|does ?n[o']t (?:add|set|send|carry|include))\b (?:the |an? |its )?(?:x-api-key|authorization|api[- ]key|headers?)\b/i.test(
      evidence.remarks,
    ) &&
    /\b(?:GETs?|reads?|first|others?|some|most|same client)\b[^.]{0,50}\b(?:works?|succeeds?|ok|fine|200)\b/i.test(
      evidence.remarks,
    ) &&
    /\b401\b/.test(evidence.trouble);
  return surest(shown, when(forgotten, 0.8, "some calls of the client carry a header that another lacks"), prose);
}

const anyFailure = (evidence: Evidence): boolean =>
  failures(evidence).some((call: Call) => !isExplained(call.response) || refused(call)) ||
  /\b(?:401|403|500|502|503|504)\b|exception|error:/i.test(
    evidence.trouble.replace(/InsecureRequestWarning|Request cannot be constructed/gi, ""),
  );

function unchecked(evidence: Evidence): Sighting | undefined {
  const text = `${evidence.remarks} ${evidence.trouble}`;
  const found = said(
    text,
    /InsecureRequestWarning|NODE_TLS_REJECT_UNAUTHORIZED|SSL certificate verify result:[^*]{0,80}continuing anyway|skipping SSL peer certificate verification|\bcurl(?:\.exe)? (?:[^|;]{0,200} )?(?:-[a-zA-Z]*k[a-zA-Z]*\b|--insecure)|rejectUnauthorized["']?\s*[:=]\s*false|DangerousAcceptAnyServerCertificateValidator|verify\s*=\s*False|-SkipCertificateCheck|ServerCertificate(?:Custom)?ValidationCallback[^;]{0,60}true|InsecureSkipVerify|TrustAllCerts|NoopHostnameVerifier|strict-ssl=false/i,
    0.88,
  );
  return found && { ...found, confidence: anyFailure(evidence) ? 0.5 : found.confidence };
}

function inAddress(evidence: Evidence): Sighting | undefined {
  const named = anyOf(evidence.exchanges, ({ request }) => {
    const parameter = queryParameters(request?.query ?? "").find(
      ([name, value]) =>
        /^(?:x-)?api[-_]?key$|^password$|^pwd$|^access_token$|^client_?secret$|^token$|^consumer_?key$/i.test(name) &&
        value.length > 2,
    );
    return parameter && { confidence: 0.9, seen: [`the address has a parameter ${parameter[0]}`] };
  });
  const text = `${evidence.remarks} ${evidence.trouble}`;
  const userinfo = said(text, /url that includes credentials/i, 0.95);
  const credentials = /https?:\/\/[^\s/:@"'<>]{1,100}:[^\s/@"'<>]{1,200}@/i.test(text)
    ? { confidence: 0.88, seen: ["an address has user:password before its host"] }
    : undefined;
  const written = /[?&](?:x-)?(?:api[-_]?key|password|access_token)=[^\s&"']{3,}/i.test(text)
    ? { confidence: 0.86, seen: ["an address has a key, password or token in its query"] }
    : undefined;
  const found = surest(named, userinfo, credentials, written);
  return found && { ...found, confidence: anyFailure(evidence) && userinfo === undefined ? 0.5 : found.confidence };
}

/** Token calls milliseconds apart, with the twenty years of a key that never expires. */
function timerStorm(evidence: Evidence): Sighting | undefined {
  const words = said(
    `${evidence.remarks} ${evidence.trouble}`,
    /TimeoutOverflowWarning|does not fit into a 32-bit signed integer/i,
    0.97,
  );
  const mints = callsOf(evidence).filter(
    (call) => /\/api\/security\/token/i.test(call.request.path) && succeeded(call) && call.atMs !== undefined,
  );
  const all = callsOf(evidence).filter((call) => /\/api\/security\/token/i.test(call.request.path) && succeeded(call));
  const isCoded = /setTimeout\([^;]{0,120}(?:ExpiresIn|expires_in)[^;]{0,40}1000/i.test(evidence.remarks);
  const near = mints.filter((call, at) => at > 0 && (call.atMs ?? 0) - (mints[at - 1]?.atMs ?? 0) < 1000).length;
  return surest(
    words,
    when(
      isCoded &&
        /630720000/.test(evidence.remarks) &&
        /\bat once\b|immediate|hammer|storm|flood|loop|thousands|per second/i.test(evidence.remarks),
      0.86,
      "a timer is set to a lifetime of 630720000 s, and fires at once",
    ),
    when(
      all.length > 2 && (isCoded || all.length === callsOf(evidence).length) && /630720000/.test(evidence.remarks),
      isCoded ? 0.93 : 0.7,
      `${String(all.length)} tokens were fetched one after the other, each with a lifetime of 630720000 s`,
    ),
    when(
      near >= 2 && mints.some((call) => /630720000/.test(call.response.body)),
      0.93,
      `${String(mints.length)} tokens were fetched in a burst, each with a lifetime of 630720000 s`,
    ),
  );
}

export const client: readonly Rule[] = [
  { id: "client/clock-skew", look: clockOff },
  { id: "client/key-whitespace", look: untrimmed },
  { id: "client/api-key-wrong-place", look: wrongPlace },
  { id: "client/headers-cleared", look: cleared },
  { id: "client/tls-verification-disabled", look: unchecked },
  { id: "client/secret-in-url", yieldsTo: ["client/api-key-wrong-place"], look: inAddress },
  { id: "client/timer-overflow", look: timerStorm },
];
