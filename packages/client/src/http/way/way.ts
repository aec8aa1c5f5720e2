import type { LogEvent } from "../../log.ts";
import type { TlsOptions } from "../../options/tls-options.ts";
import type { SecretText } from "../../secret.ts";

/** A proxy as it is used: its options have been checked, or the environment's variable has been read. */
export interface ProxyAddress {
  readonly url: URL;
  readonly username: string | undefined;
  readonly password: SecretText | undefined;
}

/** What is told about a connection whose safety somebody has lowered. */
export type TlsWeakened = Extract<LogEvent, { event: "tls-weakened" }>;

/** How one host is reached, where that is not straight on and with Node's own judgement of certificates. */
export interface Way {
  readonly tls: TlsOptions;
  readonly proxy: ProxyAddress | undefined;
  /** For the tunnel and the handshake together, in milliseconds. */
  readonly timeoutMs: number;
  readonly warn: (weakened: TlsWeakened) => void;
}
