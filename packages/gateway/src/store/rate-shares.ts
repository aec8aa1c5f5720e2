import type { Driver, Row, Session } from "./driver.ts";
import { divideRate } from "./divide-rate.ts";
import { integer, text } from "./row.ts";
import { takeTurn } from "./turns.ts";

/** What one process has to do with one rate. */
export interface RateDemand {
  /** Names the rate: every process that means the same one must say the same. */
  readonly rate: string;
  /** Calls within `windowMs`, for all processes together. */
  readonly limit: number;
  readonly windowMs: number;
  /** Calls that asked to be let in of late, those refused included: what the shares follow. */
  readonly demand: number;
  /** Calls that this process has let in within the last `windowMs`. */
  readonly used: number;
}

/**
 * Divides rates among processes. All shares of a rate together are never more than its limit, and nobody's share is smaller
 * than what it has used within the window; so no window, wherever it begins, sees more calls than the limit, also while
 * shares move. To be asked about once a second.
 */
export interface RateShares {
  /**
   * Says what is wanted, and renews. A share is good for `ttlMs`, counted from when it was asked for; after that the
   * process may let nothing in.
   * @returns calls that this process may let in within the window, in the order of `demands`
   */
  divide(holder: string, ttlMs: number, demands: readonly RateDemand[]): Promise<readonly number[]>;
}

/** What is on record of one process. */
interface Share {
  readonly rate: string;
  readonly holder: string;
  readonly share: number;
  readonly demand: number;
  readonly demandUntilMs: number;
}

/** @returns the rates of a store; times are by its clock */
export function createRateShares(driver: Driver): RateShares {
  return {
    divide: (holder, ttlMs, demands) =>
      driver.transaction("process", (session) => divide(driver, session, holder, ttlMs, demands)),
  };
}

async function divide(
  driver: Driver,
  session: Session,
  holder: string,
  ttlMs: number,
  demands: readonly RateDemand[],
): Promise<readonly number[]> {
  // One turn for all rates: several, taken in different orders, could wait for each other.
  const nowMs = await takeTurn(driver, session, "rates");
  await session.run("DELETE FROM erpgate_rates WHERE expires_at_ms <= ?", [nowMs]);
  const shares: number[] = [];
  for (const demand of demands) {
    const others = await othersOf(session, demand.rate, holder);
    const share = shareOf(demand, holder, others, nowMs);
    shares.push(share);
    await writeShare(session, holder, demand, { share, demandUntilMs: nowMs + ttlMs });
  }
  return shares;
}

async function othersOf(session: Session, rate: string, holder: string): Promise<readonly Share[]> {
  const rows = await session.query("SELECT * FROM erpgate_rates WHERE rate = ? AND holder <> ?", [rate, holder]);
  return rows.map(readShare);
}

function shareOf({ limit, demand, used }: RateDemand, holder: string, others: readonly Share[], nowMs: number): number {
  const living = others.filter(({ demandUntilMs }) => demandUntilMs > nowMs);
  const due = divideRate(limit, [{ holder, demand }, ...living]).get(holder) ?? 0;
  const free = limit - others.reduce((total, { share }) => total + share, 0);
  return Math.max(used, Math.min(due, free), 0);
}

async function writeShare(
  session: Session,
  holder: string,
  { rate, demand, windowMs }: RateDemand,
  { share, demandUntilMs }: Pick<Share, "share" | "demandUntilMs">,
): Promise<void> {
  await session.run("DELETE FROM erpgate_rates WHERE rate = ? AND holder = ?", [rate, holder]);
  const sql = `INSERT INTO erpgate_rates (rate, holder, share, demand, demand_until_ms, expires_at_ms)
    VALUES (?, ?, ?, ?, ?, ?)`;
  // What a process let in just before it died counts for a window more.
  await session.run(sql, [rate, holder, share, demand, demandUntilMs, demandUntilMs + windowMs]);
}

function readShare(row: Row): Share {
  return {
    rate: text(row, "rate"),
    holder: text(row, "holder"),
    share: integer(row, "share"),
    demand: integer(row, "demand"),
    demandUntilMs: integer(row, "demand_until_ms"),
  };
}
