import { ErpgateError } from "../errors.ts";
import type { EntraApp, EntraPrompt, EntraTokens } from "./options.ts";
import type { EntraOutside } from "./outside.ts";
import { PENDING_NOTE, readPendingLogin, type NoteStore } from "./pending-login.ts";
import { beginSignIn, finishSignIn, redeemCode, refreshTokens, signInWithBrowser } from "./sign-in.ts";

// The three procedures that the commercial drivers for Kinetic offer, with their inputs and outputs. State and PKCE are on
// beyond what those do, and travel as one text, the pending login.

/** Where the drivers' default callback is. */
const CALLBACK_URL = "http://localhost:33333";

/** Inputs of {@link getOAuthAuthorizationUrl}. */
export interface AuthorizationUrlInputs {
  /** The registered redirect URI. @default "http://localhost:33333" */
  readonly callbackUrl?: string;
  /** Scopes, by blanks or commas. @default those of the application */
  readonly permissions?: string;
  /** @default made up */
  readonly state?: string;
  readonly prompt?: EntraPrompt;
  /** Off only for a code that is redeemed without the pending login. @default true */
  readonly pkce?: boolean;
  /**
   * The settings file that the code will be redeemed with (`createFileTokenStore` of `@erpgate/client/node` opens it): the
   * pending login is kept there, so that `OAuthVerifier` needs nothing beside it.
   */
  readonly settings?: NoteStore;
}

/** Inputs of {@link getOAuthAccessToken}. */
export interface AccessTokenInputs {
  /** `APP` opens the browser of this computer, `WEB` redeems the code that came to your own address. @default "APP" */
  readonly authMode?: "APP" | "WEB";
  /** `WEB`: the code. */
  readonly verifier?: string;
  /** `WEB`: what {@link getOAuthAuthorizationUrl} gave, unless PKCE was off. */
  readonly pendingLogin?: string;
  /** `WEB`: the `state` that came with the code; compared where the pending login is given as well. */
  readonly state?: string;
  readonly callbackUrl?: string;
  readonly permissions?: string;
  readonly prompt?: EntraPrompt;
}

/** Outputs, named as the drivers name them. */
export interface OAuthOutputs {
  readonly oauthAccessToken: string;
  /** Empty where there is none. */
  readonly oauthRefreshToken: string;
  /** Seconds; "-1" for never. */
  readonly expiresIn: string;
}

/** `GetOAuthAuthorizationURL`: where a user is to sign in. The pending login is secret. */
export async function getOAuthAuthorizationUrl(
  app: EntraApp,
  inputs: AuthorizationUrlInputs = {},
): Promise<{ readonly url: string; readonly pendingLogin: string }> {
  const { callbackUrl = CALLBACK_URL, permissions, settings, ...start } = inputs;
  const asked = { ...start, redirectUri: callbackUrl, responseMode: "query" } as const;
  const { url, pendingLogin } = await beginSignIn(permitted(app, permissions), asked);
  await settings?.writeNote(PENDING_NOTE, pendingLogin);
  return { url, pendingLogin };
}

/** `GetOAuthAccessToken`: the first tokens. */
export async function getOAuthAccessToken(
  app: EntraApp,
  inputs: AccessTokenInputs = {},
  given: EntraOutside = {},
): Promise<OAuthOutputs> {
  const asked = permitted(app, inputs.permissions);
  const now = given.runtime?.now ?? Date.now;
  if (inputs.authMode === "WEB") return outputs(await redeemed(asked, inputs, given), now());
  const { callbackUrl = CALLBACK_URL, prompt } = inputs;
  const signIn = { ...asked, redirectUri: callbackUrl, ...(prompt !== undefined && { prompt }) };
  return outputs(await signInWithBrowser(signIn, given), now());
}

/** `RefreshOAuthAccessToken`: the next ones. Keep the refresh token that comes back. */
export async function refreshOAuthAccessToken(
  app: EntraApp,
  inputs: { readonly oauthRefreshToken: string },
  given: EntraOutside = {},
): Promise<OAuthOutputs> {
  const tokens = await refreshTokens(app, inputs.oauthRefreshToken, given);
  const kept = tokens.refreshToken ?? inputs.oauthRefreshToken;
  return outputs({ ...tokens, refreshToken: kept }, (given.runtime?.now ?? Date.now)());
}

async function redeemed(app: EntraApp, inputs: AccessTokenInputs, given: EntraOutside): Promise<EntraTokens> {
  const { verifier, pendingLogin, state, callbackUrl = CALLBACK_URL } = inputs;
  if (verifier === undefined || verifier === "")
    throw new ErpgateError("REQUEST_INVALID", `"verifier" is missing: give the code that came to the callback URL`);
  if (pendingLogin === undefined) return redeemCode(app, { code: verifier, redirectUri: callbackUrl }, given);
  // Where nobody carried the state along, the pending login alone says which login it is.
  const answered = state ?? readPendingLogin(pendingLogin).state;
  return finishSignIn(app, pendingLogin, new URLSearchParams({ code: verifier, state: answered }), given);
}

function permitted(app: EntraApp, permissions: string | undefined): EntraApp {
  if (permissions === undefined || permissions.trim() === "") return app;
  const { resource: _replaced, ...rest } = app;
  return { ...rest, scopes: permissions.trim().split(/[\s,]+/) };
}

function outputs({ token, refreshToken, expiresAtMs }: EntraTokens, nowMs: number): OAuthOutputs {
  const expiresIn = expiresAtMs === undefined ? "-1" : String(Math.max(0, Math.round((expiresAtMs - nowMs) / 1000)));
  return { oauthAccessToken: token, oauthRefreshToken: refreshToken ?? "", expiresIn };
}
