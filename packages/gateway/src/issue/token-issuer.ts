import { randomUUID } from "node:crypto";
import type { Consumer } from "../consumers/consumer.ts";
import type { SigningKeys } from "../keys/signing-keys.ts";
import { type Claims, signJwt } from "./jwt.ts";

export interface Issued {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** Makes the tokens that the gateway gives out. */
export interface TokenIssuer {
  /** A token for the whole gateway (ES256, RFC 9068), held to `scope`. */
  issueOwn(consumer: Consumer, scope: string, nowMs: number): Issued;
  /** A token in an ERP's own shape (HS256), good on that connection's mount alone. */
  issueForMount(connection: string, nowMs: number, claims: Claims): Issued;
  /** The public key as a JWK set. */
  readonly jwks: string;
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
  const { kid, privateKey, publicKey } = keys.oauth;
  return {
    issueOwn(consumer, scope, nowMs) {
      const { iat, exp } = times(nowMs, options.tokenLifetimeSeconds);
      // The id binds the token to this registration: a later consumer of the same name is somebody else.
      const claims = {
        iss: publicUrl,
        aud: publicUrl,
        sub: consumer.id,
        client_id: consumer.name,
        scope,
        iat,
        exp,
        jti: randomUUID(),
      };
      return { token: signJwt("ES256", privateKey, { typ: "at+jwt", kid }, claims), expiresInSeconds: exp - iat };
    },
    issueForMount(connection, nowMs, claims) {
      const key = keys.mounts.get(connection);
      if (key === undefined) throw new Error(`No signing key for connection ${JSON.stringify(connection)}.`);
      const { iat, exp } = times(nowMs, options.mountTokenLifetimeSeconds);
      const token = signJwt("HS256", key.secret, { typ: "JWT" }, { ...claims, nbf: iat, exp, iat });
      return { token, expiresInSeconds: exp - iat };
    },
    jwks: JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), kid, alg: "ES256", use: "sig" }] }),
  };
}

function times(nowMs: number, lifetimeSeconds: number): { iat: number; exp: number } {
  const iat = Math.floor(nowMs / 1000);
  return { iat, exp: iat + lifetimeSeconds };
}
