import type { Log } from "../log.ts";
import type { SecretText } from "../secret.ts";
import type { TokenStore } from "../token/token-store.ts";
import type { AccessToken } from "../token/token.ts";

/** What connections to both systems have in common. */
export interface ConnectionOptionsBase {
  readonly system: "kinetic" | "prophet21";
  /** The base URL. Kinetic: host and instance, `https://erp.example.com/ERP11PROD`; Prophet 21: the API host alone. */
  readonly url: string;
  /** How long a call may take in all, its retries and its token included, in milliseconds. @default 100000 */
  readonly timeoutMs?: number;
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
