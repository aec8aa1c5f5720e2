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
 *
 * @returns a promise only where a key has to be fetched first
 */
export function verifyIssuerToken(
  jwt: ReadJwt,
  issuer: TrustedIssuer,
  consumers: ConsumerDirectory,
  nowMs: number,
): Principal | Reason | Promise<Principal | Reason> {
  if (!isAccessToken(jwt.header)) return "credential.unknown";
  const verify = (): Principal | Reason =>
    isSigned(jwt, issuer, nowMs) ? readToken(jwt, issuer, consumers, nowMs) : "credential.unknown";
  const fetching = namesKnownKey(jwt, issuer, nowMs) ? undefined : issuer.keys.refresh(nowMs);
  return fetching === undefined ? verify() : fetching.then(verify);
}

function readToken(
  jwt: ReadJwt,
  issuer: TrustedIssuer,
  consumers: ConsumerDirectory,
  nowMs: number,
): Principal | Reason {
  const { claims } = jwt;
  if (claims["iss"] !== issuer.issuer || isOfOtherTenant(claims, issuer)) return "credential.unknown";
  if (!namesAudience(claims["aud"], issuer.audience)) return "credential.misplaced";
  const untilMs = checkTimes(claims, nowMs);
  if (typeof untilMs === "string") return untilMs;
  const value = issuer.consumerClaims.map((claim) => claims[claim]).find((found) => found !== undefined);
  if (typeof value !== "string" || value === "") return "credential.unknown";
  const basis = { kind: "subject", issuer: issuer.issuer, value } as const;
  const consumer = consumerOf(basis, consumers);
  if (consumer === undefined) return "credential.unknown";
  const narrowing = narrowingOf(claims, issuer);
  return createPrincipal(consumer, untilMs, {
    credential: "issuer-token",
    basis,
    ...(typeof claims["sub"] === "string" ? { user: claims["sub"] } : {}),
    ...(narrowing === undefined ? {} : { narrowing }),
    ...(isOfUser(claims) ? { userToken: jwt.text } : {}),
  });
}

/**
 * What Entra ID gives an application for its user: it alone writes `tid`, and `scp` stands in no token of an application's own.
 * A token of anybody else is not taken to Entra, which is none of that issuer's business.
 */
function isOfUser({ tid, scp }: Claims): boolean {
  return typeof tid === "string" && typeof scp === "string" && scp !== "";
}

/** Tenants of one Entra share keys, so a signature says nothing about whose token it is: `iss` and `tid` must, and agree. */
function isOfOtherTenant(claims: Claims, { tenant }: TrustedIssuer): boolean {
  return tenant !== undefined && claims["tid"] !== tenant;
}

/** RFC 9068 asks for `at+jwt`; Entra and many others write `JWT`, or nothing. `crit` names what we would have to understand. */
function isAccessToken(header: Claims): boolean {
  const { typ, crit } = header;
  const known = typ === undefined || (typeof typ === "string" && /^(?:application\/)?(?:at\+)?jwt$/i.test(typ));
  return known && crit === undefined;
}

/** `kid` must match where both sides have one. A key without one (PEM) is tried for every token: there are few. */
function isSigned(jwt: ReadJwt, issuer: TrustedIssuer, nowMs: number): boolean {
  const { alg, kid } = jwt.header;
  const { keys, algorithms } = issuer;
  const held = keys.held(nowMs);
  return held.some(
    (key) =>
      key.algorithm === alg &&
      (algorithms === undefined || algorithms.includes(key.algorithm)) &&
      isKeyOf(key, issuer) &&
      (key.kid === undefined || (kid === undefined && held.length === 1) || key.kid === kid) &&
      hasValidSignature(jwt, key.algorithm, key.key),
  );
}

function namesKnownKey({ header: { kid } }: ReadJwt, { keys }: TrustedIssuer, nowMs: number): boolean {
  const held = keys.held(nowMs);
  // A token without `kid` asks for none in particular; it cannot make us fetch for each that somebody sends.
  return typeof kid === "string" ? held.some((key) => key.kid === undefined || key.kid === kid) : held.length > 0;
}

/** A key that says whose it is signs for nobody else: Entra's set holds keys of consumer accounts beside those of tenants. */
function isKeyOf(key: IssuerKey, { issuer, template }: TrustedIssuer): boolean {
  return key.issuer === undefined || key.issuer === issuer || key.issuer === template;
}

export function namesAudience(claim: unknown, audience: string): boolean {
  return Array.isArray(claim) ? claim.includes(audience) : claim === audience;
}

/** By a registered subject of this very issuer, or by name. */
export function consumerOf(
  { issuer, value }: { readonly issuer: string; readonly value: string },
  consumers: Pick<ConsumerDirectory, "bySubject" | "byName">,
): Consumer | undefined {
  return consumers.bySubject(issuer, value) ?? consumers.byName(value);
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

/** `scope` (RFC 8693, RFC 9068), `scp` (Entra, Okta) and `roles` (Entra's word for what an application may), each a text with blanks or a list. */
function tokenScopes(claims: Claims): readonly string[] {
  return [claims["scope"], claims["scp"], claims["roles"]].flatMap((claim) =>
    typeof claim === "string"
      ? claim.split(" ")
      : Array.isArray(claim)
        ? claim.filter((item) => typeof item === "string")
        : [],
  );
}
