import { ErpgateError } from "../errors.ts";
import { revealed } from "../secret.ts";
import type { ObtainToken, TokenGrant } from "../token/token.ts";
import { createEntraClient } from "./entra-client.ts";
import type { EntraClient } from "./entra-client.ts";
import type { EntraWorld } from "./entra-world.ts";
import { askForApplication, askOnBehalfOf, askWithCode, askWithRefreshToken } from "./flows.ts";
import { readPendingLogin } from "./pending-login.ts";
import { browserLogin } from "./browser-login.ts";
import { deviceLogin } from "./device-login.ts";
import { managedIdentity } from "./managed/managed-identity.ts";
import type { Granted } from "./read-granted.ts";
import type {
  EntraAuth,
  EntraAuthorizationCodeAuth,
  EntraDeviceCodeAuth,
  EntraOnBehalfOfAuth,
  EntraRedeemableCode,
  EntraRefreshTokenAuth,
} from "./options.ts";

/** The strategy for a login by Entra. The options have been checked. */
export function entra(auth: EntraAuth, world: EntraWorld): ObtainToken {
  if (auth.flow === "managed-identity") return managedIdentity(auth, world);
  const client = createEntraClient(auth, world);
  switch (auth.flow) {
    case "client-credentials":
      return (signal) => askForApplication(client, auth, signal);
    case "refresh-token":
      return async (signal, newest) => {
        const { redeem } = auth;
        // A code is good once: from then on the refresh token that it brought is at hand.
        const isFirst = newest === undefined && revealed(auth.refreshToken) === "";
        if (isFirst && redeem) return askWithKeptCode(client, auth, redeem, signal);
        return refreshedOr(client, auth, newest, signal, undefined);
      };
    case "authorization-code":
      return (signal, newest) =>
        refreshedOr(
          client,
          auth,
          newest,
          signal,
          auth.interactive === false ? undefined : () => browserLogin(client, auth, signal),
        );
    case "device-code": {
      const { onCode } = auth;
      return (signal, newest) =>
        refreshedOr(client, auth, newest, signal, onCode && (() => deviceLogin(client, auth, onCode, world, signal)));
    }
    case "on-behalf-of":
      return async (signal) => askOnBehalfOf(client, auth, await assertionOf(auth), signal);
  }
}

/** With a code, and with what was kept of the login that it answers. */
async function askWithKeptCode(
  client: EntraClient,
  auth: EntraRefreshTokenAuth,
  redeem: EntraRedeemableCode,
  signal: AbortSignal,
): Promise<Granted> {
  const kept = redeem.codeVerifier === undefined ? await redeem.pendingLogin?.() : undefined;
  const pending = kept === undefined ? {} : readPendingLogin(kept);
  const granted = await askWithCode(client, auth, { ...redeem, ...pending }, signal);
  await redeem.onRedeemed?.();
  return granted;
}

type UserAuth = EntraAuthorizationCodeAuth | EntraDeviceCodeAuth | EntraRefreshTokenAuth;

/**
 * By refresh token where there is one, and by asking a person where it is no longer good.
 *
 * @param newest the newest refresh token that is known; before the first, that of the options
 * @param askPerson undefined where nobody is to be asked
 */
async function refreshedOr(
  client: EntraClient,
  auth: UserAuth,
  newest: string | undefined,
  signal: AbortSignal,
  askPerson: (() => Promise<Granted>) | undefined,
): Promise<TokenGrant> {
  const refreshToken = newest ?? revealed(auth.refreshToken);
  if (refreshToken === "") {
    if (askPerson) return askPerson();
    throw new ErpgateError(
      "TOKEN_SIGN_IN_REQUIRED",
      "there is no refresh token, neither given nor in the store, and nobody is to be asked: sign in once, as by `erpgate login`",
    );
  }
  try {
    return await askWithRefreshToken(client, auth, refreshToken, signal);
  } catch (error) {
    const needsPerson =
      ErpgateError.is(error) && (error.code === "TOKEN_SIGN_IN_REQUIRED" || error.code === "TOKEN_CONSENT_REQUIRED");
    if (!needsPerson || !askPerson) throw error;
    return askPerson();
  }
}

async function assertionOf({ assertion }: EntraOnBehalfOfAuth): Promise<string> {
  if (assertion === undefined)
    throw new ErpgateError(
      "TOKEN_SIGN_IN_REQUIRED",
      `there is no user: without "auth.assertion" the connection acts for whoever calls a gateway that has it, with the token of that call`,
    );
  if (typeof assertion !== "function") return revealed(assertion);
  try {
    return await assertion();
  } catch (cause) {
    throw new ErpgateError(
      "TOKEN_PROVIDER_FAILED",
      `the function given as "auth.assertion" failed; its own error is the cause`,
      { cause },
    );
  }
}
