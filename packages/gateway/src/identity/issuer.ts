import type { KeyObject } from "node:crypto";
import type { JwtAlgorithm } from "../issue/jwt.ts";

/** A key of a trusted issuer. */
export interface IssuerKey {
  /** Undefined for a key that came without one, as PEM does. */
  readonly kid: string | undefined;
  readonly algorithm: Exclude<JwtAlgorithm, "HS256">;
  readonly key: KeyObject;
}

/** An issuer whose access tokens are let in. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: readonly IssuerKey[];
  /** The claims that may name the consumer; the first one present counts. */
  readonly consumerClaims: readonly string[];
  /** Token scope → connection → scope text; undefined: the token's scopes do not matter. */
  readonly scopes: ReadonlyMap<string, Readonly<Record<string, string>>> | undefined;
}
