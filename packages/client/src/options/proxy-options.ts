import type { SecretText } from "../secret.ts";

/** An HTTP proxy through which the connection goes out. It opens a tunnel (CONNECT), so it sees no credential. */
export interface ProxyOptions {
  /** `http://proxy.example.com:8080`; with `https://` the way to the proxy is encrypted as well. */
  readonly url: string;
  /** For proxies that want a login. Basic is the one scheme there is. */
  readonly username?: string;
  readonly password?: SecretText | undefined;
  /** Hosts that are reached without it, as in `NO_PROXY`: `erp.local`, `.example.com`, `10.0.0.0/8`, `host:port`. */
  readonly bypass?: readonly string[];
}

/**
 * `"environment"` goes by HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in either letter case, and never for this computer itself;
 * `"none"` goes straight.
 */
export type ProxyChoice = "environment" | "none" | ProxyOptions;
