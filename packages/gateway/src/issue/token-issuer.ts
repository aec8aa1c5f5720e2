import { randomUUID } from "node:crypto";
import type { KeyMatch } from "../consumers/consumer-index.ts";
import type { SigningKeys } from "../keys/signing-keys.ts";
import { type Claims, signJwt } from "./jwt.ts";

export interface Issued {
  readonly token: string;
  readonly expiresInSeconds: number;
}

// How P21 writes "Never Expire": these two, although they disagree (observed).
const NEVER_EXPIRES_EXP = 2_147_483_647;
const NEVER_EXPIRES_IN_SECONDS = 630_720_000;

/** Makes the tokens that the gateway gives out. */
export interface TokenIssuer {
  /** A token for the whole gateway (ES256, RFC 9068), held to `scope`. */
  issueOwn(match: KeyMatch, scope: string, nowMs: number): Issued;
  /** Life of tokens in an ERP's own shape where the registration says nothing. */
  readonly mountTokenLifetimeSeconds: number;
  /** A token in an ERP's own shape (HS256), good on that connection's mount alone. */
  issueForMount(connection: string, nowMs: number, claims: Claims, lifetimeSeconds: number | "never"): Issued;
  /** The public keys as a JWK set. */
  jwks(nowMs: number): string;
}

export interface TokenIssuerOptions {
  readonly keys: SigningKeys;
  /** `iss` and `aud` of the gateway's own tokens. */
  readonly publicUrl: string;
  readonly tokenLifetimeSeconds: number;
  readonly mountTokenLifetimeSeconds: number;
}

/** @returns an issuer over the gateway's signing keys */
export function createTokenIssuer(options: TokenIssuerOptions): TokenIssuer {
  const { keys, publicUrl } = options;
  return {
    mountTokenLifetimeSeconds: options.mountTokenLifetimeSeconds,
    issueOwn({ consumer, keyId }, scope, nowMs) {
      const { kid, privateKey } = keys.oauth.signing(nowMs);
      const { iat, exp } = times(nowMs, options.tokenLifetimeSeconds);
      // The id binds the token to this registration: a later consumer of the same name is somebody else.
      const claims = {
        iss: publicUrl,
        aud: publicUrl,
        sub: consumer.id,
        client_id: consumer.name,
        scope,
        // The key that it was asked for with: once that ends, the token does.
        erpgate_key: keyId,
        iat,
        exp,
        jti: randomUUID(),
      };
      return { token: signJwt("ES256", privateKey, { typ: "at+jwt", kid }, claims), expiresInSeconds: exp - iat };
    },
    issueForMount(connection, nowMs, claims, lifetimeSeconds) {
      const key = keys.mounts.get(connection);
      if (key === undefined) throw new Error(`No signing key for connection ${JSON.stringify(connection)}.`);
      const never = lifetimeSeconds === "never";
      const lasting = never ? NEVER_EXPIRES_IN_SECONDS : lifetimeSeconds;
      const { iat, exp: until } = times(nowMs, lasting);
      const exp = never ? NEVER_EXPIRES_EXP : until;
      const token = signJwt("HS256", key.secret, { typ: "JWT" }, { ...claims, nbf: iat, exp, iat });
      return { token, expiresInSeconds: lasting };
    },
    jwks(nowMs) {
      const published = keys.oauth.published(nowMs).map(({ kid, publicKey }) => {
        const { kty, crv, x, y } = publicKey.export({ format: "jwk" });
        return { kty, crv, x, y, kid, alg: "ES256", use: "sig" };
      });
      return JSON.stringify({ keys: published });
    },
  };
}

function times(nowMs: number, lifetimeSeconds: number): { iat: number; exp: number } {
  const iat = Math.floor(nowMs / 1000);
  return { iat, exp: iat + lifetimeSeconds };
}
