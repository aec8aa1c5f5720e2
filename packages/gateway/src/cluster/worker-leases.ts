import type { Store } from "../store/store.ts";
import type { StoreCalls } from "./store-calls.ts";

/** What one worker holds at the store for a while: seats, and the right to ask for tokens. */
export interface WorkerLeases {
  /** In place of the store's own for that worker. */
  readonly calls: Pick<StoreCalls, "seatsClaim" | "seatsRelease" | "tokensClaim" | "tokensRelease">;
  /** The worker is gone: what it holds goes back now, and not when its time is over. */
  abandon(): Promise<void>;
}

/** @returns leases that know what this worker holds */
export function createWorkerLeases({ seats, tokens }: Pick<Store, "seats" | "tokens">): WorkerLeases {
  const holders = new Set<string>();
  const fences = new Map<string, number>();
  const underWay = new Set<Promise<unknown>>();

  async function watched<T>(claim: Promise<T>): Promise<T> {
    underWay.add(claim);
    try {
      return await claim;
    } finally {
      underWay.delete(claim);
    }
  }

  return {
    calls: {
      seatsClaim(claim) {
        holders.add(claim.holder);
        return watched(seats.claim(claim));
      },
      async seatsRelease(holder) {
        await seats.release(holder);
        holders.delete(holder);
      },
      async tokensClaim(name, ttlMs) {
        const claim = await watched(tokens.claim(name, ttlMs));
        if (claim !== undefined) fences.set(name, claim.fence);
        return claim;
      },
      async tokensRelease(name, fence) {
        await tokens.release(name, fence);
        if (fences.get(name) === fence) fences.delete(name);
      },
    },
    async abandon() {
      // One that comes to be after it was let go would stay.
      await Promise.allSettled(underWay);
      const seatsBack = [...holders].map((holder) => seats.release(holder));
      const claimsBack = [...fences].map(([name, fence]) => tokens.release(name, fence));
      await Promise.all([...seatsBack, ...claimsBack]);
    },
  };
}
