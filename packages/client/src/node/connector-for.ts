import { createConnector, type Connector } from "../http/way/connector.ts";
import { wayTo } from "../http/way/way-to.ts";
import { safeLog } from "../log.ts";
import type { ConnectionOptionsBase } from "../options/connection-options.ts";

export interface ConnectorSettings {
  /** For tunnel and handshake together. */
  readonly timeoutMs: number;
  /** Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are looked up. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens sockets to an ERP as a connection with these options does: through its proxy, with its certificates, and with an
 * error that names the cause. For programs that carry calls with an HTTP library of their own.
 *
 * @param options checked before, as `checkConnectionOptions` does
 * @returns undefined where the options ask for nothing that Node does not do by itself
 * @throws {ErpgateError} CONFIG_INVALID where a variable of the environment names a proxy that cannot be used
 */
export function connectorFor(
  options: Pick<ConnectionOptionsBase, "url" | "tls" | "proxy" | "log">,
  { timeoutMs, env = process.env }: ConnectorSettings,
): Connector | undefined {
  const log = safeLog(options.log);
  const way = wayTo(new URL(options.url), { options, env, timeoutMs, warn: (weakened) => log?.(weakened) });
  return way && createConnector(way);
}
