import { readJwtTimes } from "./jwt-times.ts";
import type { TokenGrant } from "./token.ts";

/**
 * The lifetime taken where neither the answer nor the token states one: an hour, which is what Kinetic was seen to give
 * (observed) and what working clients of both systems fall back to. Neither forever nor never: both have been shipped by
 * others, one as tokens that were used long after their end, the other as a token request for each call.
 */
export const DEFAULT_LIFETIME_SECONDS = 3600;

/**
 * P21's "Never Expire": `exp` is the last second that 32 bits can hold, while `ExpiresIn` says twenty years (observed).
 * They disagree; both mean that there is no end, and neither may ever be handed to a timer.
 */
const NEVER_EXP_SECONDS = 2_147_483_647;
const NEVER_LIFETIME_SECONDS = 630_720_000;

/**
 * A JWT's times are whole seconds, cut: one that was issued at 12:00:00.9 says 12:00:00, and nearly a second of its life is over when it
 * begins. How much cannot be told, since the `Date` beside it is cut as well, so all of it is taken off; no more than half of a life.
 */
const CUT_MS = 1000;

/**
 * When a token ends, by this computer's clock in epoch milliseconds; undefined for never.
 *
 * A stated lifetime counts from when it was asked for, on our own clock, so that a wrong clock on either side does no
 * harm. The JWT's `exp` is read only where no lifetime is stated; it is the issuer's clock, and corrected by `Date` of the
 * same answer or by the skew known from earlier ones.
 *
 * @param askedAtMs when the token was asked for
 * @param skewMs issuer's clock minus ours, undefined while unknown
 */
export function expiresAt(grant: TokenGrant, askedAtMs: number, skewMs: number | undefined): number | undefined {
  if (grant.expiresAtMs !== undefined) return grant.expiresAtMs;
  const { exp, iat } = readJwtTimes(grant.token);
  if (grant.lifetimeSeconds !== undefined) return fromLifetime(grant.lifetimeSeconds, askedAtMs, exp);
  if (exp === undefined) return askedAtMs + DEFAULT_LIFETIME_SECONDS * 1000;
  if (exp >= NEVER_EXP_SECONDS) return undefined;
  // The skew is the likeliest one; the issuer's clock may be half a second further.
  if (skewMs !== undefined) return exp * 1000 - skewMs - CUT_MS / 2;
  // With no notion of the issuer's clock, the token's own length is better than a comparison of two clocks.
  return grant.isFresh && iat !== undefined && iat < exp ? fromLifetime(exp - iat, askedAtMs, exp) : exp * 1000;
}

/** @param exp the end by the token's own word, where it is a JWT */
function fromLifetime(lifetimeSeconds: number, askedAtMs: number, exp: number | undefined): number | undefined {
  if (lifetimeSeconds >= NEVER_LIFETIME_SECONDS) return undefined;
  const lifetimeMs = lifetimeSeconds * 1000;
  return askedAtMs + lifetimeMs - (exp === undefined ? 0 : Math.min(CUT_MS, lifetimeMs / 2));
}

/** Reads a lifetime in seconds, as a number or as a numeric text; undefined for anything else. */
export function readLifetimeSeconds(value: unknown): number | undefined {
  const seconds = typeof value === "string" && /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}
