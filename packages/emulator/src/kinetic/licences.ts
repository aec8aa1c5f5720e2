import { LICENCE_TYPE_NAMES, type LicenceType } from "./licence-types.ts";

/** How many licences of a type a company has; one that shares has no end. */
export type OwnedCount = number | "unlimited";

/** One unit of licence that a session or a call holds. */
export interface Seat {
  readonly company: string;
  readonly type: LicenceType;
  readonly username: string;
  readonly sinceMs: number;
  /** Absent where a call holds the seat by itself, for its own length. */
  readonly sessionId: string | undefined;
}

export interface LicencePool {
  readonly company: string;
  readonly type: LicenceType;
  readonly owned: OwnedCount;
  readonly inUse: number;
  /** The most that were ever in use at once. */
  readonly peak: number;
}

/** Who holds what, and what happened so far. */
export interface LicenceLedger {
  /** Takes a seat, by the rules of the type; undefined when there is none. */
  claim(wanted: Seat): Seat | undefined;
  release(seat: Seat): void;
  countPenalty(): void;
  readonly seats: ReadonlySet<Seat>;
  readonly pools: readonly LicencePool[];
  readonly refusals: number;
  readonly penalties: number;
}

/**
 * The licence pools, one for each type and company. Web Service licences follow their own paper (claimed): where none are owned
 * the Default user's are used; when all are in use the session shares one, and pays for it with every call.
 */
export function createLicenceLedger(
  companies: readonly string[],
  ownedOf: (company: string, type: LicenceType) => OwnedCount,
): LicenceLedger {
  const seats = new Set<Seat>();
  const peaks = new Map<string, number>();
  const counts = { refusals: 0, penalties: 0 };
  const inUse = (company: string, type: LicenceType): number =>
    [...seats].filter((seat) => seat.company === company && seat.type === type).length;
  const hasFree = ({ company, type }: Seat): boolean => {
    const owned = ownedOf(company, type);
    return owned === "unlimited" || inUse(company, type) < owned;
  };
  const take = (seat: Seat): Seat => {
    seats.add(seat);
    const key = `${seat.company}/${seat.type}`;
    peaks.set(key, Math.max(peaks.get(key) ?? 0, inUse(seat.company, seat.type)));
    return seat;
  };
  return {
    seats,
    claim: (wanted) => {
      const found = candidates(wanted, ownedOf).find(hasFree);
      if (found === undefined) counts.refusals += 1;
      return found === undefined ? undefined : take(found);
    },
    release: (seat) => void seats.delete(seat),
    countPenalty: () => void (counts.penalties += 1),
    get pools(): readonly LicencePool[] {
      const peakOf = (company: string, type: LicenceType): number => peaks.get(`${company}/${type}`) ?? 0;
      return companies.flatMap((company) =>
        LICENCE_TYPE_NAMES.map((type) => ({
          company,
          type,
          owned: ownedOf(company, type),
          inUse: inUse(company, type),
          peak: peakOf(company, type),
        })),
      );
    },
    get refusals(): number {
      return counts.refusals;
    },
    get penalties(): number {
      return counts.penalties;
    },
  };
}

/** Which types would do for the one wanted, the best first. */
function candidates(wanted: Seat, ownedOf: (company: string, type: LicenceType) => OwnedCount): readonly Seat[] {
  if (wanted.type !== "WebService") return [wanted];
  if (ownedOf(wanted.company, "WebService") === 0) return [{ ...wanted, type: "DefaultUser" }];
  return [wanted, { ...wanted, type: "WebServiceShared" }];
}
