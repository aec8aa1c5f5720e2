import type { EmulatorClock } from "./clock.ts";
import type { EmulatedEntra } from "./entra/emulated-entra.ts";
import type { EmulatedEpicorIdp } from "./epicor-idp/emulated-epicor-idp.ts";
import type { Fault, FaultOptions } from "./faults.ts";
import type { JournalEntry } from "./journal.ts";
import type { LicenceView, SessionView } from "./kinetic/licence-view.ts";
import type { KineticSwitches } from "./kinetic/switches.ts";
import type { Prophet21Admin } from "./prophet21/admin/prophet21-admin.ts";
import type { Prophet21Switches } from "./prophet21/switches.ts";
import type { Tally } from "./tally.ts";

/** A user name and its password, both made up. */
export interface EmulatedUser {
  readonly username: string;
  readonly password: string;
  /** What is special about this user, for a person to read. */
  readonly about: string;
}

export interface EmulatedApiKey {
  readonly key: string;
  readonly about: string;
}

export interface EmulatedConsumer {
  readonly name: string;
  readonly key: string;
  readonly scope: string;
  readonly about: string;
}

export interface EmulatedKinetic {
  /** Base address with the instance, no trailing slash: `http://127.0.0.1:4711/ERP11PROD`. */
  readonly url: string;
  /** Answers a request in this process. Only the path decides; host and port may be anything. A redirect is answered, not followed. */
  fetch(request: Request): Promise<Response>;
  readonly instance: string;
  /** The company to begin with, `EPIC06`. */
  readonly company: string;
  readonly companies: readonly string[];
  /** The main user, who may do everything. */
  readonly user: EmulatedUser;
  readonly users: readonly EmulatedUser[];
  /** The main API key, good for all companies. */
  readonly apiKey: string;
  readonly apiKeys: readonly EmulatedApiKey[];
  readonly switches: KineticSwitches;
  /** The plants of each company, the default one first. */
  readonly plants: Readonly<Record<string, readonly string[]>>;
  /** Who holds which licence, and the most that were ever in use. */
  readonly licences: LicenceView;
  /** The sessions that are open now, the oldest first. */
  sessions(): readonly SessionView[];
}

export interface EmulatedProphet21 {
  /** Base address, no trailing slash: `http://127.0.0.1:4712`. */
  readonly url: string;
  /** Answers a request in this process. A redirect is answered, not followed. */
  fetch(request: Request): Promise<Response>;
  /** The main user, with OData allowed on everything. */
  readonly user: EmulatedUser;
  readonly users: readonly EmulatedUser[];
  /** The main consumer. */
  readonly consumerKey: EmulatedConsumer;
  readonly consumers: readonly EmulatedConsumer[];
  readonly switches: Prophet21Switches;
  /** Consumer keys, users, roles: what SOA Admin and P21's maintenance windows do, and the page at `/api/admin` by hand. */
  readonly admin: Prophet21Admin;
}

/** A stand-in for Kinetic, Prophet 21 and their identity providers in this process, with nothing listening. */
export interface Emulator {
  readonly kinetic: EmulatedKinetic;
  readonly prophet21: EmulatedProphet21;
  readonly entra: EmulatedEntra;
  readonly epicorIdp: EmulatedEpicorIdp;
  /** What came, what was decided and by which rule; the newest last. Live. */
  readonly journal: readonly JournalEntry[];
  readonly clock: EmulatorClock;
  readonly tally: Tally;
  /** Every fault that was set, spent ones included; `met` tells which never happened. */
  readonly faults: readonly Fault[];
  /**
   * Makes something go wrong. Throws TypeError naming what is wrong with the options; in process also for the
   * kinds that need a socket (`reset`, `slow-body`, `tls-…`), and without the option `tls` for those that need that.
   */
  fault(options: FaultOptions): Fault;
}

/** What a client of an emulator with TLS needs. All of it PEM, and made up. */
export interface EmulatorTls {
  /** The certificate to trust. */
  readonly ca: string;
  /** For the fault `tls-client-certificate`: what the server would take. */
  readonly clientCertificate: { readonly certificate: string; readonly privateKey: string };
}

/** The same with its servers listening. */
export interface RunningEmulator extends Emulator, AsyncDisposable {
  /** What clients need; absent without the option `tls`. */
  readonly tls?: EmulatorTls;
  /** Stops listening and cuts open connections. */
  close(): Promise<void>;
}
