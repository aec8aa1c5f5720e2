import type { ProxyChoice } from "./proxy-options.ts";
import type { TlsOptions } from "./tls-options.ts";
import type { Log } from "../log.ts";
import type { SecretText } from "../secret.ts";
import type { TokenStore } from "../token/token-store.ts";
import type { AccessToken } from "../token/token.ts";

/** What an ERP may be there for. */
export const ENVIRONMENTS = ["live", "pilot", "play", "train", "test", "development"] as const;

/** What an ERP is there for; `live` is what the business runs on, and refuses whatever is for test networks only. */
export type Environment = (typeof ENVIRONMENTS)[number];

/** What connections to both systems have in common. */
export interface ConnectionOptionsBase {
  readonly system: "kinetic" | "prophet21";
  /** The base URL. Kinetic: host and instance, `https://erp.example.com/ERP11PROD`; Prophet 21: the API host alone. */
  readonly url: string;
  /** How long a call may take in all, its retries and its token included, in milliseconds. @default 100000 */
  readonly timeoutMs?: number;
  /** What this ERP is there for: one that is marked `live` refuses options that are for test networks only. */
  readonly environment?: Environment;
  /** How the server's certificate is judged, and what is shown to it. @default as Node does */
  readonly tls?: TlsOptions;
  /** The way out of this network. @default "environment" */
  readonly proxy?: ProxyChoice;
  /**
   * Allows plain http beyond this computer. Then whoever is on the way reads password, key and token.
   *
   * @deprecated only so that editors strike it through: it is for test networks
   * @default false
   */
  readonly allowInsecureHttp?: boolean;
  /** Is told what happens. Nothing it gets holds a secret. */
  readonly log?: Log;
  /** Where tokens are kept beyond this connection. @default nowhere */
  readonly tokenStore?: TokenStore;
}

/** An object that yields tokens for scopes, as the credentials of `@azure/identity` do. */
export interface TokenCredential {
  getToken(scopes: string | string[]): Promise<{ token: string; expiresOnTimestamp: number } | null>;
}

/** Somebody else's token: a text, a function that fetches one, or a credential object. */
export interface BearerAuth {
  readonly kind: "bearer";
  readonly token: SecretText | (() => Promise<string | AccessToken>) | TokenCredential;
  /** What a credential object is asked for. */
  readonly scopes?: readonly string[];
}
