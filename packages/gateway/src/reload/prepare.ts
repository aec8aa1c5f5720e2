import { ErpgateError } from "@erpgate/client";
import type { GatewayConfig } from "../config/gateway-config.ts";
import type { MountChange, MountSet } from "../connections/mount-set.ts";
import { connectionNameFault } from "../connections/reserved-names.ts";
import type { ConnectionOptions } from "../dialect.ts";
import type { TrustedIssuer } from "../identity/issuer.ts";
import type { GatewayLog } from "../event.ts";
import { readServerIdentity, type ServerIdentity } from "../https/server-identity.ts";
import { tracingFault } from "../observe/open-tracing.ts";
import { loadIssuers } from "../identity/load-issuers.ts";

/** What a configuration file says: all that a gateway is told. */
export interface Configuration {
  /** Its file names are relative to the working directory unless `resolveGatewayFiles` has made them absolute. */
  readonly config: GatewayConfig;
  readonly connections: Readonly<Record<string, ConnectionOptions>>;
}

/** A configuration that was checked whole and can take over. */
export interface Prepared {
  readonly config: GatewayConfig;
  readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  /** What to serve https with; undefined for plain http. */
  readonly identity: ServerIdentity | undefined;
  readonly change: MountChange;
}

/**
 * Checks a configuration whole, and makes ready what it asks for. Nothing in force changes.
 * @throws ErpgateError `CONFIG_INVALID` listing every fault
 */
export async function prepare(
  { config, connections }: Configuration,
  mountSet: MountSet,
  log: GatewayLog,
): Promise<Prepared> {
  const { issuers, faults: issuerFaults } = await loadIssuers(config.issuers, log);
  const identity = config.tls === undefined ? undefined : await readServerIdentity(config.tls);
  const unusable = identity !== undefined && !("context" in identity) ? identity : [];
  const change = mountSet.prepare(connections, config);
  const faults = [
    ...nameFaults(connections),
    ...mountFaults(config, connections),
    ...issuerFaults.map(({ path, message }) => `gateway.${path}: ${message}.`),
    ...unusable.map(({ option, message }) => `gateway.${option}: ${message}.`),
    ...change.faults,
  ];
  const tracing = tracingFault(config.tracing);
  if (tracing !== undefined) faults.push(tracing);
  if (Object.keys(connections).length === 0) faults.push("connections: there is none. Add at least one.");
  if (faults.length === 0 && (identity === undefined || "context" in identity))
    return { config, issuers, identity, change };
  await change.abandon();
  throw new ErpgateError("CONFIG_INVALID", ["The configuration cannot be used:", ...faults].join("\n  "));
}

function mountFaults(config: GatewayConfig, connections: Configuration["connections"]): string[] {
  return (["mounts", "admission"] as const).flatMap((section) =>
    Object.keys(config[section])
      .filter((name) => !Object.hasOwn(connections, name))
      .map((name) => `gateway.${section}.${name}: names no connection. Correct the name, or take it out.`),
  );
}

function nameFaults(connections: Configuration["connections"]): string[] {
  return Object.keys(connections).flatMap((name) => {
    const fault = connectionNameFault(name);
    return fault === undefined ? [] : [`connections.${name}: ${fault.message}. ${fault.fix}`];
  });
}
