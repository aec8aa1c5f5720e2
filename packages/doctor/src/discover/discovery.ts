import type { MadeCall, Trouble } from "../examine/examination.ts";

/** A Kinetic, as it shows itself to somebody without a login. */
export interface FoundKinetic {
  readonly system: "kinetic";
  /** With the instance, without `/api`: what a connection's `url` wants. */
  readonly url: string;
  /** The last part of the path, such as `ERP11PROD`; the empty text where there is none. */
  readonly instance: string;
  /** Where the address that was given names one. */
  readonly company: string | undefined;
  readonly apiVersions: readonly ("v1" | "v2")[];
  /** `WWW-Authenticate` of the refusal, as it was sent; undefined where there was none. */
  readonly challenge: string | undefined;
  readonly hasTokenService: boolean;
  /** The server's help page: `/apps/resthelp/` of newer releases, `/api/help/` of older ones. */
  readonly help: string | undefined;
  /** A sign-in that the server itself points at. Undefined does not mean that there is none: a Kinetic need not say so. */
  readonly identityProvider: IdentityProvider | undefined;
}

/** Where a user of this site signs in. */
export interface IdentityProvider {
  readonly kind: "entra" | "epicor-idp";
  /** Directory of Entra, where the address names one. */
  readonly tenant: string | undefined;
}

/** A Prophet 21 API server, as it shows itself to somebody without a login. */
export interface FoundProphet21 {
  readonly system: "prophet21";
  readonly url: string;
  /** Which token services answer: `/api/security/token/v2`, and the older `/api/security/token`. */
  readonly tokenServices: readonly ("v1" | "v2")[];
  /** The page where consumer keys are registered; undefined where it does not answer. */
  readonly admin: string | undefined;
}

/** What stands at an address. Nothing in it holds a secret: none was sent. */
export interface Discovery {
  readonly found: FoundKinetic | FoundProphet21 | undefined;
  /** Why nothing was found, the likeliest first; else empty. */
  readonly troubles: readonly Trouble[];
  readonly calls: readonly MadeCall[];
}
