import { claimMs, claimText } from "../evidence/tokens.ts";
import type { SeenToken } from "../evidence/evidence.ts";
import { bearerOf, bearerText, isElided, momentOf, type Call } from "./calls.ts";

const SKEW_MS = 60_000;
const MICROSOFT =
  /^(?:00000003-0000-0000-c000-000000000000|00000002-0000-0000-c000-000000000000|797f4846-ba00-4fd7-ba43-dac1f8f63013|https:\/\/(?:graph\.microsoft\.com|graph\.windows\.net|management\.(?:core\.windows\.net|azure\.com)|vault\.azure\.net)\/?)$/i;

/** What a bearer token says about its own refusal, compared with the transcript's time and never with ours. */
export type BearerVerdict =
  | "expired"
  | "from-the-future"
  | "broken"
  | "other-audience"
  | "no-user"
  | "sound-entra"
  | "sound"
  | "unreadable"
  | "none";

/** Two causes in one text, as `invalid or has expired`: it decides nothing where the token itself can be read. */
const EITHER =
  /\b(?:not valid|invalid|unknown|not recogni[sz]ed|rejected)\b,?(?: it)? or (?:it )?(?:(?:has|is|was) )?(?:already )?expired/gi;

/** The words of a text without those that leave it open whether a token has expired, where a token in date was seen. */
export function wordsOfExpiry(trouble: string, tokensJudged: readonly BearerVerdict[]): string {
  const isOpen = tokensJudged.every((verdict) => ["expired", "none", "unreadable"].includes(verdict));
  return isOpen ? trouble : trouble.replace(EITHER, "invalid");
}

/** Whether a text tells an `exp` that lies before the date of the answer, which it tells, too. */
export function tellsExpiry(remarks: string, datesMs: readonly (number | undefined)[]): boolean {
  const ends = /\bexp["']?\s{0,3}[:=]?\s{0,3}["']?(\d{10})\b/.exec(remarks)?.[1];
  const date = /\bdate["']?\s{0,3}[:=]?\s{0,3}["']?(\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d GMT)/i.exec(remarks)?.[1];
  const atMs = datesMs.find((each) => each !== undefined) ?? (date === undefined ? undefined : Date.parse(date));
  return ends !== undefined && atMs !== undefined && Number(ends) * 1000 < atMs;
}

/** Reads the token of a call. */
export function judgeBearer(call: Call): BearerVerdict {
  const text = bearerText(call.request);
  if (text === undefined) return "none";
  const token = bearerOf(call.request);
  if (token === undefined || !token.whole) return isElided(text) ? "unreadable" : "broken";
  const at = momentOf(call);
  if (at !== undefined) {
    const expiresMs = claimMs(token, "exp");
    if (expiresMs !== undefined && expiresMs <= at) return "expired";
    const startsMs = Math.max(claimMs(token, "nbf") ?? 0, claimMs(token, "iat") ?? 0);
    if (startsMs > at + SKEW_MS) return "from-the-future";
  }
  return isEntraToken(token) ? judgeEntra(token) : "sound";
}

export function isEntraToken(token: SeenToken): boolean {
  return /^https:\/\/(?:sts\.windows\.net|login\.(?:microsoftonline|partner\.microsoftonline|chinacloudapi)\.\w+)\//i.test(
    claimText(token, "iss"),
  );
}

export function judgeEntra(token: SeenToken): "other-audience" | "no-user" | "sound-entra" {
  const audience = claimText(token, "aud");
  const client = claimText(token, "appid") || claimText(token, "azp");
  const isOwn = client !== "" && audience.replace(/^api:\/\//i, "").toLowerCase() === client.toLowerCase();
  const isIdToken = client === "" && "nonce" in token.claims && !("scp" in token.claims);
  if (MICROSOFT.test(audience) || isOwn || isIdToken) return "other-audience";
  const hasUser = ["scp", "upn", "unique_name", "preferred_username"].some((name) => claimText(token, name) !== "");
  return hasUser ? "sound-entra" : "no-user";
}
