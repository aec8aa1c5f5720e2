import type { Dialect, TokenWorld } from "./dialect.ts";
import { ErpgateError } from "./errors.ts";
import { openEndpoints } from "./http/open-endpoints.ts";
import { checkKineticOptions } from "./kinetic/check-options.ts";
import type { KineticConnection } from "./kinetic/connection.ts";
import { kineticDialect } from "./kinetic/dialect.ts";
import { readConnectionString as readString } from "./kinetic/connection-string/read-connection-string.ts";
import type { ReadConnectionString } from "./kinetic/connection-string/read-connection-string.ts";
import type { KineticOptions } from "./kinetic/options.ts";
import { safeLog } from "./log.ts";
import { openConnection } from "./open-connection.ts";
import { nearest } from "./options/nearest.ts";
import type { Report } from "./options/report.ts";
import { checkProphet21Options } from "./prophet21/check-options.ts";
import type { Prophet21Connection } from "./prophet21/connection.ts";
import { prophet21Dialect } from "./prophet21/dialect.ts";
import type { Prophet21Options } from "./prophet21/options.ts";
import { systemRuntime } from "./runtime.ts";
import type { Runtime } from "./runtime.ts";
import { tokenKey } from "./token/token-key.ts";

/** Longer than the slowest answer that is still one: a shared Kinetic licence adds 20 s to each call (observed). */
const DEFAULT_TIMEOUT_MS = 100_000;

/**
 * Opens a way into one ERP. Nothing is sent before the first call.
 *
 * ```ts
 * const kinetic = connect({
 *   system: "kinetic",
 *   url: "https://erp.example.com/ERP11PROD",
 *   company: "EPIC06",
 *   apiKey: process.env.KINETIC_API_KEY,
 *   auth: { kind: "basic", username: "integration", password: process.env.KINETIC_PASSWORD },
 * });
 * const { value } = await kinetic.get("Erp.BO.CustomerSvc/Customers?$top=1");
 * ```
 *
 * @param options checked whole before anything else; copied, never changed. A text is a connection string as the commercial
 *   drivers for Kinetic take it: docs/connection-strings.md
 * @param runtime replaces network, clock, chance or sleep: for an emulator in the same process, and for tests
 * @throws {ErpgateError} CONFIG_INVALID, with every fault in one message
 */
export function connect(options: KineticOptions, runtime?: Partial<Runtime>): KineticConnection;
export function connect(options: Prophet21Options, runtime?: Partial<Runtime>): Prophet21Connection;
export function connect(connectionString: string, runtime?: Partial<Runtime>): KineticConnection;
export function connect(
  options: KineticOptions | Prophet21Options | string,
  runtime?: Partial<Runtime>,
): KineticConnection | Prophet21Connection;
export function connect(
  options: KineticOptions | Prophet21Options | string,
  given?: Partial<Runtime>,
): KineticConnection | Prophet21Connection {
  const runtime = systemRuntime(given);
  const checked = requireOptions(typeof options === "string" ? readConnectionString(options, given).options : options);
  const timeoutMs = checked.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const { open, closeAll } = openEndpoints(checked, runtime, timeoutMs, safeLog(checked.log));
  const dialect = chooseDialect(checked, { open, runtime, timeoutMs });
  const connection = openConnection({ dialect, options: checked, timeoutMs, runtime, open, closeAll });
  // Which members a connection has is its dialect's affair, and the dialect was chosen by the options.
  return connection as KineticConnection | Prophet21Connection;
}

/**
 * The name under which a token store keeps this connection's token; undefined where the login has none, or where nobody can say
 * what decides it. Nothing is sent.
 *
 * @throws {ErpgateError} CONFIG_INVALID, with every fault in one message
 */
export function tokenStoreKey(options: KineticOptions | Prophet21Options): string | undefined {
  const checked = requireOptions(options);
  const runtime = systemRuntime();
  const { open, closeAll } = openEndpoints(checked, runtime, DEFAULT_TIMEOUT_MS, undefined);
  const { login } = chooseDialect(checked, { open, runtime, timeoutMs: DEFAULT_TIMEOUT_MS });
  closeAll();
  return login.kind === "token" && login.identity ? tokenKey(login.identity) : undefined;
}

/**
 * Reads a connection string without connecting: for a program that lays its own `log` or `tokenStore` over the options, or
 * wants to show what is ignored.
 *
 * @param runtime its clock and environment are used
 * @throws {ErpgateError} CONFIG_INVALID, with every fault in one message and no value in any
 */
export function readConnectionString(text: string, runtime?: Partial<Runtime>): ReadConnectionString {
  const { env, now } = systemRuntime(runtime);
  return readString(text, { env, nowMs: now() });
}

function chooseDialect(options: KineticOptions | Prophet21Options, world: TokenWorld): Dialect {
  switch (options.system) {
    case "kinetic":
      return kineticDialect(options, world);
    case "prophet21":
      return prophet21Dialect(options, world);
  }
}

/**
 * Checks the options of a connection without opening it, as for a configuration file.
 *
 * @param report is told every fault, with its path within the options and without the value
 * @returns the options, typed, or undefined where there was a fault
 */
export function checkConnectionOptions(value: unknown, report: Report): KineticOptions | Prophet21Options | undefined {
  let faults = 0;
  const count: Report = (path, message, fix) => {
    faults += 1;
    report(path, message, fix);
  };
  const system = typeof value === "object" && value !== null ? (value as { system?: unknown }).system : undefined;
  if (typeof value !== "object" || value === null) count([], "must be an object", `Begin with "system" and "url".`);
  else if (system === "kinetic") checkKineticOptions(value, count);
  else if (system === "prophet21") checkProphet21Options(value, count);
  else reportSystem(system, count);
  return faults === 0 ? (value as KineticOptions | Prophet21Options) : undefined;
}

function reportSystem(system: unknown, report: Report): void {
  const meant = typeof system === "string" ? nearest(system, ["kinetic", "prophet21", "p21"]) : undefined;
  const hint = meant === undefined ? "" : ` Did you mean "${meant === "kinetic" ? "kinetic" : "prophet21"}"?`;
  report(["system"], system === undefined ? "is missing" : "is not a system", `Give "kinetic" or "prophet21".${hint}`);
}

function requireOptions(options: unknown): KineticOptions | Prophet21Options {
  const faults: string[] = [];
  const checked = checkConnectionOptions(options, (path, message, fix) => {
    faults.push(`"${path.join(".") || "options"}" ${message}. ${fix}`);
  });
  if (checked) return Object.freeze({ ...checked });
  throw new ErpgateError("CONFIG_INVALID", `the connection options are not usable:\n  ${faults.join("\n  ")}`);
}
