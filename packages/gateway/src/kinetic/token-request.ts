import type { IncomingHttpHeaders } from "node:http";

/** User and password as a token request carries them. */
export interface TokenPair {
  readonly username: string;
  readonly password: string;
}

/** More than one pair, and they differ: which of them the caller is cannot be told. */
export type TwoPairs = "two";

/**
 * Reads the pair from the headers `username` and `password` (official), else from a form body with fields of these names in
 * any letter case (observed:client). Undefined where it is in neither.
 */
export function readTokenRequest(headers: IncomingHttpHeaders, body: Buffer): TokenPair | TwoPairs | undefined {
  const { username, password } = headers;
  const inForm = readForm(headers, body);
  if (typeof username !== "string" || typeof password !== "string") return inForm;
  const isOther = inForm !== undefined && (inForm.username !== username || inForm.password !== password);
  return isOther ? "two" : { username, password };
}

function readForm(headers: IncomingHttpHeaders, body: Buffer): TokenPair | undefined {
  if (!/^application\/x-www-form-urlencoded *(?:;|$)/i.test(headers["content-type"] ?? "")) return undefined;
  const fields = [...new URLSearchParams(body.toString("utf8"))];
  const only = (name: string): string | undefined => {
    const found = fields.filter(([field]) => field.toLowerCase() === name);
    return found.length === 1 ? found[0]?.[1] : undefined;
  };
  const [user, secret] = [only("username"), only("password")];
  return user === undefined || secret === undefined ? undefined : { username: user, password: secret };
}
