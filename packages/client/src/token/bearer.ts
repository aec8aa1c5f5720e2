import { ErpgateError } from "../errors.ts";
import type { BearerAuth, TokenCredential } from "../options/connection-options.ts";
import { revealed, Secret } from "../secret.ts";
import { readJwtTimes } from "./jwt-times.ts";
import { isToken } from "./token-request.ts";
import type { AccessToken, ObtainToken, TokenGrant } from "./token.ts";

/** The strategy for somebody else's token: a text, a function or a credential object. */
export function bearer(auth: BearerAuth): ObtainToken {
  const { token } = auth;
  if (typeof token === "string" || Secret.is(token)) return () => Promise.resolve(fixed(revealed(token)));
  if (typeof token === "function") return async () => given(await asked(token));
  return async () => given(await fromCredential(token, auth.scopes ?? []));
}

/** Whoever fetches tokens may throw anything, with a secret in its message: it is kept as the cause and not quoted. */
async function asked<T>(provider: () => Promise<T>): Promise<T> {
  try {
    return await provider();
  } catch (cause) {
    throw new ErpgateError(
      "TOKEN_PROVIDER_FAILED",
      `the function given as "auth.token" failed; its own error is the cause`,
      { cause },
    );
  }
}

async function fromCredential(credential: TokenCredential, scopes: readonly string[]): Promise<AccessToken> {
  const answer = await asked(() => credential.getToken([...scopes]));
  if (answer === null) throw new ErpgateError("TOKEN_PROVIDER_FAILED", `"auth.token".getToken() gave no token`);
  return { token: answer.token, expiresAtMs: answer.expiresOnTimestamp };
}

/** A text that tells no end has none as far as we know: to ask for it again would only bring it again. */
function fixed(text: string): TokenGrant {
  const grant = given(text);
  return readJwtTimes(text).exp === undefined ? { ...grant, lifetimeSeconds: Infinity } : grant;
}

/** A token that was given may be of any age, so of its claims only `exp` says anything. */
function given(token: string | AccessToken): TokenGrant {
  const text: unknown = typeof token === "string" ? token : token?.token;
  if (typeof text !== "string" || !isToken(text)) {
    throw new ErpgateError("TOKEN_PROVIDER_FAILED", `"auth.token" gave no text that can stand after "Bearer "`);
  }
  const expiresAtMs = typeof token === "string" ? undefined : token.expiresAtMs;
  if (expiresAtMs !== undefined) return { token: text, lifetimeSeconds: undefined, expiresAtMs, isFresh: false };
  return { token: text, lifetimeSeconds: undefined, isFresh: false };
}
