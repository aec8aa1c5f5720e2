import type { JsonObject } from "../http/json-object.ts";
import { signJwt, verifyJwt, type Claims } from "../jwt.ts";
import { randomGuid } from "../seeded-random.ts";
import type { Prophet21Exchange } from "./exchange.ts";
import type { MiddlewareSession, Prophet21Consumer, Prophet21State } from "./state.ts";

/** Who a token is for. */
export type Grant =
  | { readonly kind: "user"; readonly username: string }
  | { readonly kind: "consumer"; readonly consumer: Prophet21Consumer; readonly username: string };

export interface MintedToken {
  readonly token: string;
  readonly sessionId: string;
  readonly lifetimeSeconds: number;
}

/** 20 years of 365 days: what ExpiresIn says when the key's tokens never expire, at odds with the token's own exp (observed). */
const NEVER_SECONDS = 630_720_000;

/** Mints a token with the claims of live tokens, in their order (observed). */
export function mintToken(exchange: Prophet21Exchange, grant: Grant): MintedToken {
  const { state, surroundings } = exchange;
  const sessionId = randomGuid(surroundings.random);
  const issued = Math.floor(surroundings.clock.now() / 1000);
  const { lifetimeSeconds, expires } = lifetimeOf(exchange, grant, issued);
  const claims = claimsOf(grant, { sessionId, issued, expires });
  state.newestSession.set(ownerOf(grant), sessionId);
  surroundings.countToken(grant.kind);
  const signer = grant.kind === "user" ? state.signers.user : state.signers.consumer;
  return { token: signJwt(claims, signer), sessionId, lifetimeSeconds };
}

function lifetimeOf(
  { switches }: Prophet21Exchange,
  grant: Grant,
  issued: number,
): { lifetimeSeconds: number; expires: number } {
  if (grant.kind === "user")
    return { lifetimeSeconds: switches.tokenLifetimeSeconds, expires: issued + switches.tokenLifetimeSeconds };
  const { tokenExpire } = grant.consumer;
  return tokenExpire === "never"
    ? { lifetimeSeconds: NEVER_SECONDS, expires: switches.neverExpireExp }
    : { lifetimeSeconds: tokenExpire, expires: issued + tokenExpire };
}

function claimsOf(
  grant: Grant,
  { sessionId, issued, expires }: { sessionId: string; issued: number; expires: number },
): Claims {
  const times = { nbf: issued, exp: expires, iat: issued, iss: "P21.Soa" };
  if (grant.kind === "user") return { sub: grant.username, aud: "", "P21.SessionId": sessionId, ...times };
  return {
    sub: grant.username,
    aud: grant.consumer.scope,
    "P21.ConsumerUid": String(grant.consumer.uid),
    "P21.SessionId": sessionId,
    ...times,
  };
}

function ownerOf(grant: Grant): string {
  return grant.kind === "user" ? `user:${grant.username}` : `consumer:${grant.consumer.uid}`;
}

export type TokenVerdict =
  | { readonly valid: true; readonly session: MiddlewareSession }
  | {
      readonly valid: false;
      readonly why: "not-ours" | "expired" | "superseded" | "revoked";
      /** With `expired`: for how long. */
      readonly endedForMs?: number;
    };

/** Is this token ours, in date, and not ended by a newer one? */
export function judgeToken(token: string, exchange: Prophet21Exchange): TokenVerdict {
  const { state, switches, surroundings } = exchange;
  const claims =
    verifyJwt(token, state.signers.consumer) ??
    (state.signers.user.alg === "RS256" ? verifyJwt(token, state.signers.user) : undefined);
  if (claims === undefined) return { valid: false, why: "not-ours" };
  const endedForMs = surroundings.clock.now() - Number(claims["exp"]) * 1000;
  if (endedForMs >= 0) return { valid: false, why: "expired", endedForMs };
  if (switches.mintInvalidatesOldTokens && state.newestSession.get(ownerInToken(claims)) !== claims["P21.SessionId"])
    return { valid: false, why: "superseded" };
  if (switches.revokedKeyEndsTokens && !isRegistered(claims, state)) return { valid: false, why: "revoked" };
  return { valid: true, session: sessionOf(claims, state) };
}

function isRegistered(claims: JsonObject, { consumers }: Prophet21State): boolean {
  const uid = claims["P21.ConsumerUid"];
  return uid === undefined || consumers.some((consumer) => String(consumer.uid) === uid);
}

function ownerInToken(claims: JsonObject): string {
  const uid = claims["P21.ConsumerUid"];
  return typeof uid === "string" ? `consumer:${uid}` : `user:${String(claims["sub"])}`;
}

function sessionOf(claims: JsonObject, { consumers }: Prophet21State): MiddlewareSession {
  const username = String(claims["sub"]);
  const rest = { id: String(claims["P21.SessionId"]), username, scope: String(claims["aud"]) };
  const uid = claims["P21.ConsumerUid"];
  if (uid === undefined) return { ...rest, kind: "user", principal: username };
  const consumer = consumers.find((candidate) => String(candidate.uid) === uid);
  return {
    ...rest,
    kind: "consumer",
    principal: [consumer?.name ?? "", username].filter((name) => name !== "").join(" as "),
  };
}
