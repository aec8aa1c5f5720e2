import type { Answer } from "../../http/answer.ts";
import { checkPlatform, checkPublicFlow } from "../check-platform.ts";
import type { Asking } from "../endpoints/token.ts";
import { required, type EntraExchange } from "../exchange.ts";
import { scopeText } from "../read-scope.ts";
import { refuse } from "../refusal.ts";
import type { RefreshToken } from "../state.ts";
import { giveUserTokens, homeOf } from "./user-grant.ts";

const DAY_MS = 86_400_000;
const IDLE_MS = 90 * DAY_MS;

/** A new pair of tokens. The old refresh token stays good, so that two who refresh at once do not lock each other out (official). */
export function refresh(exchange: EntraExchange, { app, tenant, proof }: Asking): Answer {
  const kept = exchange.state.refreshTokens.get(required(exchange, "refresh_token"));
  if (kept === undefined || kept.clientId !== app.clientId)
    return refuse(70000, "a refresh token that was issued to this application");
  if (kept.platform === "desktop" && app.publicClientFlows) checkPublicFlow(app, proof);
  else checkPlatform(exchange, kept.platform, proof);
  checkAge(exchange, kept);
  const { signIn } = kept;
  if (signIn.atMs < signIn.user.revokedBeforeMs) refuse(50173, "a sign-in after the revocation");
  if (signIn.user.state === "disabled") refuse(50057, "a user who is not disabled");
  const answer = giveUserTokens(exchange, {
    ...kept,
    app,
    proof,
    tenant: tenant ?? homeOf(exchange, signIn),
    scope: refreshScope(exchange, kept.scope),
    spaSinceMs: kept.issuedAtMs,
  });
  return answer;
}

/** A refresh token always brings another one with it, whether offline_access was asked for again or not. */
function refreshScope(exchange: EntraExchange, granted: string): string {
  const asked = scopeText(exchange, granted);
  return asked.split(" ").includes("offline_access") ? asked : `${asked} offline_access`;
}

function checkAge({ nowMs }: EntraExchange, { issuedAtMs, platform }: RefreshToken): void {
  const issued = new Date(issuedAtMs).toISOString();
  const age = nowMs - issuedAtMs;
  if (platform === "spa" && age >= DAY_MS) refuse(700084, "a new sign-in every day, or another platform", { issued });
  if (age >= IDLE_MS) refuse(700082, "a refresh token used within the last 90 days", { issued });
}
