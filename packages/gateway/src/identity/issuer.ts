import type { KeyObject } from "node:crypto";
import type { JwtAlgorithm } from "../issue/jwt.ts";
import type { IssuerKeys } from "./issuer-keys.ts";

/** A key of a trusted issuer. */
export interface IssuerKey {
  /** Undefined for a key that came without one, as PEM does. */
  readonly kid: string | undefined;
  readonly algorithm: Exclude<JwtAlgorithm, "HS256">;
  readonly key: KeyObject;
  /** The one issuer that the key is for, where the key set says: Entra's does, for its tenants share one set. */
  readonly issuer?: string;
}

/** An issuer whose access tokens are let in. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** The issuer as configured; with `{tenantid}` where it stands for several tenants. */
  readonly template: string;
  /** What `tid` must say; undefined where there are no tenants. */
  readonly tenant: string | undefined;
  readonly keys: IssuerKeys;
  /** Accepted; undefined: whatever the keys are for. */
  readonly algorithms: readonly IssuerKey["algorithm"][] | undefined;
  /** The claims that may name the consumer; the first one present counts. */
  readonly consumerClaims: readonly string[];
  /** Token scope → connection → scope text; undefined: the token's scopes do not matter. */
  readonly scopes: ReadonlyMap<string, Readonly<Record<string, string>>> | undefined;
}
