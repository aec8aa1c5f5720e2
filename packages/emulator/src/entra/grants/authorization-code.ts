import { createHash } from "node:crypto";
import type { Answer } from "../../http/answer.ts";
import { checkPlatform } from "../check-platform.ts";
import type { Asking } from "../endpoints/token.ts";
import { required, type EntraExchange } from "../exchange.ts";
import { scopeText } from "../read-scope.ts";
import { refuse } from "../refusal.ts";
import type { AuthorizationCode } from "../state.ts";
import { giveUserTokens, homeOf } from "./user-grant.ts";

/** A code, once, by the application it was given to, from the address it was sent to, with the verifier of its challenge. */
export function redeemCode(exchange: EntraExchange, { app, tenant, proof }: Asking): Answer {
  const code = exchange.state.codes.get(required(exchange, "code"));
  if (code === undefined || code.clientId !== app.clientId)
    return refuse(70000, "a code that was issued to this application");
  checkPlatform(exchange, code.platform, proof);
  if (code.isRedeemed) refuse(54005, "a code that was not redeemed before");
  if (code.expiresAtMs <= exchange.nowMs) refuse(70008, "a code younger than ten minutes");
  if (required(exchange, "redirect_uri") !== code.redirectUri)
    refuse(50011, "the redirect URI that the code was sent to", { redirect: exchange.form.get("redirect_uri") ?? "" });
  checkVerifier(exchange, code);
  code.isRedeemed = true;
  return giveUserTokens(exchange, {
    ...code,
    app,
    proof,
    tenant: tenant ?? homeOf(exchange, code.signIn),
    scope: scopeText(exchange, code.scope),
  });
}

function checkVerifier({ form }: EntraExchange, { challenge, platform }: AuthorizationCode): void {
  const verifier = form.get("code_verifier");
  if (challenge === undefined && platform === "spa") refuse(9002325, "a code that was asked for with a code_challenge");
  const wanted = challenge?.value;
  const given = verifier !== null && challenge?.method === "S256" ? digest(verifier) : verifier;
  if (wanted === undefined ? given !== null : wanted !== given)
    refuse(
      501481,
      wanted === undefined ? "no code_verifier, as there was no challenge" : "the verifier of the challenge",
    );
}

function digest(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}
