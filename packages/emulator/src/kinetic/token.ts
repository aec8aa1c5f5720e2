import { signJwt, verifyJwt } from "../jwt.ts";
import type { LoginFacts } from "./exchange.ts";
import type { KineticState } from "./state.ts";
import type { KineticSwitches } from "./switches.ts";

/**
 * A token as the token service makes it (observed on 2026.1): HS256, issuer and audience `epicor`, and `exp` and `iat` as
 * JSON strings, which JWT libraries refuse.
 */
export function mintToken(username: string, nowMs: number, state: KineticState, switches: KineticSwitches): string {
  const issued = Math.floor(nowMs / 1000);
  const expires = issued + switches.tokenLifetimeSeconds;
  const time = (seconds: number): string | number => (switches.tokenClaimsAsStrings ? String(seconds) : seconds);
  const claims = { exp: time(expires), iat: time(issued), iss: "epicor", aud: "epicor", username };
  return signJwt(claims, { alg: "HS256", secret: state.signKey });
}

/** The four members of an issued token (official:swagger). There is no refresh: its setting is marked as not implemented. */
export function tokenMembers(token: string, switches: KineticSwitches): Readonly<Record<string, string | number>> {
  return { AccessToken: token, ExpiresIn: switches.tokenLifetimeSeconds, RefreshToken: "", TokenType: "Bearer" };
}

export type TokenVerdict =
  | { readonly valid: true; readonly username: string; readonly login: LoginFacts }
  | {
      readonly valid: false;
      /** With `expired`: for how long. */
      readonly endedForMs?: number;
      readonly why:
        "not-ours" | "expired" | "not-yet" | "off" | "signature" | "audience" | "scope" | "app-only" | "user";
    };

/** Is this one of ours, signed with the current key, and still in date? */
export function judgeToken(token: string, nowMs: number, state: KineticState): TokenVerdict {
  const claims = verifyJwt(token, { alg: "HS256", secret: state.signKey });
  if (claims === undefined) return { valid: false, why: "not-ours" };
  const expiresAtMs = Number(claims["exp"]) * 1000;
  if (expiresAtMs <= nowMs) return { valid: false, why: "expired", endedForMs: nowMs - expiresAtMs };
  return { valid: true, username: String(claims["username"]), login: { mode: "Token", expiresAtMs } };
}
