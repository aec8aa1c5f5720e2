import * as oauth from "oauth4webapi";
import { authorityOf, scopesOf } from "./authority.ts";
import { PERSON } from "./flows.ts";
import type { EntraApp, EntraSignInOptions } from "./options.ts";
import type { PendingLogin } from "./pending-login.ts";

/** How a login is begun. */
export interface LoginStart extends Pick<EntraSignInOptions, "responseMode" | "prompt" | "loginHint" | "domainHint"> {
  readonly redirectUri: string;
  /** @default made up; whatever is given has to be unguessable */
  readonly state?: string;
  /** Only for a code that is redeemed where nobody knows this login. @default true */
  readonly pkce?: boolean;
}

/** The login page's address, and what has to be known again when its answer comes. */
export interface BegunLogin {
  readonly url: string;
  readonly pending: PendingLogin;
}

/** Begins a login: authorization code with PKCE (RFC 7636), `state` and `nonce`. Nothing is sent. */
export async function beginLogin(app: EntraApp, start: LoginStart): Promise<BegunLogin> {
  const { redirectUri } = start;
  const codeVerifier = oauth.generateRandomCodeVerifier();
  const state = start.state ?? oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  const isPkce = start.pkce ?? true;
  const parameters: Record<string, string | undefined> = {
    client_id: app.clientId,
    response_type: "code",
    redirect_uri: redirectUri,
    response_mode: start.responseMode ?? "form_post",
    scope: [...PERSON, ...scopesOf(app)].join(" "),
    state,
    nonce,
    code_challenge: isPkce ? await oauth.calculatePKCECodeChallenge(codeVerifier) : undefined,
    code_challenge_method: isPkce ? "S256" : undefined,
    prompt: start.prompt,
    login_hint: start.loginHint,
    domain_hint: start.domainHint,
    claims: app.claims,
  };
  const url = new URL(authorityOf(app).authorizeUrl);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return { url: url.href, pending: { state, nonce, redirectUri, ...(isPkce && { codeVerifier }) } };
}
