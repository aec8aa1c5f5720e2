import { headerValue } from "../evidence/headers.ts";
import type { Evidence } from "../evidence/evidence.ts";
import {
  aboutKinetic,
  aboutProphet21,
  callsOf,
  failures,
  inWords,
  isHtml,
  isProphet21,
  isRedirect,
  systemOf,
} from "./calls.ts";
import { followsRedirect, HEADER_ABSENT } from "./prophet21-token.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

const UNSLASHED_ROUTER = /\/api\/ui\/router\/v1(?=\?|$|[\s"'])/i;
const TOKEN_LIKE =
  /\/(?:oauth2?|connect|auth|identity|security|login|api)\/(?:[\w.-]+\/)*(?:token|tokens|access_?token|login|authenticate)(?:\/[\w.-]+)?\/?$|\/token\/?$/i;
const TOKEN_ADDRESS = /^\/api\/security\/token(?:\/v2)?\/?$/i;

function dropped(evidence: Evidence): Sighting | undefined {
  const calls = callsOf(evidence);
  const afterRedirect = anyOf(calls, (call, at) => {
    const isAbsent =
      HEADER_ABSENT.test(call.response.body) ||
      (call.response.status === 401 &&
        isProphet21(call) &&
        !/authorization/i.test(call.request.headers.map(({ name }) => name).join()) &&
        call.request.headersKnown);
    const before = calls.slice(0, at).findLast(isRedirect);
    return when(
      before !== undefined && call.response.status === 401 && isAbsent,
      0.96,
      before === undefined ? "" : inWords(before),
      inWords(call),
    );
  });
  if (!HEADER_ABSENT.test(evidence.trouble)) return afterRedirect;
  const routed =
    calls.some(({ request }) => /\/api\/ui\/router\/v1$/i.test(request.path)) ||
    UNSLASHED_ROUTER.test(evidence.remarks);
  const told = /\bredirect|\b30[1278]\b/i.test(evidence.remarks);
  return surest(
    afterRedirect,
    when(routed, 0.93, "the refused call goes to the router without the slash before its query"),
    when(followsRedirect(evidence) || told, 0.9, "a redirect came before the 401"),
  );
}

function wrongTokenAddress(evidence: Evidence): Sighting | undefined {
  const isOurs = aboutProphet21(evidence) || !aboutKinetic(evidence);
  return anyOf(failures(evidence), (call) => {
    const { path, method, host = "" } = call.request;
    if (
      ![404, 405].includes(call.response.status) ||
      !isOurs ||
      /TokenResource/i.test(path) ||
      systemOf(call) === "entra" ||
      /login\.epicor\.com/i.test(host)
    )
      return undefined;
    if (TOKEN_ADDRESS.test(path)) return when(method === "GET", 0.92, `${inWords(call)}: only a POST gets a token`);
    return when(
      TOKEN_LIKE.test(path) || /\/api\/security\/token/i.test(path),
      aboutProphet21(evidence) ? 0.9 : 0.72,
      `${inWords(call)}: tokens come from POST /api/security/token/v2`,
    );
  });
}

function slashOnly(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(callsOf(evidence), (call) => {
    if (!isRedirect(call) || !isProphet21(call)) return undefined;
    const location = headerValue(call.response.headers, "location") ?? "";
    const adds = location.replace(/[?#].*$/, "").endsWith(`${call.request.path}/`);
    return when(
      adds || /(?:object|document) moved/i.test(call.response.body),
      adds ? 0.94 : 0.8,
      inWords(call),
      "the redirect only adds a slash",
    );
  });
  const html = anyOf(callsOf(evidence), (call) =>
    when(
      isProphet21(call) && isHtml(call.response) && /(?:object|document) moved/i.test(call.response.body),
      0.85,
      inWords(call),
      "a page says that the document moved",
    ),
  );
  const words = aboutProphet21(evidence)
    ? said(
        evidence.trouble,
        /(?:object|document) (?:has )?moved(?: to)?|\b307\b[^.]{0,60}\bslash|\bslash\b[^.]{0,60}\b307\b|\b30[178]\b[^]{0,40}?\blocation\b\W{0,4}\S{1,200}\/(?=[?\s,]|$)/i,
        0.8,
      )
    : undefined;
  return surest(shown, html, words, orphanRedirect(evidence));
}

function orphanRedirect(evidence: Evidence): Sighting | undefined {
  return anyOf(evidence.exchanges, ({ request, response }) => {
    const location = response === undefined ? "" : (headerValue(response.headers, "location") ?? "");
    return when(
      request === undefined &&
        [301, 307, 308].includes(response?.status ?? 0) &&
        /\/api\/(?:ui\/router|entity|inventory|sales)[^?]*\/(?:\?|$)/i.test(location),
      0.8,
      "the redirect leads to an address with a slash at its end",
    );
  });
}

export const prophet21Url: readonly Rule[] = [
  { id: "prophet21/redirect-dropped-bearer", look: dropped },
  { id: "prophet21/token-endpoint-wrong", yieldsTo: ["kinetic/instance-path-wrong"], look: wrongTokenAddress },
  {
    id: "prophet21/missing-trailing-slash",
    yieldsTo: ["prophet21/redirect-dropped-bearer", "kinetic/token-endpoint-slash"],
    look: slashOnly,
  },
];
