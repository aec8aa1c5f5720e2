import { dropOldest } from "./answer-tokens.ts";
import { checkAssignment, checkPolicies } from "./check-user.ts";
import { CODE_LIFETIME_MS, type EntraExchange } from "./exchange.ts";
import { homeOf } from "./grants/user-grant.ts";
import { randomText } from "./issue-token.ts";
import type { Authorization } from "./read-authorization.ts";
import type { SignIn } from "./state.ts";

/** A code for a user who is signed in and has agreed, and what goes back with it. */
export function giveCode(
  exchange: EntraExchange,
  authorization: Authorization,
  signIn: SignIn,
): Readonly<Record<string, string>> {
  const { app, tenant, redirectUri, scope, platform, nonce, challenge, state, requested } = authorization;
  checkAssignment(signIn.user, app, requested.resource);
  checkPolicies(exchange, signIn, requested.resource);
  const code = `1.A${randomText(exchange, 80)}`;
  exchange.state.codes.set(code, {
    signIn,
    clientId: app.clientId,
    tenantId: (tenant ?? homeOf(exchange, signIn)).id,
    scope,
    platform,
    nonce,
    challenge,
    redirectUri,
    expiresAtMs: exchange.nowMs + CODE_LIFETIME_MS,
    isRedeemed: false,
  });
  dropOldest(exchange.state.codes);
  exchange.findings.principal = signIn.user.username;
  return { code, ...(state === undefined ? {} : { state }), session_state: exchange.traceId };
}
