import { isDeepStrictEqual } from "node:util";
import type { GatewayConfig, Limits } from "../config/gateway-config.ts";
import { ReloadError } from "./reload-error.ts";

// Sockets, store and key file are held from the start on, and Node fixes the size of headers when it makes a server.
const AT_THE_START = ["listen", "admin", "tls", "verify", "mounts", "store", "keyFile", "tracing"] as const;
const FIXED_LIMITS: readonly (keyof Limits)[] = ["headerBytes"];

/** Names of the settings beside the connections that differ: `gateway.publicUrl`, `gateway.limits.bodyBytes`. */
export function changedSettings(one: GatewayConfig, other: GatewayConfig): readonly string[] {
  const members = (["publicUrl", "environment", "admission", "issuers", "log", "allowPlainHttp"] as const).filter(
    (name) => !isDeepStrictEqual(one[name], other[name]),
  );
  const limits = (Object.keys(one.limits) as (keyof Limits)[]).filter(
    (name) => one.limits[name] !== other.limits[name],
  );
  return [...members.map((name) => `gateway.${name}`), ...limits.map((name) => `gateway.limits.${name}`)];
}

/** @throws ReloadError `RESTART_REQUIRED` naming every option that cannot change while the gateway runs */
export function requireNoRestart(one: GatewayConfig, other: GatewayConfig): void {
  const members = AT_THE_START.filter((name) => !isDeepStrictEqual(one[name], other[name]));
  const limits = FIXED_LIMITS.filter((name) => one.limits[name] !== other.limits[name]);
  const options = [...members.map((name) => `gateway.${name}`), ...limits.map((name) => `gateway.limits.${name}`)];
  if (options.length === 0) return;
  const message = `Only a restart can change ${options.join(", ")}; nothing was changed.`;
  throw new ReloadError("RESTART_REQUIRED", message, "Restart the gateway, or take that change back and reload.", {
    options,
  });
}
