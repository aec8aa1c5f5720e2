import type { LicenceLedger, LicencePool, Seat } from "./licences.ts";
import type { LicenceType } from "./licence-types.ts";
import type { Session, SessionBook } from "./sessions.ts";

/** Who holds which licence, now. Live: read it again after the next call. */
export interface LicenceView {
  /** A pool for every company and type, used or not. */
  readonly pools: readonly LicencePool[];
  /** The seats that are taken: by sessions, and by calls that are still running. */
  readonly holders: readonly Seat[];
  /** Claims that found the pool empty. */
  readonly refusals: number;
  /** Business-object calls that had to wait on a shared licence. */
  readonly penalties: number;
  /** One pool. Throws RangeError for a company or type that does not exist. */
  pool(type: LicenceType, company?: string): LicencePool;
}

/** An open session, for a test to look at. */
export interface SessionView {
  readonly id: string;
  readonly username: string;
  readonly company: string;
  readonly plant: string;
  /** Undefined for a user whose account spares licences. */
  readonly licence: LicenceType | undefined;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number;
}

/** Sessions that have timed out are ended before anything is shown. */
export function createLicenceView(ledger: LicenceLedger, sessions: SessionBook, mainCompany: string): LicenceView {
  const fresh = (): LicenceLedger => {
    sessions.list();
    return ledger;
  };
  return Object.freeze({
    get pools(): readonly LicencePool[] {
      return fresh().pools;
    },
    get holders(): readonly Seat[] {
      return [...fresh().seats];
    },
    get refusals(): number {
      return ledger.refusals;
    },
    get penalties(): number {
      return ledger.penalties;
    },
    pool: (type: LicenceType, company: string = mainCompany): LicencePool => {
      const found = fresh().pools.find((pool) => pool.type === type && pool.company === company);
      if (found === undefined) throw new RangeError(`there is no licence pool ${type} of company ${company}`);
      return found;
    },
  });
}

export function viewSession(session: Session): SessionView {
  const { id, username, company, plant, seat, createdAtMs, lastUsedAtMs } = session;
  return Object.freeze({ id, username, company, plant, licence: seat?.type, createdAtMs, lastUsedAtMs });
}
