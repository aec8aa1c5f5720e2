/** Everything that decides which token comes back. Two credentials that differ in any of it must never share one. */
export interface TokenIdentity {
  readonly system: string;
  /** Origin and path of the token endpoint. */
  readonly issuer: string;
  /** Base URL that the token is for. */
  readonly audience: string;
  readonly company: string | undefined;
  /** Kind of login and form of the request: the same user may get tokens of different reach in different ways. */
  readonly grant: string;
  readonly user: string | undefined;
  readonly clientId: string | undefined;
  readonly scopes: readonly string[];
  /** Password, client secret or consumer key. Only its digest enters the key. */
  readonly secret: string;
}

/**
 * The name under which a token is kept: a SHA-256 over all of the identity. Each part is preceded by its length, or by
 * `-` where it is absent, so that no two identities can run together into the same text (`ab`,`c` against `a`,`bc`), and
 * the order of scopes does not matter.
 */
export function tokenKey(identity: TokenIdentity): string {
  const { createHash } = process.getBuiltinModule("node:crypto");
  const digest = (text: string): string => createHash("sha256").update(text, "utf8").digest("base64url");
  const { system, issuer, audience, company, grant, user, clientId, scopes, secret } = identity;
  const scope = scopes.toSorted();
  const parts = [
    system,
    issuer,
    audience,
    company,
    grant,
    user,
    clientId,
    String(scope.length),
    ...scope,
    digest(secret),
  ];
  return digest(parts.map((part) => (part === undefined ? "-" : `${part.length}:${part}`)).join(""));
}
