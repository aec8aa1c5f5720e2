import type { BearerAuth, ConnectionOptionsBase } from "../options/connection-options.ts";
import type { SecretText } from "../secret.ts";

/** A Prophet 21 user's name and password, exchanged for a token. */
export interface Prophet21PasswordAuth {
  readonly kind: "password";
  /** Windows and Entra users may need `domain\user`. */
  readonly username: string;
  readonly password: SecretText | undefined;
  /** `v2` sends JSON, `v1` headers, which proxies log: prefer v2. @default "v2" */
  readonly endpoint?: "v1" | "v2";
}

/**
 * A consumer key, exchanged for a token. Whoever holds one may act as any Prophet 21 user without a password (observed), so
 * treat it as the most powerful secret there is.
 */
export interface Prophet21ConsumerKeyAuth {
  readonly kind: "consumer-key";
  readonly key: SecretText | undefined;
  /** The Prophet 21 user to act as: a real user, not the consumer's name. Interactive sessions need one. */
  readonly username?: string;
  /** How the key is presented. The v1 forms are for old middleware and were read in client code only. @default "v2" */
  readonly endpoint?: "v2" | "v1-consumer_key" | "v1-appkey";
}

/** Options of a connection to Prophet 21. */
export interface Prophet21Options extends ConnectionOptionsBase {
  readonly system: "prophet21";
  readonly auth: Prophet21PasswordAuth | Prophet21ConsumerKeyAuth | BearerAuth;
  /**
   * Origins that the UI server may live at besides the connection's own host, as `["https://ui.example.com"]`: the router
   * names it, and tokens go where it says only if it is one of these.
   */
  readonly uiServers?: readonly string[];
}
