import { revealed } from "../secret.ts";
import { scopesOf } from "./authority.ts";
import type { ReadAnswer } from "../http/read-answer.ts";
import type { EntraClient } from "./entra-client.ts";
import type { Granted } from "./read-granted.ts";
import type { EntraApp, EntraRedeemableCode } from "./options.ts";

/** What every question carries: what for, and what it has to answer. */
function asked(app: EntraApp, extra: readonly string[] = []): Readonly<Record<string, string>> {
  const scope = [...extra, ...scopesOf(app)].join(" ");
  return app.claims === undefined ? { scope } : { scope, claims: app.claims };
}

/** What is asked for besides where a person signs in: who it is, and a refresh token (official). */
export const PERSON: readonly string[] = ["openid", "profile", "offline_access"];

/** The application for itself. There never is a refresh token: the next one is asked for in the same way. */
export function askForApplication(client: EntraClient, app: EntraApp, signal: AbortSignal): Promise<Granted> {
  return client.grant("client_credentials", { parameters: asked(app), grant: "application", secrets: [], signal });
}

/** With a refresh token. Entra gives a new one each time, others take the old one away at once: the new one is kept. */
export function askWithRefreshToken(
  client: EntraClient,
  app: EntraApp,
  refreshToken: string,
  signal: AbortSignal,
): Promise<Granted> {
  // No more than was granted (RFC 6749, 6): what a server left out of that, it would refuse here.
  const parameters = { ...asked(app), refresh_token: refreshToken };
  return client.grant("refresh_token", { parameters, grant: "user", secrets: [refreshToken], signal });
}

/** With the code that a login brought back. */
export function askWithCode(
  client: EntraClient,
  app: EntraApp,
  redeemable: EntraRedeemableCode & { readonly nonce?: string },
  signal: AbortSignal,
): Promise<Granted> {
  const code = revealed(redeemable.code);
  const verifier = redeemable.codeVerifier === undefined ? undefined : revealed(redeemable.codeVerifier);
  const parameters = {
    ...asked(app, PERSON),
    code,
    redirect_uri: redeemable.redirectUri,
    ...(verifier !== undefined && { code_verifier: verifier }),
  };
  const secrets = verifier === undefined ? [code] : [code, verifier];
  return client.grant("authorization_code", { parameters, grant: "user", secrets, signal, nonce: redeemable.nonce });
}

/** For the user whose access token for this application is at hand. */
export function askOnBehalfOf(
  client: EntraClient,
  app: EntraApp,
  assertion: string,
  signal: AbortSignal,
): Promise<Granted> {
  const parameters = { ...asked(app), assertion, requested_token_use: "on_behalf_of" };
  const ask = { parameters, grant: "on-behalf-of", secrets: [assertion], signal } as const;
  return client.grant("urn:ietf:params:oauth:grant-type:jwt-bearer", ask);
}

/** For a code that a user enters on another device. */
export function askForDeviceCode(client: EntraClient, app: EntraApp, signal: AbortSignal): Promise<ReadAnswer> {
  const parameters = asked(app, PERSON);
  return client.post(client.authority.deviceCodeUrl, { parameters, grant: "user", secrets: [], signal });
}

/** Whether the user is done with that. */
export function askWithDeviceCode(
  client: EntraClient,
  app: EntraApp,
  deviceCode: string,
  signal: AbortSignal,
): Promise<Granted> {
  const parameters = { device_code: deviceCode, ...(app.claims !== undefined && { claims: app.claims }) };
  const ask = { parameters, grant: "user", secrets: [deviceCode], signal } as const;
  return client.grant("urn:ietf:params:oauth:grant-type:device_code", ask);
}
