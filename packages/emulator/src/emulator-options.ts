import type { EntraEmulatorOptions } from "./entra/options.ts";
import type { EpicorIdpEmulatorOptions } from "./epicor-idp/options.ts";
import type { KineticEmulatorOptions } from "./kinetic/options.ts";
import type { Prophet21EmulatorOptions } from "./prophet21/options.ts";

/** Where the emulator's time and chance come from. */
export interface EmulatorRuntime {
  /** Epoch milliseconds. @default Date.now */
  now(): number;
  /** A number in [0,1). @default numbers that follow from the seed */
  random(): number;
  /**
   * Waits, where the emulated ERP takes its time: Kinetic's penalty on a shared licence, the length of a call. Give it together
   * with `now`, so that both tell of the same clock. Moving the clock past the end of a wait ends it. @default timers that watch `now`
   */
  sleep(ms: number): Promise<void>;
}

/** Everything is optional: an emulator without options is a complete one. */
export interface EmulatorOptions {
  /** Decides all data and every credential that is not given. @default 1 */
  readonly seed?: number;
  readonly runtime?: Partial<EmulatorRuntime>;
  readonly kinetic?: KineticEmulatorOptions;
  readonly prophet21?: Prophet21EmulatorOptions;
  readonly entra?: EntraEmulatorOptions;
  readonly epicorIdp?: EpicorIdpEmulatorOptions;
  /** How many entries the journal keeps. @default 10000 */
  readonly journalLimit?: number;
}

/** The options of the socket form. */
export interface StartEmulatorOptions extends EmulatorOptions {
  readonly listen?: ListenOptions;
  /** https instead of http, with certificates of an authority that the emulator makes: `emulator.tls.ca`. @default false */
  readonly tls?: boolean | TlsListenOptions;
}

export interface TlsListenOptions {
  /** Names and addresses that the certificate is for, beside loopback's and the host listened on. */
  readonly hosts?: readonly string[];
}

export interface ListenOptions {
  /** @default "127.0.0.1" */
  readonly host?: string;
  /** 0 lets the operating system choose. @default 0 */
  readonly kineticPort?: number;
  /** 0 lets the operating system choose. @default 0 */
  readonly prophet21Port?: number;
  /** 0 lets the operating system choose. @default 0 */
  readonly entraPort?: number;
  /** 0 lets the operating system choose. @default 0 */
  readonly epicorIdpPort?: number;
}
