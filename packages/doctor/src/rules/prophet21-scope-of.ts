import type { Evidence } from "../evidence/evidence.ts";
import { membersOf } from "../evidence/members.ts";
import { claimText } from "../evidence/tokens.ts";
import { bearerOf, callsOf, isProphet21, type Call } from "./calls.ts";

/** The scope that a Prophet 21 token carries: undefined where nothing shows it, empty for a user's token. */
export type TokenScope = string | undefined;

/** The scope of the token in play: of the call's own token, else of what was pasted about it. */
export function scopeInPlay(evidence: Evidence, call: Call | undefined): TokenScope {
  const own = call === undefined ? undefined : bearerOf(call.request);
  if (own !== undefined && "aud" in own.claims) return claimText(own, "aud");
  const told =
    /\baud\b[^/"'.\n]{0,40}(?:["'`]{1,2}|\W)(?=["'`/])?((?!\/odataservice|\/api\/security)\/[\w.-]+(?:[:;,/][\w./:;, -]*\w)?|""|''|empty\b|blank\b)/i.exec(
      evidence.remarks,
    )?.[1];
  if (told !== undefined) return /^(?:""|''|empty|blank)$/.test(told) ? "" : told.trim();
  const seen = evidence.tokens.findLast((token) => /^P21\./i.test(claimText(token, "iss")) && "aud" in token.claims);
  if (seen !== undefined) return claimText(seen, "aud");
  return scopeAnswered(evidence) ?? scopeTold(evidence.remarks);
}

/** What someone says the key's scope is. */
function scopeTold(text: string): TokenScope {
  return /\bscope\b(?!["'] ?:)[^/\n.;{}]{0,40}?["'`]?(\/(?:api|odata|uiserver\d|data|ui|p21sdk)\b[\w./:;,-]*)/i.exec(
    text,
  )?.[1];
}

/** `Scope` of the last token answer in the paste. */
export function scopeAnswered(evidence: Evidence): TokenScope {
  const bodies = evidence.exchanges
    .filter(({ response }) => response?.status === 200)
    .map(({ response }) => response?.body ?? "");
  return [evidence.remarks, ...bodies]
    .map((body) =>
      /AccessToken|SessionId|ConsumerUid|ExpiresIn/i.test(body) ? membersOf(body).get("scope") : undefined,
    )
    .findLast((scope) => scope !== undefined && scope.startsWith("/"));
}

/** Entries in lower case; P21's grammar: semicolons between entries, a colon before a list of names. */
export function scopeEntries(
  scope: string,
): readonly { readonly path: string; readonly names: readonly string[] | undefined }[] {
  return scope
    .split(";")
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry.startsWith("/"))
    .map((entry) => {
      const [path = "", names] = entry.split(":");
      return { path, names: names?.split(",").map((name) => name.trim()) };
    });
}

/** Whether some entry is a prefix of the path, by whole segments. */
export function coversPath(scope: string, path: string): boolean {
  const wanted = path.toLowerCase();
  return scopeEntries(scope).some(
    (entry) => entry.names === undefined && (wanted === entry.path || wanted.startsWith(`${entry.path}/`)),
  );
}

/** `supplier` of `/odataservice/odata/table/supplier`. */
export function tableOf(path: string): string | undefined {
  return (/\/odataservice\/odata\/(?:table|view)\/([\w$]+)/i.exec(path) ??
    /(?:^|[\s("'`])(?:table|view)\/([a-z_]\w{2,60})/i.exec(path))?.[1]?.toLowerCase();
}

/** How the token was got, as far as the paste shows. */
export function grantOf(evidence: Evidence): "user" | "key" | undefined {
  const bodies = callsOf(evidence).filter(
    (call) => isProphet21(call) && /\/api\/security\/token/i.test(call.request.path),
  );
  const text = `${evidence.remarks} ${bodies.map(({ request }) => `${request.body ?? ""} ${request.headers.map(({ name }) => name).join(" ")}`).join(" ")}`;
  if (/client_?secret|client_credentials|consumer[ _-]?key|\bappkey\b|consumeruid/i.test(text)) return "key";
  return /\buser(?: ?name)?(?:\b[^.]{0,40}\b|\/)(?:password|pw)\b|"password"|password grant|user (?:grant|login)|user credentials|password token/i.test(
    text,
  )
    ? "user"
    : undefined;
}
