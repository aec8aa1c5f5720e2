import type { KineticTables } from "./tables.ts";

/** A user account. Lock-out, expiry and licences have their place here too. */
export interface KineticUser {
  readonly username: string;
  readonly password: string;
  readonly companies: readonly string[];
  readonly deniedMethods: readonly string[];
  readonly disabled: boolean;
  readonly about: string;
}

/** An API key. `company` undefined means all companies; `accessScope` undefined means everything. */
export interface KineticApiKey {
  readonly key: string;
  readonly description: string;
  readonly company: string | undefined;
  readonly enabled: boolean;
  readonly expiresAtMs: number | undefined;
  readonly accessScope: readonly string[] | undefined;
}

/** All that an emulated Kinetic remembers. */
export interface KineticState {
  readonly instance: string;
  readonly companies: readonly string[];
  readonly users: readonly KineticUser[];
  readonly apiKeys: readonly KineticApiKey[];
  readonly tables: KineticTables;
  /** The token service's Sign Key; a new one makes every token issued before worthless. */
  signKey: Buffer;
}
