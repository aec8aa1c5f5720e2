import { headerValue } from "../evidence/headers.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { membersOf } from "../evidence/members.ts";
import { aboutProphet21, callsOf, inWords, succeeded } from "./calls.ts";
import { PARSE_FAULT } from "./kinetic-client-code.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

function xmlToken(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(callsOf(evidence), (call) => {
    const accept = headerValue(call.request.headers, "accept") ?? "";
    const isXml = /^\s*<(?!!doctype|html)[^]*AccessToken/i.test(call.response.body);
    return when(
      /\/api\/security\/token/i.test(call.request.path) &&
        succeeded(call) &&
        isXml &&
        !(/xml/i.test(accept) && !/json/i.test(accept)),
      0.94,
      `${inWords(call)} with XML that holds an AccessToken`,
    );
  });
  const text = `${evidence.remarks} ${evidence.trouble}`;
  const atToken =
    /\/api\/security\/token/i.test(text) ||
    evidence.exchanges.some(({ request }) => /\/api\/security\/token/i.test(request?.path ?? ""));
  const isInToken =
    /\bget_?token|\bfetch_?token|\btoken (?:call|request|endpoint|address)/i.test(text) && aboutProphet21(evidence);
  const parse =
    PARSE_FAULT.test(text) && (atToken || isInToken) && !/<!doctype|<html/i.test(text) && !failedAtToken(evidence);
  const bodies = evidence.exchanges.flatMap(({ request, response }) =>
    request === undefined && response?.status === 200 ? [response.body] : [],
  );
  const orphan =
    /<(?:\w+:)?(?:TokenResponse|Token)\b[^>]*>\s*<(?:\w+:)?AccessToken>/i.test(`${text} ${bodies.join(" ")}`) &&
    (/TokenResponse|activant/i.test(`${text} ${bodies.join(" ")}`) || atToken);
  return surest(
    shown,
    when(parse, 0.86, "a JSON parser failed right at the token call"),
    when(orphan, 0.8, "a token answer in XML"),
  );
}

const failedAtToken = (evidence: Evidence): boolean =>
  callsOf(evidence).some((call) => /\/api\/security\/token/i.test(call.request.path) && call.response.status >= 400);

/** ExpiresIn is there, and the code reads ExpiresInSeconds. */
function otherField(evidence: Evidence): Sighting | undefined {
  const text = `${evidence.remarks} ${evidence.trouble}`;
  const answers = evidence.exchanges
    .map(({ response }) => response?.body ?? "")
    .filter((body) => /AccessToken/i.test(body));
  const has = [...answers, /AccessToken/i.test(text) ? text : ""].some(
    (body) => membersOf(body).has("expiresin") && !membersOf(body).has("expiresinseconds"),
  );
  const complaint =
    /ExpiresInSeconds/.test(text) &&
    /KeyError|undefined|\bnull\b|None\b|NaN|missing|not found|no such|does not (?:exist|contain)|required|cannot|ArgumentNull|NoSuch|not present|no property|AttributeError|default(?:s|ed)? to 0|\b0\b/i.test(
      text,
    );
  if (complaint)
    return {
      confidence: has ? 0.95 : 0.84,
      seen: ["the code reads ExpiresInSeconds", ...(has ? ["the answer names the lifetime ExpiresIn"] : [])],
    };
  const mints = callsOf(evidence).filter(
    (call) => /\/api\/security\/token/i.test(call.request.path) && succeeded(call),
  );
  const others = callsOf(evidence).filter((call) => !/\/api\/security\/token/i.test(call.request.path)).length;
  return when(
    has && mints.length >= 3 && mints.length >= others - 1 && others > 0,
    0.66,
    "a token is fetched before every call, and its lifetime is named ExpiresIn",
  );
}

function headersOnV2(evidence: Evidence): Sighting | undefined {
  const text = `${evidence.trouble} ${evidence.business}`;
  const isNull = /NullReferenceException|object reference not set/i;
  const shown = anyOf(callsOf(evidence), ({ request, response }) => {
    if (
      !/\/api\/security\/token\/v2/i.test(request.path) ||
      ![400, 500].includes(response.status) ||
      !isNull.test(response.body)
    )
      return undefined;
    const inHeaders =
      headerValue(request.headers, "username") !== undefined || headerValue(request.headers, "password") !== undefined;
    return {
      confidence: inHeaders ? 0.95 : 0.82,
      seen: [
        "the v2 token address answers with a null reference",
        ...(inHeaders ? ["user name and password were sent as headers"] : []),
      ],
    };
  });
  const words = /\/api\/security\/token\/v2|token\/v2/i.test(`${text} ${evidence.remarks}`)
    ? said(text, isNull, 0.85)
    : undefined;
  return surest(shown, words);
}

export const prophet21ClientCode: readonly Rule[] = [
  { id: "prophet21/xml-token-response", yieldsTo: ["kinetic/token-xml-response"], look: xmlToken },
  { id: "prophet21/token-lifetime-field", look: otherField },
  { id: "prophet21/credentials-in-headers-on-v2", look: headersOnV2 },
];
