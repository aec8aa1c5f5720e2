const part = (value: unknown): string => Buffer.from(JSON.stringify(value), "utf8").toString("base64url");

/** A token that nobody signed: its form is sound, and no server takes it. */
export function jwt(claims: Readonly<Record<string, unknown>>): string {
  return `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}.${Buffer.alloc(32, 7).toString("base64url")}`;
}
