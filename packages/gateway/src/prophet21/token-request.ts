import type { IncomingMessage } from "node:http";

/** What a token request presents, in whichever of P21's forms it came. */
export interface TokenRequest {
  /** A consumer key, as `ClientSecret`, `consumer_key` or `appkey`. */
  readonly key: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** One of the members came more than once, and not with one value: which is meant cannot be told. */
export type Ambiguous = "ambiguous";

/**
 * Reads the v2 form: a JSON object whose members are found whatever their letter case (observed clients send `username`
 * and `UserName`). `Scope` is ignored, as P21 does (observed).
 * @returns undefined where the body is no such object
 */
export function readTokenBody(body: Buffer): TokenRequest | Ambiguous | undefined {
  const members = jsonObject(body);
  if (members === undefined) return undefined;
  const texts = (name: string): readonly string[] =>
    Object.entries(members).flatMap(([key, value]) =>
      key.toLowerCase() === name && typeof value === "string" ? [value] : [],
    );
  return onlyOnes(texts("clientsecret"), texts("username"), texts("password"));
}

/** Reads the v1 forms: headers `username` and `password`, `consumer_key`, or `appkey` (observed in clients). */
export function readTokenHeaders({ headersDistinct }: IncomingMessage): TokenRequest | Ambiguous {
  // Node hands header bytes over as Latin-1; clients send names and passwords in UTF-8.
  const texts = (...names: readonly string[]): readonly string[] =>
    names.flatMap((name) => headersDistinct[name] ?? []).map((value) => Buffer.from(value, "latin1").toString("utf8"));
  return onlyOnes(texts("consumer_key", "appkey"), texts("username"), texts("password"));
}

function onlyOnes(...given: readonly (readonly string[])[]): TokenRequest | Ambiguous {
  const [keys = [], usernames = [], passwords = []] = given.map((values) => [
    ...new Set(values.filter((value) => value !== "")),
  ]);
  if ([keys, usernames, passwords].some(({ length }) => length > 1)) return "ambiguous";
  return { key: keys[0], username: usernames[0], password: passwords[0] };
}

function jsonObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    return typeof parsed === "object" && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : undefined;
  } catch {
    return undefined;
  }
}
