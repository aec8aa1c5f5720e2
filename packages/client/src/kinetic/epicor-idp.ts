import { answerMembers, isWebPage } from "../answer-members.ts";
import type { TokenWorld } from "../dialect.ts";
import { ErpgateError } from "../errors.ts";
import type { Failure } from "../failure.ts";
import type { ReadAnswer } from "../http/read-answer.ts";
import { readLifetimeSeconds } from "../token/lifetime.ts";
import { plain, readTokenAnswer, sendTokenRequest } from "../token/token-request.ts";
import type { TokenReader } from "../token/token-request.ts";
import type { ObtainToken, TokenGrant } from "../token/token.ts";

/** The vendor's own identity provider (observed in client code). */
export const EPICOR_TOKEN_URL = "https://login.epicor.com/connect/token";
/** The scope that one tenant used with client credentials (observed in client code); servers can be set to another. */
export const EPICOR_SCOPE = "epicor_erp";

/** What one client asked for with a user's password (observed in client code). A server may want `offline_access` besides. */
export const EPICOR_USER_SCOPE = "openid email epicor_erp";

/** What an application, or a user by it, logs in with. */
export interface IdpClient {
  readonly tokenUrl: string;
  readonly clientId: string;
  /** Undefined for a public client, which only users log in by. */
  readonly clientSecret: string | undefined;
  readonly scope: string;
  /** Undefined where the application logs in for itself. */
  readonly user: { readonly username: string; readonly password: string } | undefined;
}

/**
 * The strategy for the Epicor Identity Provider: OAuth 2.0 grants as a form, the secret in the body. A user's refresh token goes
 * before the password. Each is good for one use, so it is never sent a second time: where it is refused, because another program
 * had it first or it ended, the password is asked with.
 */
export function epicorIdp(client: IdpClient, world: TokenWorld): ObtainToken {
  const url = new URL(client.tokenUrl);
  const endpoint = world.open(url);
  const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
  const { clientId, clientSecret, scope, user } = client;
  const application = { client_id: clientId, ...(clientSecret !== undefined && { client_secret: clientSecret }) };
  const known = [clientSecret, user?.password].filter((text) => text !== undefined);
  const ask = async (
    members: Readonly<Record<string, string>>,
    signal: AbortSignal,
    secrets: readonly string[] = known,
  ): Promise<TokenGrant> => {
    const body = new URLSearchParams(members).toString();
    const request = { endpoint, path: url.pathname, headers, body, timeoutMs: world.timeoutMs, signal };
    return readTokenAnswer(request, await sendTokenRequest(request), oauthReader(secrets), world.runtime.now());
  };
  if (user === undefined) return (signal) => ask({ grant_type: "client_credentials", ...application, scope }, signal);
  let spent: string | undefined;
  return async (signal, refreshToken) => {
    if (refreshToken !== undefined && refreshToken !== spent) {
      spent = refreshToken;
      try {
        const members = { grant_type: "refresh_token", ...application, refresh_token: refreshToken };
        return await ask(members, signal, [...known, refreshToken]);
      } catch (error) {
        if (!ErpgateError.is(error) || error.code !== "TOKEN_GRANT_REFUSED") throw error;
      }
    }
    return ask({ grant_type: "password", ...application, ...user, scope }, signal);
  };
}

/** Reads an OAuth 2.0 token answer (RFC 6749, section 5). */
export function oauthReader(secrets: readonly string[]): TokenReader {
  return {
    secrets,
    read: ({ body }) => {
      const members = answerMembers(body);
      const token = members.get("access_token");
      return token === undefined
        ? undefined
        : {
            token,
            lifetimeSeconds: readLifetimeSeconds(members.get("expires_in")),
            refreshToken: members.get("refresh_token"),
          };
    },
    classify,
  };
}

function classify(answer: ReadAnswer): Failure {
  const { status, body } = answer;
  if (status === 429 || status >= 500) return plain("TOKEN_ISSUER_UNAVAILABLE");
  if (isWebPage(body)) return plain("ANSWER_HTML");
  const error = answerMembers(body).get("error");
  if (error === "invalid_client" || (error === undefined && status === 401)) return plain("TOKEN_CLIENT_REFUSED");
  if (error === "temporarily_unavailable" || error === "server_error") return plain("TOKEN_ISSUER_UNAVAILABLE");
  return plain(error === undefined ? "ANSWER_UNRECOGNISED" : "TOKEN_GRANT_REFUSED");
}
