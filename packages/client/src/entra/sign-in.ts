import { expiresAt } from "../token/lifetime.ts";
import { beginLogin } from "./begin-login.ts";
import type { LoginStart } from "./begin-login.ts";
import { browserLogin } from "./browser-login.ts";
import { deviceLogin } from "./device-login.ts";
import { askWithCode, askWithRefreshToken } from "./flows.ts";
import type { EntraApp, EntraDeviceCode, EntraRedeemableCode, EntraSignInOptions, EntraTokens } from "./options.ts";
import { outside, requireEntra } from "./outside.ts";
import type { EntraOutside } from "./outside.ts";
import { readPendingLogin, writePendingLogin } from "./pending-login.ts";
import { readCallback } from "./read-callback.ts";
import type { Granted } from "./read-granted.ts";

/** A login that was begun: for the browser, and for the one who will finish it. */
export interface BegunSignIn {
  /** Where the user is to be sent. */
  readonly url: string;
  /** Comes back with the answer: under this name the pending login can be kept. */
  readonly state: string;
  /** Needed to finish; secret, and good for one login of one user. */
  readonly pendingLogin: string;
}

/**
 * Signs a user in with the browser of this computer: opens it, listens on loopback for the answer and redeems the code.
 *
 * @throws {ErpgateError} TOKEN_SIGN_IN_TIMED_OUT, TOKEN_SIGN_IN_DECLINED, and every code of a token request
 */
export function signInWithBrowser(app: EntraApp & EntraSignInOptions, given: EntraOutside = {}): Promise<EntraTokens> {
  return outside(app, "authorization-code", {}, given, async ({ client, world, signal }) =>
    tokensOf(world.runtime.now, () => browserLogin(client, app, signal)),
  );
}

/**
 * Signs a user in on another device.
 *
 * @param onCode shows the code; after it this waits until the user is done
 * @throws {ErpgateError} TOKEN_SIGN_IN_TIMED_OUT, TOKEN_SIGN_IN_DECLINED, and every code of a token request
 */
export function signInWithDeviceCode(
  app: EntraApp,
  onCode: (code: EntraDeviceCode) => void,
  given: EntraOutside = {},
): Promise<EntraTokens> {
  return outside(app, "device-code", {}, given, ({ client, world, signal }) =>
    tokensOf(world.runtime.now, () => deviceLogin(client, app, onCode, world, signal)),
  );
}

/**
 * Begins a login for a web application, whose user's browser is elsewhere. Nothing is sent.
 *
 * @param start `redirectUri` is the application's own address; for the answer as a query (`?code=…`) set `responseMode`
 */
export async function beginSignIn(app: EntraApp, start: LoginStart): Promise<BegunSignIn> {
  requireEntra({ ...app, kind: "entra", flow: "authorization-code" }, true);
  const { url, pending } = await beginLogin(app, start);
  return { url, state: pending.state, pendingLogin: writePendingLogin(pending) };
}

/**
 * Finishes it when the browser has come back.
 *
 * @param callback the parameters that came: of the query, or of the posted form
 * @throws {ErpgateError} TOKEN_SIGN_IN_FORGED where they answer another login
 */
export function finishSignIn(
  app: EntraApp,
  pendingLogin: string,
  callback: URLSearchParams,
  given: EntraOutside = {},
): Promise<EntraTokens> {
  const pending = readPendingLogin(pendingLogin);
  return outside(app, "authorization-code", {}, given, ({ client, world, signal }) => {
    const code = readCallback(callback, pending.state);
    return tokensOf(world.runtime.now, () => askWithCode(client, app, { ...pending, code }, signal));
  });
}

/** Redeems a code that was carried here by hand. */
export function redeemCode(
  app: EntraApp,
  redeemable: EntraRedeemableCode,
  given: EntraOutside = {},
): Promise<EntraTokens> {
  return outside(app, "refresh-token", { redeem: redeemable }, given, ({ client, world, signal }) =>
    tokensOf(world.runtime.now, () => askWithCode(client, app, redeemable, signal)),
  );
}

/** Gets new tokens for a refresh token. Keep the refresh token that comes back: the old one may be void from now on. */
export function refreshTokens(app: EntraApp, refreshToken: string, given: EntraOutside = {}): Promise<EntraTokens> {
  return outside(app, "refresh-token", { refreshToken }, given, ({ client, world, signal }) =>
    tokensOf(world.runtime.now, () => askWithRefreshToken(client, app, refreshToken, signal)),
  );
}

async function tokensOf(now: () => number, ask: () => Promise<Granted>): Promise<EntraTokens> {
  const granted = await ask();
  const { token, refreshToken, account, scopes } = granted;
  return { token, expiresAtMs: expiresAt(granted, now(), undefined), refreshToken, account, scopes };
}
