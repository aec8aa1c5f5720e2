import * as oauth from "oauth4webapi";
import { isWebPage } from "../answer-members.ts";
import { ErpgateError } from "../errors.ts";
import type { ReadAnswer } from "../http/read-answer.ts";
import { isToken } from "../token/token-request.ts";
import type { TokenGrant } from "../token/token.ts";
import { issuerOf } from "./authority.ts";
import type { Authority } from "./authority.ts";
import type { EntraAccount } from "./options.ts";

/** What a token endpoint granted. */
export interface Granted extends TokenGrant {
  readonly account: EntraAccount | undefined;
  readonly scopes: readonly string[] | undefined;
}

/**
 * Reads a token endpoint's answer of success. An ID token is checked for issuer, audience, end and nonce; its signature is not,
 * because it came straight from the issuer (OpenID Connect Core, 3.1.3.7).
 */
export async function readGranted(
  authority: Authority,
  clientId: string,
  answer: ReadAnswer | undefined,
  nonce: string | undefined,
): Promise<Granted> {
  const body = answer?.body ?? "";
  const response = await checked(authority, clientId, body);
  const claims = oauth.getValidatedIdTokenClaims(response);
  if (nonce !== undefined && claims !== undefined && claims.nonce !== nonce)
    throw unreadable("its ID token answers another login");
  if (!isToken(response.access_token)) throw unreadable("its token cannot stand in a header");
  const issuerNowMs = Date.parse(answer?.header("date") ?? "");
  return {
    token: response.access_token,
    lifetimeSeconds: response.expires_in,
    issuerNowMs: Number.isNaN(issuerNowMs) ? undefined : issuerNowMs,
    isFresh: true,
    refreshToken: response.refresh_token,
    account: claims && accountOf(claims),
    scopes: response.scope?.split(" "),
  };
}

async function checked(authority: Authority, clientId: string, body: string): Promise<oauth.TokenEndpointResponse> {
  const issuer = issuerOf(authority, unverifiedTid(body)) ?? authority.url;
  const json = new Response(body, { headers: { "content-type": "application/json" } });
  try {
    return await oauth.processGenericTokenEndpointResponse({ issuer }, { client_id: clientId }, json);
  } catch (cause) {
    // The library's error holds the whole answer, so neither it nor its cause is kept.
    if (isWebPage(body))
      throw new ErpgateError("ANSWER_HTML", "a web page came where the token endpoint should answer");
    throw unreadable(cause instanceof Error ? cause.message : "it is not as OAuth 2.0 has it");
  }
}

function unreadable(why: string): ErpgateError {
  return new ErpgateError("TOKEN_ANSWER_UNREADABLE", `the token endpoint answered with success, but ${why}`);
}

/** The tenant that an ID token names, only to find out which issuer it has to be of. */
function unverifiedTid(body: string): unknown {
  const payload = /"id_token"\s*:\s*"[\w-]+\.([\w-]+)\./.exec(body)?.[1] ?? "";
  try {
    const { Buffer } = process.getBuiltinModule("node:buffer");
    return (JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as { tid?: unknown }).tid;
  } catch {
    return undefined;
  }
}

function accountOf(claims: oauth.IDToken): EntraAccount {
  const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
  const username = text(claims["preferred_username"]) ?? text(claims["upn"]) ?? text(claims["email"]);
  return { username, name: text(claims["name"]), tenantId: text(claims["tid"]), objectId: text(claims["oid"]) };
}
