import {
  apiKeyOf,
  authorizationOf,
  callsOf,
  companyOf,
  failures,
  inWords,
  isBehindProxy,
  isErpError,
  isKinetic,
  refused,
  sameHost,
  succeeded,
  type Call,
} from "./calls.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

const V2 = /\/api\/v2\//i;
const ECHO = /Invalid API Key\b/i;
const WANTED =
  /(?:missing|no|without|lacks?|absent|needs?|requires?|provide)(?: an?| the| your| any)? (?:valid )?(?:header )?['"`]?(?:x-)?api[- ]?key|(?:x-)?api[- ]?key['"`]?(?: header| is| was| must be)*(?: header)? (?:is |was |must be )?(?:required|missing|mandatory|absent|not (?:provided|supplied|present|found|sent|specified)|needed)/i;

function keyNotSent(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(failures(evidence), (call) => {
    const { request, response } = call;
    if (!isKinetic(call) || !V2.test(request.path) || !refused(call) || !request.headersKnown) return undefined;
    if (authorizationOf(request) === undefined || apiKeyOf(request) !== undefined || ECHO.test(response.body))
      return undefined;
    const names = /user ?name or password|access denied \(/i.test(response.body);
    return {
      confidence: names ? 0.5 : 0.92,
      seen: [inWords(call), "the request has Authorization, and no x-api-key header"],
    };
  });
  const isGateways = failures(evidence).some(({ response }) => isBehindProxy(response) && !isErpError(response));
  const text = ECHO.test(evidence.trouble) ? undefined : said(evidence.trouble, WANTED, isGateways ? 0.56 : 0.85);
  return surest(shown, text, keyNotInCode(evidence));
}

const headerNames = ({ exchanges }: Evidence): string =>
  exchanges.flatMap(({ request }) => request?.headers.map(({ name }) => name) ?? []).join(" ");

/** A piece of code that signs in on v2 and never mentions a key. */
function keyNotInCode(evidence: Evidence): Sighting | undefined {
  const failed = failures(evidence).some(
    (call) => refused(call) && V2.test(call.request.path) && isKinetic(call) && companyOf(call.request) !== undefined,
  );
  const text = `${evidence.remarks} ${headerNames(evidence)}`;
  const signsIn =
    /auth\s*=\s*\(|HTTPBasicAuth|DefaultRequestHeaders\.Authorization|Authorization["']?\s*[:=,\]]|-Credential\b|setBasicAuth|\bauthenticate\(|auth_basic\(|authenticationType["']?\s*[:=]\s*["']?Basic|AuthScheme["']?\s*[:=]\s*["']?Basic|Authenticator\b|with basic auth/i.test(
      text,
    );
  return when(
    failed && signsIn && !/api[-_ ]?key/i.test(text),
    0.62,
    "a v2 address was refused, and the code shown sends a login and mentions no API key",
  );
}

function keyOfOtherCompany(evidence: Evidence): Sighting | undefined {
  const calls = callsOf(evidence).filter(isKinetic);
  const pair = anyOf(calls, (call) => {
    if (!ECHO.test(call.response.body) || call.response.status < 400) return undefined;
    const works = calls.find(
      (each) => succeeded(each) && sameHost(each, call) && isOtherCompany(each, call) && mayShareKey(each, call),
    );
    return works && { confidence: 0.95, seen: [inWords(call), `${inWords(works)} with the same key`] };
  });
  // Of a log, the echo names the company that was refused.
  const refusedIn = /Invalid API Key\b[^{}]{0,300}?(?:\b|\\n)Company (\w{1,20})/i
    .exec(evidence.trouble)?.[1]
    ?.toLowerCase();
  const beside = anyOf(calls, (call) => {
    if (refusedIn === undefined || companyOf(call.request)?.toLowerCase() !== refusedIn || !refused(call))
      return undefined;
    const works = calls.find((each) => succeeded(each) && sameHost(each, call) && isOtherCompany(each, call));
    return works && { confidence: 0.9, seen: [inWords(call), inWords(works)] };
  });
  const prose =
    /\b(?:works|worked|fine|ok|200|succeeds?|good)\b[^.]{0,90}\bcompan(?:y|ies)\b|\bcompany\b[^.]{0,60}\b(?:works|worked|is fine|ok|200|succeeds?)\b/i.test(
      evidence.remarks,
    ) && ECHO.test(evidence.trouble);
  const told = /\b([A-Za-z]{1,8}\d{0,4})\b[^.]{0,30}(?<![\d.])\b(?:200|works?|ok|fine)\b/g;
  const sibling = Array.from(evidence.remarks.matchAll(told), ([, name = ""]) => name.toLowerCase()).some(
    (name) =>
      refusedIn !== undefined && name !== refusedIn && name.length > 2 && name.slice(0, 3) === refusedIn.slice(0, 3),
  );
  return surest(
    pair,
    beside,
    when(sibling, 0.84, "another company of the same kind of name is said to work"),
    when(prose, 0.85, "the key is refused in one company and said to work in another"),
  );
}

const isOtherCompany = (one: Call, other: Call): boolean =>
  companyOf(one.request) !== undefined &&
  companyOf(one.request)?.toLowerCase() !== companyOf(other.request)?.toLowerCase();

/** Log lines do not show the key: then the two calls are taken to be the same client's. */
function mayShareKey(one: Call, other: Call): boolean {
  const [first, second] = [apiKeyOf(one.request), apiKeyOf(other.request)];
  return first === second || first === undefined || second === undefined;
}

export const kineticApiKey: readonly Rule[] = [
  {
    id: "kinetic/api-key-missing",
    yieldsTo: [
      "client/api-key-wrong-place",
      "client/headers-cleared",
      "proxy/header-stripped",
      "client/authorization-scheme-missing",
      "client/authorization-not-base64",
      "kinetic/windows-auth-shadowing",
      "kinetic/method-access-denied",
    ],
    look: keyNotSent,
  },
  {
    id: "kinetic/api-key-invalid",
    yieldsTo: ["kinetic/company-segment-missing", "kinetic/api-key-company-mismatch", "client/key-whitespace"],
    look: ({ trouble }) =>
      surest(
        when(ECHO.test(trouble), 0.95, 'the answer says "Invalid API Key", followed by the key as sent'),
        said(
          trouble,
          /api[- ]key\b[^.]{0,30}\b(?:is |was |has )?(?:invalid|not valid|disabled|expired|revoked|not accepted|unknown|not recogni[sz]ed)/i,
          0.8,
        ),
      ),
  },
  { id: "kinetic/api-key-company-mismatch", yieldsTo: ["kinetic/company-segment-missing"], look: keyOfOtherCompany },
];
