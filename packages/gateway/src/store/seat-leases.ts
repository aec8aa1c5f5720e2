import type { Driver, Row, Session } from "./driver.ts";
import { integer, optionalInteger, text } from "./row.ts";
import { takeTurn } from "./turns.ts";

/** What one process wants of a pool. */
export interface SeatClaim {
  /** Names the pool: every process that means the same seats must say the same. */
  readonly pool: string;
  /** Names the process, or whatever else holds seats. */
  readonly holder: string;
  /** How many seats it wants to hold in all, those that it has included. Fewer than it has: the others go back. */
  readonly wanted: number;
  /** How many seats there are, for all. */
  readonly capacity: number;
  /** The lease ends after this long unless the claim is made again. */
  readonly ttlMs: number;
}

/** What came of a claim. */
export interface SeatGrant {
  /** Seats that the holder has now. They are its own for `ttlMs`, counted from when it asked. */
  readonly held: number;
  /** Seats that others ask for in vain: what is idle here should go back. */
  readonly wantedElsewhere: number;
  /** How many holders want seats of this pool, this one included: what a fair share is made of. */
  readonly holders: number;
}

/** Who has seats of a pool. */
export interface SeatHolder {
  readonly holder: string;
  readonly seats: number;
  readonly wanted: number;
  readonly expiresInMs: number;
}

/** Seats that processes share, each held as a lease: it returns by itself when its holder dies. */
export interface SeatLeases {
  /**
   * Takes seats, renews those it has, or gives some back, in one step: never are more than `capacity` held together. What
   * is held is never taken away while it is renewed. Free seats go to whoever has waited longest for one, so a holder that
   * waits should ask again every moment.
   */
  claim(claim: SeatClaim): Promise<SeatGrant>;
  /** Gives back all that this holder has, in every pool. */
  release(holder: string): Promise<void>;
  /** Living leases of one pool. */
  holders(pool: string): Promise<readonly SeatHolder[]>;
}

interface Lease {
  readonly holder: string;
  readonly seats: number;
  readonly wanted: number;
  readonly waitingSinceMs: number | undefined;
  readonly expiresAtMs: number;
}

/** @returns the seats of a store; times are by its clock */
export function createSeatLeases(driver: Driver): SeatLeases {
  return {
    claim: (claim) => driver.transaction("process", (session) => grant(driver, session, claim)),
    release: async (holder) => void (await driver.run("DELETE FROM erpgate_seats WHERE holder = ?", [holder])),
    async holders(pool) {
      const sql = `SELECT *, ${driver.clock} AS now_ms FROM erpgate_seats WHERE pool = ? ORDER BY holder`;
      const rows = await driver.query(sql, [pool]);
      const all = rows.map((row) => ({ ...readLease(row), nowMs: integer(row, "now_ms") }));
      return all
        .filter(({ expiresAtMs, nowMs }) => expiresAtMs > nowMs)
        .map(({ holder, seats, wanted, expiresAtMs, nowMs }) => ({
          holder,
          seats,
          wanted,
          expiresInMs: expiresAtMs - nowMs,
        }));
    },
  };
}

async function grant(driver: Driver, session: Session, claim: SeatClaim): Promise<SeatGrant> {
  const { pool, holder, wanted } = claim;
  const nowMs = await takeTurn(driver, session, `seats ${pool}`);
  await session.run("DELETE FROM erpgate_seats WHERE pool = ? AND expires_at_ms <= ?", [pool, nowMs]);
  const leases = (await session.query("SELECT * FROM erpgate_seats WHERE pool = ?", [pool])).map(readLease);
  const mine = leases.find((lease) => lease.holder === holder);
  const others = leases.filter((lease) => lease.holder !== holder);
  const held = seatsFor(claim, mine, others);
  const waitingSinceMs = held < wanted ? (mine?.waitingSinceMs ?? nowMs) : undefined;
  await writeLease(session, pool, { holder, seats: held, wanted, waitingSinceMs, expiresAtMs: nowMs + claim.ttlMs });
  return {
    held,
    wantedElsewhere: sum(others, shortage),
    holders: others.filter((lease) => lease.wanted > 0).length + (wanted > 0 ? 1 : 0),
  };
}

/** What it has stays; of the free seats it gets what those who have waited longer leave. */
function seatsFor({ wanted, capacity }: SeatClaim, mine: Lease | undefined, others: readonly Lease[]): number {
  const has = mine?.seats ?? 0;
  const free = capacity - has - sum(others, ({ seats }) => seats);
  const since = mine?.waitingSinceMs ?? Infinity;
  const before = others.filter(({ waitingSinceMs }) => waitingSinceMs !== undefined && waitingSinceMs < since);
  return Math.min(wanted, has + Math.max(0, free - sum(before, shortage)));
}

const shortage = ({ wanted, seats }: Lease): number => Math.max(0, wanted - seats);

const sum = (leases: readonly Lease[], of: (lease: Lease) => number): number =>
  leases.reduce((total, lease) => total + of(lease), 0);

async function writeLease(session: Session, pool: string, lease: Lease): Promise<void> {
  const { holder, seats, wanted, waitingSinceMs, expiresAtMs } = lease;
  await session.run("DELETE FROM erpgate_seats WHERE pool = ? AND holder = ?", [pool, holder]);
  if (wanted === 0 && seats === 0) return;
  const sql = `INSERT INTO erpgate_seats (pool, holder, seats, wanted, waiting_since_ms, expires_at_ms)
    VALUES (?, ?, ?, ?, ?, ?)`;
  await session.run(sql, [pool, holder, seats, wanted, waitingSinceMs ?? null, expiresAtMs]);
}

function readLease(row: Row): Lease {
  return {
    holder: text(row, "holder"),
    seats: integer(row, "seats"),
    wanted: integer(row, "wanted"),
    waitingSinceMs: optionalInteger(row, "waiting_since_ms"),
    expiresAtMs: integer(row, "expires_at_ms"),
  };
}
