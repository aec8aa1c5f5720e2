import type { IncomingHttpHeaders } from "node:http";

/** User and password as a token request carries them. */
export interface TokenPair {
  readonly username: string;
  readonly password: string;
}

/**
 * Reads the pair from the headers `username` and `password` (official), else from a form body with fields of these names in
 * any letter case (observed:client). Undefined where it is in neither.
 */
export function readTokenRequest(headers: IncomingHttpHeaders, body: Buffer): TokenPair | undefined {
  const { username, password } = headers;
  if (typeof username === "string" && typeof password === "string") return { username, password };
  if (!/^application\/x-www-form-urlencoded *(?:;|$)/i.test(headers["content-type"] ?? "")) return undefined;
  const fields = [...new URLSearchParams(body.toString("utf8"))];
  const only = (name: string): string | undefined => {
    const found = fields.filter(([field]) => field.toLowerCase() === name);
    return found.length === 1 ? found[0]?.[1] : undefined;
  };
  const [user, secret] = [only("username"), only("password")];
  return user === undefined || secret === undefined ? undefined : { username: user, password: secret };
}
