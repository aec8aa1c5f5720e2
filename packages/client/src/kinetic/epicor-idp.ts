import { answerMembers, isWebPage } from "../answer-members.ts";
import type { TokenWorld } from "../dialect.ts";
import type { Failure } from "../failure.ts";
import type { ReadAnswer } from "../http/read-answer.ts";
import { readLifetimeSeconds } from "../token/lifetime.ts";
import { plain, readTokenAnswer, sendTokenRequest } from "../token/token-request.ts";
import type { TokenReader } from "../token/token-request.ts";
import type { ObtainToken } from "../token/token.ts";

/** The vendor's own identity provider (observed in client code). */
export const EPICOR_TOKEN_URL = "https://login.epicor.com/connect/token";
/** The scope that one tenant used with client credentials (observed in client code); servers can be set to another. */
export const EPICOR_SCOPE = "epicor_erp";

/** What an application logs in with. */
export interface IdpClient {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
}

/** The strategy for the Epicor Identity Provider: OAuth 2.0 client credentials as a form, the secret in the body. */
export function epicorIdp(client: IdpClient, world: TokenWorld): ObtainToken {
  const url = new URL(client.tokenUrl);
  const endpoint = world.open(url);
  const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: client.clientId,
    client_secret: client.clientSecret,
    scope: client.scope,
  });
  const body = form.toString();
  const reader = oauthReader([client.clientSecret]);
  return async (signal) => {
    const request = { endpoint, path: url.pathname, headers, body, timeoutMs: world.timeoutMs, signal };
    return readTokenAnswer(request, await sendTokenRequest(request), reader, world.runtime.now());
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
        : { token, lifetimeSeconds: readLifetimeSeconds(members.get("expires_in")) };
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
