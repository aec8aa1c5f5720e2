import { connectorFor, type Connector } from "@erpgate/client/node";
import type { buildConnector, Pool } from "undici";
// Not from "undici": the whole of it brings fetch, caches, mocks and WebSocket, 12 MiB that a gateway has no use for. Where
// a file of undici's lies is its own affair, so its version is pinned exactly.
import PoolOfUndici from "undici/lib/dispatcher/pool.js";
import type { Limits } from "../config/gateway-config.ts";
import type { ConnectionOptions } from "../dialect.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The pool to one ERP. HTTP/1.1 alone, one call at a time on each connection: what one caller does cannot hold up or mix
 * with another's. Sockets are opened as the connection's options say, by the client's own code, so that calls go the way that
 * token requests go. Without such options certificates are checked; undici's default says so too, and the line is here to be seen.
 */
export function openPool(origin: string, options: ConnectionOptions, limits: Limits, env?: Variables): Pool {
  const timeoutMs = limits.upstreamConnectTimeoutMs;
  const connector = connectorFor(options, { timeoutMs, ...(env && { env }) });
  return new PoolOfUndici(origin, {
    connections: limits.upstreamConnections,
    pipelining: 1,
    allowH2: false,
    connect: connector ? inUndicisForm(connector) : { rejectUnauthorized: true, timeout: timeoutMs },
    headersTimeout: limits.upstreamHeadersTimeoutMs,
    bodyTimeout: limits.upstreamBodyTimeoutMs,
    strictContentLength: true,
  });
}

function inUndicisForm(connector: Connector): buildConnector.connector {
  return ({ hostname, port, protocol }, take) => {
    const isTls = protocol === "https:";
    const target = { hostname: hostname.replace(/^\[|\]$/g, ""), port: Number(port || (isTls ? 443 : 80)), isTls };
    void handOver(connector, target, take);
  };
}

async function handOver(
  connector: Connector,
  target: Parameters<Connector["open"]>[0],
  take: buildConnector.Callback,
): Promise<void> {
  try {
    take(null, await connector.open(target));
  } catch (error) {
    take(error as Error, null);
  }
}

/** Whether a pool opened by the one would be as the other wants it. */
export function samePool(one: Limits, other: Limits): boolean {
  return (
    one.upstreamConnections === other.upstreamConnections &&
    one.upstreamConnectTimeoutMs === other.upstreamConnectTimeoutMs &&
    one.upstreamHeadersTimeoutMs === other.upstreamHeadersTimeoutMs &&
    one.upstreamBodyTimeoutMs === other.upstreamBodyTimeoutMs
  );
}
