/**
 * The root as it is published: everything of {@link "./index.ts"}, but `connect` and what it needs are read from the disk when it is
 * first called. Node reads and pre-parses every byte of a module at start, called or not; a program that imports the client
 * and connects later, or never, does not wait for it. decisions/loaded-on-first-use.md has the figures.
 *
 * In the sources `connect` is imported as ever. Bundlers follow the `module` condition, whose file imports it as well: a
 * `require` that is made at run time is not theirs to find.
 */
import type { Runtime } from "./runtime.ts";
import type { KineticConnection } from "./kinetic/connection.ts";
import type { ReadConnectionString } from "./kinetic/connection-string/read-connection-string.ts";
import type { KineticOptions } from "./kinetic/options.ts";
import type { Prophet21Connection } from "./prophet21/connection.ts";
import type { Prophet21Options } from "./prophet21/options.ts";
import type { Report } from "./options/report.ts";

export { Secret } from "./secret.ts";
export { createMemoryTokenStore } from "./token/token-store.ts";
export { ErpgateError } from "./errors.ts";
export { errorTable } from "./error-table.ts";
export { redact } from "./redact.ts";

type Whole = typeof import("./connect.ts");

/** Synchronous, because `connect` is; Node keeps what it has loaded. */
function whole(): Whole {
  const { createRequire } = process.getBuiltinModule("node:module");
  return createRequire(import.meta.url)("./lazy/connect.js") as Whole;
}

export function connect(options: KineticOptions, runtime?: Partial<Runtime>): KineticConnection;
export function connect(options: Prophet21Options, runtime?: Partial<Runtime>): Prophet21Connection;
export function connect(connectionString: string, runtime?: Partial<Runtime>): KineticConnection;
export function connect(
  options: KineticOptions | Prophet21Options | string,
  runtime?: Partial<Runtime>,
): KineticConnection | Prophet21Connection;
export function connect(
  options: KineticOptions | Prophet21Options | string,
  runtime?: Partial<Runtime>,
): KineticConnection | Prophet21Connection {
  return whole().connect(options, runtime);
}

export function checkConnectionOptions(value: unknown, report: Report): KineticOptions | Prophet21Options | undefined {
  return whole().checkConnectionOptions(value, report);
}

export function tokenStoreKey(options: KineticOptions | Prophet21Options): string | undefined {
  return whole().tokenStoreKey(options);
}

export function readConnectionString(text: string, runtime?: Partial<Runtime>): ReadConnectionString {
  return whole().readConnectionString(text, runtime);
}
