import type { Row } from "../odata/table.ts";
import type { LicenceLedger } from "./licences.ts";
import type { KineticIssuerOption } from "./options.ts";
import type { SessionBook } from "./sessions.ts";
import type { KineticTables } from "./tables.ts";

/** A user account. */
export interface KineticUser {
  readonly username: string;
  readonly password: string;
  readonly companies: readonly string[];
  readonly deniedMethods: readonly string[];
  readonly about: string;
  /** The row of UserFile: lock-out, expiry and the other flags are read from here, so what is written there takes effect. */
  readonly account: Row;
}

/** An API key. `company` undefined means all companies; `accessScope` undefined means everything. */
export interface KineticApiKey {
  readonly id: string;
  /** Changes when the key is regenerated. */
  key: string;
  readonly description: string;
  readonly company: string | undefined;
  readonly enabled: boolean;
  readonly expiresAtMs: number | undefined;
  readonly accessScope: readonly string[] | undefined;
  readonly user: string | undefined;
}

/** All that an emulated Kinetic remembers. */
export interface KineticState {
  readonly instance: string;
  readonly companies: readonly string[];
  /** The plants of a company, the default one first. */
  readonly plants: Readonly<Record<string, readonly string[]>>;
  readonly users: readonly KineticUser[];
  readonly apiKeys: readonly KineticApiKey[];
  readonly issuers: readonly KineticIssuerOption[];
  readonly tables: KineticTables;
  readonly licences: LicenceLedger;
  readonly sessions: SessionBook;
  readonly callMs: number;
  readonly lockAfterFailures: number | undefined;
  /** The token service's Sign Key; a new one makes every token issued before worthless. */
  signKey: Buffer;
}
