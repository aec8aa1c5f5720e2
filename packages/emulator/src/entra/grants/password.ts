import type { Answer } from "../../http/answer.ts";
import { checkPublicFlow } from "../check-platform.ts";
import { checkPassword, findUser } from "../check-user.ts";
import type { Asking } from "../endpoints/token.ts";
import { required, type EntraExchange } from "../exchange.ts";
import { scopeText } from "../read-scope.ts";
import { giveUserTokens, homeOf } from "./user-grant.ts";

/** The resource owner's password: no page, so whatever wants one is a refusal. */
export function signInByPassword(exchange: EntraExchange, { app, tenant, proof }: Asking): Answer {
  checkPublicFlow(app, proof);
  const user = findUser(exchange, tenant, required(exchange, "username"));
  checkPassword(user, required(exchange, "password"));
  const signIn = { user, atMs: exchange.nowMs, hasMfa: false };
  const platform = proof === "none" ? "desktop" : "web";
  const home = tenant ?? homeOf(exchange, signIn);
  return giveUserTokens(exchange, { app, tenant: home, proof, signIn, platform, scope: scopeText(exchange) });
}
