import type { CallInit, WaitInit } from "../connection.ts";
import { ErpgateError } from "../errors.ts";
import type { ODataOptions } from "../odata/odata-options.ts";
import { CALL_SETTING_NAMES, checkCallSettings } from "./check-call-settings.ts";
import type { KineticLicense } from "./license.ts";

/** What a call context holds for BPMs. */
export interface KineticContext {
  /** Rows of call-context BPM data, as `[{ Character01: "…" }]` (observed in client code). */
  readonly BPMData?: readonly Readonly<Record<string, unknown>>[];
  readonly [part: string]: unknown;
}

/** In whose name and place calls act: given once for a connection, and for a single call where that one differs. */
export interface KineticCallSettings {
  /** Company id: part of the address on v2, where it beats any header (documented); `CallSettings` on v1. */
  readonly company?: string;
  /** Plant (site); `Plant` of the `CallSettings` header (observed in client code). A call in another company has that one's own. */
  readonly plant?: string;
  /** `Language` of `CallSettings`, as `enu` (observed in client code). */
  readonly language?: string;
  /** `FormatCulture` of `CallSettings`, as `en-US` (observed in client code). */
  readonly formatCulture?: string;
  /** Licence type to claim. Without one a call takes a Default user's licence, for about its own length (observed). */
  readonly license?: KineticLicense;
  /** The `ContextHeader`'s `Context`. */
  readonly context?: KineticContext;
  /**
   * Id of a session that somebody else opened, named in `License` beside the claimed type as clients in the field do
   * (observed). Sessions of `session()` name themselves.
   */
  readonly sessionId?: string;
  /**
   * Id of a session for the `SessionInfo` header: for calls of `Ice.Lib.SessionModSvc`. On a business object's call it
   * made a 2026.1 server answer 500 (observed).
   */
  readonly sessionInfo?: string;
}

/** One call to Kinetic. */
export interface KineticCallInit extends CallInit, KineticCallSettings {}

/** How long a call may take, and in whose name and place it acts. */
export interface KineticWaitInit extends WaitInit, KineticCallSettings {}

/** What `odata()` asks for, and in whose name and place. */
export interface KineticODataOptions extends ODataOptions, KineticCallSettings {}

/** Those of the settings that a call brings; undefined for none. @throws {ErpgateError} REQUEST_INVALID, naming each fault */
export function callSettingsOf(init: KineticCallSettings | undefined): KineticCallSettings | undefined {
  // The data path comes through here with every call: most bring nothing, and pay for one look.
  if (init === undefined || !CALL_SETTING_NAMES.some((name) => init[name] !== undefined)) return undefined;
  const given = CALL_SETTING_NAMES.filter((name) => init[name] !== undefined);
  const settings = Object.fromEntries(given.map((name) => [name, init[name]]));
  const faults: string[] = [];
  checkCallSettings(settings, (path, message, fix) => faults.push(`"${path.join(".")}" ${message}. ${fix}`));
  if (faults.length > 0) throw new ErpgateError("REQUEST_INVALID", faults.join("; "));
  return settings;
}

/** What is left of a call's options without the settings: for what knows nothing of Kinetic. */
export function withoutCallSettings<Options extends KineticCallSettings>(
  options: Options,
): Omit<Options, keyof KineticCallSettings> {
  const names: readonly string[] = CALL_SETTING_NAMES;
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name))) as Omit<
    Options,
    keyof KineticCallSettings
  >;
}
