import type { IncomingMessage } from "node:http";
import type { GatewayConfig } from "./config/gateway-config.ts";

/** How a request comes in: at the gateway, where the path's first segment names a connection, or at a connection's own host or port. */
export interface Entrance {
  /** What callers write before the path. No trailing slash. */
  readonly url: string;
  /** The connection that everything below this entrance belongs to. */
  readonly connection: string | undefined;
}

/** All ways in. */
export interface Entrances {
  readonly main: Entrance;
  /** By host name, in small letters. */
  readonly byHost: ReadonlyMap<string, Entrance>;
  /** By the connection that has a port to itself. */
  readonly byPort: ReadonlyMap<string, Entrance>;
}

/**
 * @param publicUrl where callers reach the gateway
 * @param portUrls where the ports of connections listen, by connection
 */
export function entrancesOf(
  { mounts }: Pick<GatewayConfig, "mounts">,
  publicUrl: string,
  portUrls: ReadonlyMap<string, string>,
): Entrances {
  const byHost = new Map<string, Entrance>();
  const byPort = new Map<string, Entrance>();
  for (const [connection, mount] of Object.entries(mounts)) {
    const portUrl = portUrls.get(connection);
    if (portUrl !== undefined) byPort.set(connection, { url: mount.publicUrl ?? portUrl, connection });
    if (mount.host !== undefined)
      byHost.set(mount.host, { url: mount.publicUrl ?? withHost(publicUrl, mount.host), connection });
  }
  return { main: { url: publicUrl, connection: undefined }, byHost, byPort };
}

/** The entrance that a request's Host header names. */
export function entranceFor({ main, byHost }: Entrances, request: IncomingMessage): Entrance {
  // Node makes the object of headers when it is first asked for, which most requests never do here.
  if (byHost.size === 0) return main;
  const { host } = request.headers;
  if (host === undefined) return main;
  return byHost.get(host.replace(/:\d*$/, "").toLowerCase()) ?? main;
}

/** Scheme and port stay the gateway's. A path of its public address does not: at its own host a connection is at `/`. */
function withHost(publicUrl: string, host: string): string {
  const url = new URL(publicUrl);
  url.hostname = host;
  return url.origin;
}
