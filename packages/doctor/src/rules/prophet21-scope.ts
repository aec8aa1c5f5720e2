import { membersOf } from "../evidence/members.ts";
import { claimText } from "../evidence/tokens.ts";
import type { Evidence } from "../evidence/evidence.ts";
import {
  aboutProphet21,
  bearerOf,
  callsOf,
  failures,
  inWords,
  isProphet21,
  refused,
  succeeded,
  type Call,
} from "./calls.ts";
import { NOT_AUTHORIZED } from "./prophet21-permission.ts";
import { coversPath, grantOf, scopeEntries, scopeInPlay, tableOf } from "./prophet21-scope-of.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

const WIDENED =
  /\b(?:is|are) (?:now )?(?:in|on) the (?:list|scope)\b|\b(?:added|widened|extended|changed|updated|edited|put|includes?|granted|fixed)\b[^.]{0,90}\b(?:scopes?|api console|soa admin|odata list|consumer key|the key|the list)\b|\bscopes?\b[^.]{0,60}\b(?:was|were|has been|have been|is|got|now)?\s?(?:added|widened|extended|changed|updated|includes?)\b/i;
const CACHED =
  /\b(?:cached?|old|older|same|existing|previous|stored|long-lived|stale|years?|still|from (?:before|last)|never expires?|not expir\w+|redis|persisted|keeps? (?:the|its|one) token|kept|created (?:on |in )?\d|(?:issued|minted|fetched|got) before|before the change|minted (?:on|in|last)|issued (?:on|in|last))\b/i;

interface Denial {
  readonly call: Call | undefined;
  readonly scope: string | undefined;
  readonly table: string | undefined;
  readonly seen: readonly string[];
}

