import type { Answer } from "../../http/answer.ts";
import { answerUserTokens } from "../answer-tokens.ts";
import type { ClientProof } from "../authenticate-client.ts";
import { checkAssignment, checkPolicies } from "../check-user.ts";
import type { EntraExchange } from "../exchange.ts";
import { consentedPermissions } from "../grant-permissions.ts";
import { parseScope } from "../read-scope.ts";
import type { EntraApp, EntraTenant, Platform, SignIn } from "../state.ts";

/** A user's sign-in that is to become tokens. */
export interface UserGrant {
  readonly app: EntraApp;
  readonly tenant: EntraTenant;
  readonly proof: ClientProof;
  readonly signIn: SignIn;
  readonly scope: string;
  readonly platform: Platform;
  readonly nonce?: string | undefined;
  readonly spaSinceMs?: number;
}

/** Assignment, Conditional Access and consent are looked at anew with every token: much may have changed since the sign-in. */
export function giveUserTokens(exchange: EntraExchange, grant: UserGrant): Answer {
  const { app, tenant, signIn, scope, nonce } = grant;
  const requested = parseScope(exchange, tenant, scope);
  checkAssignment(signIn.user, app, requested.resource);
  checkPolicies(exchange, signIn, requested.resource);
  const permissions = consentedPermissions(exchange, app, signIn.user, requested);
  return answerUserTokens(exchange, { ...grant, tenant, requested, nonce, user: { signIn, permissions } });
}

/** The tenant of a user. */
export function homeOf({ state }: EntraExchange, { user }: SignIn): EntraTenant {
  const home = state.tenants.find(({ id }) => id === user.tenantId);
  if (home === undefined) throw new Error("every user is of a tenant");
  return home;
}
