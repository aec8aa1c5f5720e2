import { ErpgateError } from "../errors.ts";
import type { Endpoint } from "../http/endpoint.ts";
import { createResponseMaker } from "../http/erp-response.ts";
import { openFetchEndpoint } from "../http/fetch-endpoint.ts";
import { openNodeEndpoint } from "../http/node-endpoint.ts";
import { systemRuntime } from "../runtime.ts";
import type { Runtime } from "../runtime.ts";
import { checkEntra } from "./check-options.ts";
import { createEntraClient } from "./entra-client.ts";
import type { EntraClient } from "./entra-client.ts";
import type { EntraWorld } from "./entra-world.ts";
import type { EntraApp, EntraAuth } from "./options.ts";

/** How the functions of this subpath reach the issuer, where no connection does it for them. */
export interface EntraOutside {
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
  const { world, close } = openWorld(given);
  try {
    const signal = given.signal ?? new AbortController().signal;
    return await ask({ client: createEntraClient(app, world), world, signal });
  } finally {
    close();
  }
}

/** The world of a program without a connection. */
export function openWorld({ runtime: replaced, timeoutMs = TIMEOUT_MS }: EntraOutside): {
  readonly world: EntraWorld;
  readonly close: () => void;
} {
  const runtime = systemRuntime(replaced);
  const opened: Endpoint[] = [];
  const makeResponse = createResponseMaker();
  const open = (url: URL): Endpoint => {
    const endpoint = runtime.fetch ? openFetchEndpoint(url, runtime.fetch) : openNodeEndpoint(url, makeResponse);
    opened.push(endpoint);
    return endpoint;
  };
  const close = (): void => opened.forEach((endpoint) => endpoint.close());
  return { world: { open, runtime, timeoutMs, env: process.env }, close };
}

/** @throws {ErpgateError} CONFIG_INVALID, with every fault in one message */
export function requireEntra(auth: object, allowInsecureHttp: boolean): void {
  const faults: string[] = [];
  const given = Object.fromEntries(Object.entries(auth).filter(([, value]) => value !== undefined));
  checkEntra(given, allowInsecureHttp, (path, message, fix) => faults.push(`"${path.join(".")}" ${message}. ${fix}`));
  if (faults.length > 0)
    throw new ErpgateError("CONFIG_INVALID", `the Entra options are not usable:\n  ${faults.join("\n  ")}`);
}