/** A data call that was refused with the sentence that fits permission and scope alike. */
function denial(evidence: Evidence): Denial | undefined {
  if (!NOT_AUTHORIZED.test(evidence.trouble)) return undefined;
  const call = failures(evidence).find((each) => isProphet21(each) && refused(each));
  // The same sentence about another path is about that path.
  if (call !== undefined && /^\/api\//i.test(call.request.path)) return undefined;
  const table = tableOf(call?.request.path ?? evidence.remarks);
  const scope = scopeInPlay(evidence, call);
  return {
    call,
    scope,
    table,
    seen: ['the answer says "You are not authorized to access API"', ...(call === undefined ? [] : [inWords(call)])],
  };
}

function odataEntry(scope: string | undefined): { readonly names: readonly string[] | undefined } | undefined {
  return scopeEntries(scope ?? "").find((entry) => entry.path === "/odata");
}

function tableDenied(evidence: Evidence): Sighting | undefined {
  const found = denial(evidence);
  if (found === undefined) return undefined;
  const names = odataEntry(found.scope)?.names;
  if (names !== undefined) {
    const isListed = found.table !== undefined && (names.includes(found.table) || names.includes("*"));
    return {
      confidence: isListed ? 0.35 : 0.95,
      seen: [
        ...found.seen,
        `the token's scope lists ${String(names.length)} names, ${found.table ?? "the one asked for"} ${isListed ? "is" : "is not"} among them`,
      ],
    };
  }
  if (found.scope !== undefined) return undefined;
  return { confidence: grantOf(evidence) === "key" ? 0.6 : 0.4, seen: [...found.seen, "the token's aud is not shown"] };
}

function bareOdata(evidence: Evidence): Sighting | undefined {
  const found = denial(evidence);
  const entry = odataEntry(found?.scope);
  const hasApi = scopeEntries(found?.scope ?? "").some(({ path }) => path === "/api");
  return when(
    found !== undefined && entry !== undefined && entry.names === undefined && !hasApi,
    0.95,
    ...(found?.seen ?? []),
    "the token's scope is /odata without a list",
  );
}

function staleToken(evidence: Evidence): Sighting | undefined {
  const refusals = failures(evidence).filter((call) => isProphet21(call) && refused(call));
  const fresher = anyOf(refusals, (call) => {
    const used = bearerOf(call.request);
    const table = tableOf(call.request.path);
    if (used === undefined) return undefined;
    const isCovered = (scope: string) =>
      coversPath(scope, call.request.path) ||
      (table !== undefined && (odataEntry(scope)?.names?.includes(table) ?? false)) ||
      scopeEntries(scope).some(({ path, names }) => path === "/api" && names === undefined);
    const newer = evidence.tokens.find(
      (token) =>
        token.raw !== used.raw &&
        claimText(token, "aud") !== claimText(used, "aud") &&
        isCovered(claimText(token, "aud")),
    );
    const isDenied = !isCovered(claimText(used, "aud")) && claimText(used, "aud") !== "";
    return when(
      newer !== undefined && isDenied,
      0.96,
      inWords(call),
      "another token in the paste already has the scope that this one lacks",
    );
  });
  const pasted = olderOfTwo(evidence);
  const told = listsTold(evidence);
  const shows = denial(evidence);
  const scopeNames = odataEntry(shows?.scope)?.names;
  // The scope that is told has the name, and the call is refused all the same: the token is older than the scope.
  const isTold =
    shows?.table !== undefined &&
    scopeNames?.includes(shows.table) === true &&
    evidence.tokens.length === 0 &&
    WIDENED.test(evidence.remarks);
  const isRefused = NOT_AUTHORIZED.test(evidence.trouble) || (refusals.length > 0 && aboutProphet21(evidence));
  const prose = isRefused && WIDENED.test(evidence.remarks) && CACHED.test(evidence.remarks);
  return surest(
    fresher,
    pasted,
    told,
    when(isTold, 0.86, "the scope as told names the table, and the call is refused all the same"),
    when(prose, 0.93, "the scope is said to have been changed, and the token is an older one"),
  );
}

/** Two lists are told, the key's and the token's: the one of the token lacks what the other has. */
function listsTold(evidence: Evidence): Sighting | undefined {
  const found = denial(evidence);
  const names = odataEntry(found?.scope)?.names;
  if (found?.table === undefined || names === undefined || names.includes(found.table)) return undefined;
  const table = found.table;
  const lists = Array.from(evidence.remarks.matchAll(/\/odata:([\w,]{2,4000})/gi), ([, list = ""]) =>
    list.toLowerCase().split(","),
  );
  return when(
    lists.some((list) => list.includes(table)),
    0.94,
    ...found.seen,
    "another list of the paste names what the token's lacks",
  );
}

/** Of two tokens pasted beside the refusal, the older one's list lacks the table. */
function olderOfTwo(evidence: Evidence): Sighting | undefined {
  const found = denial(evidence);
  const tokens = evidence.tokens.filter((token) => /^P21\./i.test(claimText(token, "iss")));
  const table = found?.table;
  if (table === undefined || tokens.length !== 2) return undefined;
  const [older, newer] = tokens.toSorted(
    (one, other) => Number(claimText(one, "iat")) - Number(claimText(other, "iat")),
  );
  const lists = (token: (typeof tokens)[number] | undefined) =>
    token !== undefined && (odataEntry(claimText(token, "aud"))?.names?.includes(table) ?? false);
  return when(
    lists(newer) && !lists(older),
    0.93,
    "of two tokens, the newer one's list names what the older one's lacks",
  );
}

function pathDenied(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(failures(evidence), (call) => {
    const { path } = call.request;
    if (
      !isProphet21(call) ||
      !refused(call) ||
      !/^\/(?:[\w-]+\/)?(?:uiserver\d\/)?api\//i.test(path) ||
      /\/api\/security\/token/i.test(path)
    )
      return undefined;
    if (/header was not present|expired/i.test(call.response.body)) return undefined;
    const scope = scopeInPlay(evidence, call);
    if (scope === undefined || scopeEntries(scope).length === 0 || coversPath(scope, path)) return undefined;
    return { confidence: 0.93, seen: [inWords(call), "no entry of the token's scope is a beginning of this path"] };
  });
  return surest(
    shown,
    said(evidence.trouble, /insufficient_scope|consumer key does not have access/i, aboutEntra(evidence) ? 0.4 : 0.94),
  );
}

const aboutEntra = (evidence: Evidence): boolean => /AADSTS|login\.microsoftonline/i.test(evidence.trouble);

/** What the code asks for, and what somebody read out of the token. */
function ignoredInCode({ remarks }: Evidence): Sighting | undefined {
  if (!/client_?secret|grant_?type|token (?:request|call)|ask(?:ed|ing)? for/i.test(remarks)) return undefined;
  const asked = /["']?\bscope["']?\s{0,3}[:=]\s{0,3}["']?(\/[\w:;,./-]{1,400})/i.exec(remarks);
  if (asked === null) return undefined;
  const given = /\b(?:aud|scope)\b[^/]{0,60}?["']?(\/[\w:;,./-]{1,400})/i.exec(
    remarks.slice(asked.index + asked[0].length),
  )?.[1];
  return when(
    given !== undefined && normal(asked[1] ?? "") !== normal(given),
    0.88,
    "the request names a Scope, and the token has another",
  );
}

function scopeIgnored(evidence: Evidence): Sighting | undefined {
  return surest(ignoredInCode(evidence), ignoredInCalls(evidence));
}

function ignoredInCalls(evidence: Evidence): Sighting | undefined {
  return anyOf(callsOf(evidence), (call) => {
    if (!/\/api\/security\/token/i.test(call.request.path) || !succeeded(call)) return undefined;
    const body = call.request.body ?? "";
    const asked =
      membersOf(body).get("scope") ??
      /(?:^|&)scope=([^&]*)/i.exec(body)?.[1] ??
      call.request.headers.find(({ name }) => /^scope$/i.test(name))?.value;
    const given =
      membersOf(call.response.body).get("scope") ??
      evidence.tokens.map((token) => claimText(token, "aud")).find((aud) => aud.startsWith("/"));
    return when(
      asked !== undefined && asked !== "" && given !== undefined && normal(asked) !== normal(given),
      0.94,
      "the token request names a Scope, and the answer has another",
    );
  });
}

function normal(scope: string): string {
  let text = scope;
  try {
    text = decodeURIComponent(scope);
  } catch {
    // Compared as it is.
  }
  return text
    .toLowerCase()
    .replace(/\s/g, "")
    .split(";")
    .filter((part) => part !== "")
    .toSorted()
    .join(";");
}

export const prophet21Scope: readonly Rule[] = [
  {
    id: "prophet21/scope-table-denied",
    yieldsTo: ["prophet21/scope-stale-token", "prophet21/scope-request-ignored"],
    look: tableDenied,
  },
  { id: "prophet21/scope-bare-odata", yieldsTo: ["prophet21/scope-stale-token"], look: bareOdata },
  { id: "prophet21/scope-stale-token", look: staleToken },
  {
    id: "prophet21/scope-path-denied",
    yieldsTo: ["prophet21/token-expired", "prophet21/scope-stale-token", "prophet21/interactive-needs-username"],
    look: pathDenied,
  },
  { id: "prophet21/scope-request-ignored", look: scopeIgnored },
];
