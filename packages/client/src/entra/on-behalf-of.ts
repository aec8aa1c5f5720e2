import { createHash } from "node:crypto";
import { ErpgateError } from "../errors.ts";
import { createTokenSource } from "../token/token-source.ts";
import type { TokenSource } from "../token/token-source.ts";
import type { AccessToken } from "../token/token.ts";
import { createEntraClient } from "./entra-client.ts";
import { askOnBehalfOf } from "./flows.ts";
import type { EntraApp } from "./options.ts";
import { openWorld, requireEntra } from "./outside.ts";
import type { EntraOutside } from "./outside.ts";

/** Tokens for the users whose calls a server handles. */
export interface OnBehalfOf extends Disposable {
  /**
   * A token for Kinetic on behalf of whoever the assertion is for. One request per assertion and lifetime, however many ask.
   *
   * @param assertion the access token that the user's call carried
   * @throws {ErpgateError} TOKEN_ASSERTION_REFUSED; TOKEN_SIGN_IN_REQUIRED, with `claims` to be passed on to the caller
   */
  token(assertion: string): Promise<AccessToken>;
}

/** Users at once; whoever was away the longest is asked for anew. */
const MOST = 10_000;

/** Exchanges users' tokens, and keeps what came by a digest of what it was exchanged for. */
export function createOnBehalfOf(app: EntraApp, given: EntraOutside = {}): OnBehalfOf {
  requireEntra({ ...app, kind: "entra", flow: "on-behalf-of", assertion: "-" }, given.allowInsecureHttp === true);
  const { world, close } = openWorld(app, given);
  const client = createEntraClient(app, world);
  const sources = new Map<string, TokenSource>();
  const sourceOf = (assertion: string): TokenSource => {
    const key = createHash("sha256").update(assertion).digest("base64url");
    const obtain = (signal: AbortSignal) => askOnBehalfOf(client, app, assertion, signal);
    const source = sources.get(key) ?? createTokenSource({ obtain, runtime: world.runtime });
    // Set anew, so that the map's order is that of use.
    sources.delete(key);
    sources.set(key, source);
    const [oldest] = sources.size > MOST ? sources.keys() : [];
    if (oldest !== undefined) sources.delete(oldest);
    return source;
  };
  return {
    token: (assertion) => sourceOf(assertion).token(),
    [Symbol.dispose]: () => {
      for (const source of sources.values()) source.close();
      close();
    },
  };
}

/**
 * The `WWW-Authenticate` header by which a server passes a claims challenge on to whoever called it (with a 401): the caller then
 * signs its user in again, with these claims.
 *
 * @returns undefined for an error that holds no challenge
 */
export function claimsChallenge(error: unknown): string | undefined {
  if (!ErpgateError.is(error) || error.claims === undefined) return undefined;
  const claims = Buffer.from(error.claims, "utf8").toString("base64");
  return `Bearer error="insufficient_claims", claims="${claims}"`;
}
