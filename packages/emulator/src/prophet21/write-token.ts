import { json, xml, type Answer } from "../http/answer.ts";
import { elements } from "../http/xml.ts";
import { randomGuid } from "../seeded-random.ts";
import { wantsJson } from "./errors.ts";
import type { Prophet21Exchange } from "./exchange.ts";
import type { Grant, MintedToken } from "./token.ts";

const NAMESPACE = "http://distributionsuite.activant.com";
const RULE = "prophet21.token.minted";

/** The answer to a good token request: JSON if asked for by name, XML otherwise, which is the middleware's default. */
export function writeToken(exchange: Prophet21Exchange, grant: Grant, minted: MintedToken): Answer {
  const { call, switches, surroundings } = exchange;
  // Nobody has published how a refresh token is redeemed; consumer tokens come with an empty one (observed).
  const refresh = grant.kind === "user" ? randomGuid(surroundings.random) : "";
  if (!wantsJson(call) || switches.forceXml) return xml(RULE, xmlBody(exchange, grant, minted, refresh));
  return json(RULE, jsonBody(exchange, grant, minted, refresh));
}

/** A user's answer names its lifetime ExpiresInSeconds, a consumer's ExpiresIn (documented), unless the server has one contract for both. */
function jsonBody({ switches }: Prophet21Exchange, grant: Grant, minted: MintedToken, refresh: string): object {
  const head = { AccessToken: minted.token, TokenType: "Bearer" };
  if (grant.kind === "user" && switches.tokenShape === "split")
    return { ...head, ExpiresInSeconds: minted.lifetimeSeconds, RefreshToken: refresh };
  const both = {
    ...head,
    UserName: grant.username,
    ExpiresIn: minted.lifetimeSeconds,
    RefreshToken: refresh,
    Scope: scopeOf(grant),
    SessionId: minted.sessionId,
  };
  return grant.kind === "user" ? both : { ...both, ConsumerUid: String(grant.consumer.uid), AppKey: null };
}

/** Children in no namespace, whatever the root (observed:client). */
function xmlBody({ switches }: Prophet21Exchange, grant: Grant, minted: MintedToken, refresh: string): string {
  const head = { AccessToken: minted.token, TokenType: "Bearer" };
  if (switches.xmlRoot === "TokenResponse") {
    return `<TokenResponse>${elements({ ...head, ExpiresIn: minted.lifetimeSeconds, RefreshToken: refresh })}</TokenResponse>`;
  }
  const members = {
    ...head,
    UserName: grant.username,
    ExpiresIn: minted.lifetimeSeconds,
    RefreshToken: refresh,
    Scope: scopeOf(grant),
    SessionId: minted.sessionId,
  };
  return `<act:Token xmlns:act="${NAMESPACE}">${elements(members)}</act:Token>`;
}

function scopeOf(grant: Grant): string {
  return grant.kind === "user" ? "" : grant.consumer.scope;
}

/** The bare token as the whole body, which one remark tells of the query-string form (claimed). */
export function writeRawToken({ token }: MintedToken): Answer {
  return { status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body: token, rule: RULE };
}
