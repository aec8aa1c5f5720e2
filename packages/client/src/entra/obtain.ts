import { ErpgateError } from "../errors.ts";
import { revealed } from "../secret.ts";
import type { ObtainToken, TokenGrant } from "../token/token.ts";
import { createEntraClient } from "./entra-client.ts";
import type { EntraClient } from "./entra-client.ts";
import type { EntraWorld } from "./entra-world.ts";
import { askForApplication, askOnBehalfOf, askWithCode, askWithRefreshToken } from "./flows.ts";
import type { EntraAuth, EntraOnBehalfOfAuth, EntraRefreshTokenAuth } from "./options.ts";

/** The strategy for a login by Entra. The options have been checked. */
export function entra(auth: EntraAuth, world: EntraWorld): ObtainToken {
  const client = createEntraClient(auth, world);
  switch (auth.flow) {
    case "client-credentials":
      return (signal) => askForApplication(client, auth, signal);
    case "refresh-token":
      return (signal, newest) => withoutPerson(client, auth, newest, signal);
    case "authorization-code":
    case "device-code":
    case "managed-identity":
      throw new ErpgateError("CONFIG_INVALID", `the Entra flow "${auth.flow}" is not available yet`);
    case "on-behalf-of":
      return async (signal) => askOnBehalfOf(client, auth, await assertionOf(auth), signal);
  }
}

async function withoutPerson(
  client: EntraClient,
  auth: EntraRefreshTokenAuth,
  newest: string | undefined,
  signal: AbortSignal,
): Promise<TokenGrant> {
  const refreshToken = newest ?? (auth.refreshToken && revealed(auth.refreshToken));
  if (refreshToken !== undefined && refreshToken !== "") return askWithRefreshToken(client, auth, refreshToken, signal);
  if (auth.redeem) return askWithCode(client, auth, auth.redeem, signal);
  throw new ErpgateError(
    "TOKEN_SIGN_IN_REQUIRED",
    "there is no refresh token, neither given nor in the store, and this flow asks nobody: sign in once with `erpgate login`",
  );
}

async function assertionOf({ assertion }: EntraOnBehalfOfAuth): Promise<string> {
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
