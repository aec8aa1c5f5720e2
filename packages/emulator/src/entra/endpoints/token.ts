import type { Answer } from "../../http/answer.ts";
import { authenticateClient, clientIdOf, type ClientProof } from "../authenticate-client.ts";
import { appOf, required, tenantOf, type EntraExchange } from "../exchange.ts";
import { refuse } from "../refusal.ts";
import type { EntraApp, EntraTenant } from "../state.ts";
import { redeemCode } from "../grants/authorization-code.ts";
import { giveApplicationToken } from "../grants/client-credentials.ts";
import { pollDevice } from "../grants/device-code.ts";
import { exchangeOnBehalfOf } from "../grants/on-behalf-of.ts";
import { signInByPassword } from "../grants/password.ts";
import { refresh } from "../grants/refresh-token.ts";

/** What every grant begins with: who asks, in which tenant, and with what proof. */
export interface Asking {
  readonly tenant: EntraTenant | undefined;
  readonly app: EntraApp;
  readonly proof: ClientProof;
}

/** `POST /{tenant}/oauth2/v2.0/token`, and its older form. */
export function token(exchange: EntraExchange): Answer {
  if (exchange.call.method !== "POST") refuse(900561, "POST", { method: exchange.call.method });
  const grant = required(exchange, "grant_type");
  const tenant = tenantOf(exchange);
  const clientId = clientIdOf(exchange);
  if (tenant === undefined && isWithoutUser(grant)) refuse(9001023, "the tenant's own address", { grant });
  const app = appOf(exchange, clientId, tenant);
  const asking = { tenant, app, proof: authenticateClient(exchange, app, tenant) };
  return byGrant(exchange, grant, asking);
}

function byGrant(exchange: EntraExchange, grant: string, asking: Asking): Answer {
  switch (grant) {
    case "client_credentials":
      return giveApplicationToken(exchange, asking);
    case "authorization_code":
      return redeemCode(exchange, asking);
    case "refresh_token":
      return refresh(exchange, asking);
    case "urn:ietf:params:oauth:grant-type:device_code":
    case "device_code":
      return pollDevice(exchange, asking);
    case "urn:ietf:params:oauth:grant-type:jwt-bearer":
      return exchangeOnBehalfOf(exchange, asking);
    case "password":
      return signInByPassword(exchange, asking);
    default:
      return refuse(70003, "one of the grants of the Microsoft identity platform", { grant });
  }
}

/** Where no user says which tenant is meant, the address has to. */
function isWithoutUser(grant: string): boolean {
  return grant === "client_credentials" || grant === "urn:ietf:params:oauth:grant-type:jwt-bearer";
}
