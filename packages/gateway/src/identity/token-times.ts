import type { Claims } from "../issue/jwt.ts";
import type { Reason } from "../reason.ts";

// Clocks of issuer and gateway may differ a little when a token is fresh. At its end there is no such grace.
const NOT_BEFORE_LEEWAY_MS = 60_000;

/** When a token ends, in epoch milliseconds, or why it does not hold now. A token without `exp` does not hold. */
export function checkTimes(claims: Claims, nowMs: number): number | Reason {
  const { exp, nbf } = claims;
  if (typeof exp !== "number" || !Number.isFinite(exp)) return "credential.unknown";
  if (exp * 1000 <= nowMs) return "credential.expired";
  if (nbf !== undefined && (typeof nbf !== "number" || nbf * 1000 > nowMs + NOT_BEFORE_LEEWAY_MS))
    return "credential.unknown";
  return exp * 1000;
}
