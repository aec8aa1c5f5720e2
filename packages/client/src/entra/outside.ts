import { ErpgateError } from "../errors.ts";
import { openEndpoints } from "../http/open-endpoints.ts";
import type { ConnectionOptionsBase } from "../options/connection-options.ts";
import { systemRuntime } from "../runtime.ts";
import type { Runtime } from "../runtime.ts";
import { authorityOf } from "./authority.ts";
import { checkEntra } from "./check-options.ts";
import { createEntraClient } from "./entra-client.ts";
import type { EntraClient } from "./entra-client.ts";
import type { EntraWorld } from "./entra-world.ts";
import type { EntraApp, EntraAuth } from "./options.ts";

/** How the functions of this subpath reach the issuer, where no connection does it for them. */
export interface EntraOutside extends Pick<ConnectionOptionsBase, "tls" | "proxy"> {
  /** How long one request may take, in milliseconds. @default 100000 */
  readonly timeoutMs?: number;
  /** Ends whatever is under way. */
  readonly signal?: AbortSignal;
  /** Allows plain http beyond this computer, for test networks. @default false */
  readonly allowInsecureHttp?: boolean;
  /** Replaces network, clock or sleep, as for `connect`. */
  readonly runtime?: Partial<Runtime>;
}

/** A client that was made for one question. */
export interface Inside {
  readonly client: EntraClient;
  readonly world: EntraWorld;
  readonly signal: AbortSignal;
}

const TIMEOUT_MS = 100_000;

/** Checks an application as `connect` would, and has it ask. What was opened is closed afterwards. */
export async function outside<T>(
  app: EntraApp,
  flow: EntraAuth["flow"],
  more: object,
  given: EntraOutside,
  ask: (inside: Inside) => Promise<T>,
): Promise<T> {
  requireEntra({ ...app, ...more, kind: "entra", flow }, given.allowInsecureHttp === true);
  const { world, close } = openWorld(app, given);
  try {
    const signal = given.signal ?? new AbortController().signal;
    return await ask({ client: createEntraClient(app, world), world, signal });
  } finally {
    close();
  }
}

/** The world of a program without a connection: with the same ways out, told of the login host. */
export function openWorld(
  app: EntraApp,
  given: EntraOutside,
): { readonly world: EntraWorld; readonly close: () => void } {
  const { timeoutMs = TIMEOUT_MS, tls, proxy } = given;
  const runtime = systemRuntime(given.runtime);
  const { url } = authorityOf(app);
  const way = { system: "kinetic", url, ...(tls && { tls }), ...(proxy !== undefined && { proxy }) } as const;
  const { open, closeAll } = openEndpoints(way, runtime, timeoutMs, undefined);
  return { world: { open, runtime, timeoutMs, env: runtime.env }, close: closeAll };
}

/** @throws {ErpgateError} CONFIG_INVALID, with every fault in one message */
export function requireEntra(auth: object, allowInsecureHttp: boolean): void {
  const faults: string[] = [];
  const given = Object.fromEntries(Object.entries(auth).filter(([, value]) => value !== undefined));
  checkEntra(given, allowInsecureHttp, (path, message, fix) => faults.push(`"${path.join(".")}" ${message}. ${fix}`));
  if (faults.length > 0)
    throw new ErpgateError("CONFIG_INVALID", `the Entra options are not usable:\n  ${faults.join("\n  ")}`);
}
