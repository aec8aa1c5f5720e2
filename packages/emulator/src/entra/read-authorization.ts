import { appOf, required, tenantOf, type EntraExchange } from "./exchange.ts";
import { platformOf } from "./match-redirect.ts";
import { parseScope, scopeText, type RequestedScope } from "./read-scope.ts";
import { refuse } from "./refusal.ts";
import type { EntraApp, EntraTenant, Platform } from "./state.ts";

/** Where the answer to an authorization request may go. */
export interface ReturnAddress {
  readonly app: EntraApp;
  readonly tenant: EntraTenant | undefined;
  readonly redirectUri: string;
  readonly platform: Platform;
  readonly mode: "query" | "form_post" | "fragment";
  readonly state: string | undefined;
}

/** What is asked for. */
export interface Authorization extends ReturnAddress {
  readonly scope: string;
  readonly requested: RequestedScope;
  readonly challenge: { readonly method: string; readonly value: string } | undefined;
  readonly nonce: string | undefined;
  readonly prompt: string | undefined;
  readonly hint: string;
  /** `claims` asks for an authentication context: the answer to a challenge. */
  readonly isChallenged: boolean;
}

/** Who asks and where the answer goes. What is wrong with these is told to the person, never to the address. */
export function readReturnAddress(exchange: EntraExchange): ReturnAddress {
  const { form } = exchange;
  const tenant = tenantOf(exchange);
  const app = appOf(exchange, required(exchange, "client_id"), tenant);
  const [only, ...others] = Object.values(app.redirectUris).flat();
  if (only === undefined) return refuse(900971, "a registration with a redirect URI", { app: app.clientId });
  const given = form.get("redirect_uri");
  if (given === null && others.length > 0) required(exchange, "redirect_uri");
  const redirectUri = given ?? only;
  const platform = platformOf(app, redirectUri) ?? refuseRedirect(app, redirectUri);
  const state = form.get("state") ?? undefined;
  return { app, tenant, redirectUri, platform, mode: modeOf(exchange), state };
}

function refuseRedirect(app: EntraApp, redirect: string): never {
  const registered = Object.values(app.redirectUris).flat().join(", ");
  return refuse(50011, `one of the registered redirect URIs: ${registered}`, { redirect, app: app.clientId });
}

function modeOf({ form }: EntraExchange): ReturnAddress["mode"] {
  const mode = form.get("response_mode");
  return mode === "form_post" || mode === "fragment" ? mode : "query";
}

/** The rest of the request. What is wrong with it the application is told. */
export function readAuthorization(exchange: EntraExchange, address: ReturnAddress): Authorization {
  const { form } = exchange;
  const responseType = form.get("response_type") ?? "";
  if (responseType !== "code") refuse(700054, "response_type=code", { responseType });
  const scope = scopeText(exchange);
  const challenge = form.get("code_challenge");
  if (challenge === null && address.platform === "spa") refuse(9002325, "a code_challenge");
  return {
    ...address,
    scope,
    requested: parseScope(exchange, address.tenant, scope),
    challenge:
      challenge === null ? undefined : { method: form.get("code_challenge_method") ?? "plain", value: challenge },
    nonce: form.get("nonce") ?? undefined,
    prompt: form.get("prompt") ?? undefined,
    hint: form.get("login_hint") ?? "",
    isChallenged: /capolids|acrs/.test(form.get("claims") ?? ""),
  };
}
