import type { Consumer } from "../consumers/consumer.ts";
import type { ConsumerDirectory } from "../consumers/directory.ts";
import { type Claims, hasValidSignature, type ReadJwt } from "../issue/jwt.ts";
import type { Narrowing } from "../issue/requested-scope.ts";
import type { Reason } from "../reason.ts";
import type { IssuerKey, TrustedIssuer } from "./issuer.ts";
import { checkTimes } from "./token-times.ts";
import { createPrincipal, type Principal } from "./principal.ts";

/**
 * Verifies an access token of a configured issuer and finds the registered consumer that it stands for. The registration
 * decides what it may reach; the token's scopes can only narrow that.
 */
export function verifyIssuerToken(
  jwt: ReadJwt,
  issuer: TrustedIssuer,
  consumers: ConsumerDirectory,
  nowMs: number,
): Principal | Reason {
  if (!isAccessToken(jwt.header) || !signedByOneOf(jwt, issuer.keys)) return "credential.unknown";
  const { claims } = jwt;
  if (claims["iss"] !== issuer.issuer) return "credential.unknown";
  if (!namesAudience(claims["aud"], issuer.audience)) return "credential.misplaced";
  const untilMs = checkTimes(claims, nowMs);
  if (typeof untilMs === "string") return untilMs;
  const consumer = consumerOf(claims, issuer, consumers);
  if (consumer === undefined) return "credential.unknown";
  const narrowing = narrowingOf(claims, issuer);
  return createPrincipal(consumer, untilMs, narrowing === undefined ? {} : { narrowing });
}

/** RFC 9068 asks for `at+jwt`; Entra and many others write `JWT`, or nothing. `crit` names what we would have to understand. */
function isAccessToken(header: Claims): boolean {
  const { typ, crit } = header;
  const known = typ === undefined || (typeof typ === "string" && /^(?:application\/)?(?:at\+)?jwt$/i.test(typ));
  return known && crit === undefined;
}

/** `kid` must match where both sides have one. A key without one (PEM) is tried for every token: there are few. */
function signedByOneOf(jwt: ReadJwt, keys: readonly IssuerKey[]): boolean {
  const { alg, kid } = jwt.header;
  return keys.some(
    (key) =>
      key.algorithm === alg &&
      (key.kid === undefined || (kid === undefined && keys.length === 1) || key.kid === kid) &&
      hasValidSignature(jwt, key.algorithm, key.key),
  );
}

export function namesAudience(claim: unknown, audience: string): boolean {
  return Array.isArray(claim) ? claim.includes(audience) : claim === audience;
}

/** By a registered subject of this very issuer, or by name. */
function consumerOf(claims: Claims, issuer: TrustedIssuer, consumers: ConsumerDirectory): Consumer | undefined {
  const value = issuer.consumerClaims.map((claim) => claims[claim]).find((found) => found !== undefined);
  if (typeof value !== "string" || value === "") return undefined;
  return consumers.bySubject(issuer.issuer, value) ?? consumers.byName(value);
}

function narrowingOf(claims: Claims, issuer: TrustedIssuer): Narrowing | undefined {
  if (issuer.scopes === undefined) return undefined;
  const narrowing = new Map<string, readonly string[]>();
  for (const scope of tokenScopes(claims)) {
    for (const [connection, text] of Object.entries(issuer.scopes.get(scope) ?? {})) {
      narrowing.set(connection, [...(narrowing.get(connection) ?? []), text]);
    }
  }
  return narrowing;
}

/** `scope` (RFC 8693, RFC 9068) and `scp` (Entra, Okta), each a text with blanks or a list. */
function tokenScopes(claims: Claims): readonly string[] {
  return [claims["scope"], claims["scp"]].flatMap((claim) =>
    typeof claim === "string"
      ? claim.split(" ")
      : Array.isArray(claim)
        ? claim.filter((item) => typeof item === "string")
        : [],
  );
}
