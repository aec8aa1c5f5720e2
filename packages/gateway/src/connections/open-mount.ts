import { connect, redact, type Runtime, type SecretText } from "@erpgate/client";
import { Pool } from "undici";
import type { Limits } from "../config/gateway-config.ts";
import type { Consumer } from "../consumers/consumer.ts";
import type { ConnectionOptions, Dialect } from "../dialect.ts";
import { dialectFor } from "../dialects.ts";
import { ConnectionMetrics } from "../metrics/connection-metrics.ts";
import type { Mount } from "./mount.ts";
import { Outlet } from "./outlet.ts";

/** Opens one connection as a mount. Nothing is sent yet. @throws ErpgateError `CONFIG_INVALID` for options that cannot be used */
export function openMount(name: string, options: ConnectionOptions, limits: Limits, runtime: Partial<Runtime>): Mount {
  const dialect = dialectFor(options);
  const outlet = new Outlet(open(options, runtime), dialect.contextHeaders);
  const outlets = new Map<string, Outlet>();
  const { origin, pathname } = new URL(outlet.connection.url);
  const pool = openPool(origin, limits);
  return {
    name,
    path: `/${name}`,
    dialect,
    basePath: pathname.replace(/\/+$/, ""),
    origin,
    pool,
    metrics: new ConnectionMetrics(),
    outlet,
    outletFor: (consumer) => outletOf(consumer, name, dialect, outlets, runtime) ?? outlet,
    redact: (text) => redact(text, [...secretsOf(options), ...headerSecrets(outlet)]),
    async close() {
      await Promise.all([...outlets.values(), outlet].map(({ connection }) => connection.close()));
      await pool.destroy();
    },
  };
}

// `connect` is overloaded by system, and a union fits neither overload.
function open(options: ConnectionOptions, runtime: Partial<Runtime>): Outlet["connection"] {
  return options.system === "kinetic" ? connect(options, runtime) : connect(options, runtime);
}

/**
 * The pool to one ERP. HTTP/1.1 alone, one call at a time on each connection: what one caller does cannot hold up or mix
 * with another's. Certificates are checked; undici's default says so too, and this line is here to be seen.
 */
function openPool(origin: string, limits: Limits): Pool {
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

/** One login for each set of options that a dialect makes of registrations: as many as there are different users, at most. */
function outletOf(
  consumer: Consumer,
  name: string,
  dialect: Dialect,
  outlets: Map<string, Outlet>,
  runtime: Partial<Runtime>,
): Outlet | undefined {
  const grant = Object.hasOwn(consumer.access, name) ? consumer.access[name] : undefined;
  const options = grant === undefined ? undefined : dialect.optionsFor(grant);
  if (grant?.p21Username === undefined || options === undefined) return undefined;
  const known = outlets.get(grant.p21Username);
  if (known !== undefined) return known;
  const made = new Outlet(open(options, runtime), dialect.contextHeaders);
  outlets.set(grant.p21Username, made);
  return made;
}

/** Every secret text among the options, wherever it stands. */
function secretsOf({ auth, ...rest }: ConnectionOptions): SecretText[] {
  const named = [...Object.entries(auth), ...Object.entries(rest)].filter(
    ([key]) => /password|key|secret|token$/i.test(key) && !/url|header/i.test(key),
  );
  return named.map(([, value]) => value).filter((value) => typeof value === "string" || isSecret(value));
}

const isSecret = (value: unknown): value is Exclude<SecretText, string> =>
  typeof value === "object" && value !== null && "reveal" in value && typeof value.reveal === "function";

/** What is being sent: tokens are secrets that no option holds. */
function headerSecrets(outlet: Outlet): string[] {
  const { authorization = "", "x-api-key": apiKey = "" } = outlet.connection.heldHeaders() ?? {};
  return [authorization.replace(/^\S+ /, ""), apiKey];
}
