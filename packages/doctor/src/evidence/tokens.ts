import { isObject } from "./read-json.ts";
import type { SeenToken } from "./evidence.ts";

const JWT = /\beyJ[\w-]{6,4000}\.[\w-]{4,12000}(?:\.[\w-]{0,2000})?/g;
const MAX_TOKENS = 60;

/** Decodes the payload of a JSON Web Token without judging it; undefined where it is none. */
export function decodeToken(raw: string): SeenToken | undefined {
  const parts = raw.trim().split(".");
  const claims = parsedObject(decoded(parts[1] ?? ""));
  return claims === undefined ? undefined : { raw: raw.trim(), claims, whole: parts.length === 3 && parts[2] !== "" };
}

/** Every token in a text, in order, once each. */
export function tokensIn(text: string): SeenToken[] {
  const raws = new Set<string>();
  for (const [raw] of text.matchAll(JWT)) {
    if (raws.size >= MAX_TOKENS) break;
    raws.add(raw);
  }
  return [...raws].map(decodeToken).filter((token) => token !== undefined);
}

/** Claims that somebody decoded and pasted as JSON: an object with `aud` and at least one other claim of a token. */
export function claimsPasted(text: string): SeenToken[] {
  const objects = text.matchAll(/\{[^{}]{0,4000}["']?aud["']?\s*:[^{}]{0,4000}\}/g);
  return Array.from(objects, ([object]) => parsedObject(object) ?? looseClaims(object))
    .concat(listedClaims(text))
    .filter((claims) => "iss" in claims || "exp" in claims || "sub" in claims)
    .map((claims) => ({ raw: "", claims, whole: true }));
}

const LISTED =
  /^[ \t|*"']{0,12}(aud|iss|sub|exp|iat|nbf|appid|azp|scp|roles|upn|unique_name|preferred_username|idtyp|oid|tid|ver)["'*]{0,3}(?:[ \t]{0,20}[:=|][ \t]{0,20}|[ \t]{2,40}|\t)["']?([^"'\s,|{}][^"'\n|{}]{0,300}?)?["',]{0,2}[ \t|]{0,8}$/gm;

/** Claims one to a line, as jwt.ms and people list them. */
function listedClaims(text: string): Record<string, unknown>[] {
  const pairs = Array.from(text.matchAll(LISTED), ([, name = "", value = ""]) => [name, value] as const);
  return pairs.length > 2 && pairs.some(([name]) => name === "aud") ? [Object.fromEntries(pairs)] : [];
}

/** As JavaScript and Python print objects: bare names, single quotes. */
function looseClaims(text: string): Record<string, unknown> {
  const pairs = text.matchAll(/["']?([\w.]{2,40})["']?\s*:\s*(?:"([^"]*)"|'([^']*)'|(-?\d{1,20}))/g);
  return Object.fromEntries(
    Array.from(pairs, ([, name = "", double, single, number]) => [
      name,
      number === undefined ? (double ?? single ?? "") : Number(number),
    ]),
  );
}

function decoded(part: string): string {
  return process.getBuiltinModule("node:buffer").Buffer.from(part, "base64url").toString("utf8");
}

function parsedObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A claim that is a moment, in milliseconds. Kinetic writes `exp` and `iat` as text (observed on 2026.1). */
export function claimMs(token: SeenToken, name: string): number | undefined {
  const value = token.claims[name];
  const seconds = typeof value === "number" || (typeof value === "string" && value !== "") ? Number(value) : Number.NaN;
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/** A claim as text; a list becomes its members with blanks between. */
export function claimText(token: SeenToken, name: string): string {
  const value = token.claims[name];
  if (Array.isArray(value)) return value.filter((each) => typeof each === "string").join(" ");
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
