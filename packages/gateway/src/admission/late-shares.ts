import type { RateShares } from "../store/rate-shares.ts";
import type { SeatLeases } from "../store/seat-leases.ts";

/** What processes and replicas share of an ERP's capacity. */
export interface Shares {
  readonly seats: SeatLeases;
  readonly rates: RateShares;
}

/** Shares that are there before the store that divides them: connections are made ready first. */
export interface LateShares extends Shares {
  /** From now on this store divides. */
  use(store: Shares): void;
}

/** @returns shares that wait for the store they stand for */
export function createLateShares(): LateShares {
  const given = Promise.withResolvers<Shares>();
  return {
    use: ({ seats, rates }) => given.resolve({ seats, rates }),
    seats: {
      claim: async (claim) => (await given.promise).seats.claim(claim),
      release: async (holder) => (await given.promise).seats.release(holder),
      holders: async (pool) => (await given.promise).seats.holders(pool),
    },
    rates: { divide: async (...args) => (await given.promise).rates.divide(...args) },
  };
}
