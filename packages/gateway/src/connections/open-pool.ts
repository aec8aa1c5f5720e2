import { Pool } from "undici";
import type { Limits } from "../config/gateway-config.ts";

/**
 * The pool to one ERP. HTTP/1.1 alone, one call at a time on each connection: what one caller does cannot hold up or mix
 * with another's. Certificates are checked; undici's default says so too, and this line is here to be seen.
 */
export function openPool(origin: string, limits: Limits): Pool {
  return new Pool(origin, {
    connections: limits.upstreamConnections,
    pipelining: 1,
    allowH2: false,
    connect: { rejectUnauthorized: true, timeout: limits.upstreamConnectTimeoutMs },
    headersTimeout: limits.upstreamHeadersTimeoutMs,
    bodyTimeout: limits.upstreamBodyTimeoutMs,
    strictContentLength: true,
  });
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
