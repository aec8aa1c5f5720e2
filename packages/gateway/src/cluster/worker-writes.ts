import type { WriteLedger, WriteName } from "../admission/write-memory.ts";

/** One worker's part of the ledger of all. */
export interface WorkerWrites extends WriteLedger {
  /** The worker is gone: what it had under way may have been made, and nobody will say. */
  abandon(): Promise<void>;
}

/** @returns a ledger that knows what this worker has under way */
export function createWorkerWrites(ledger: WriteLedger): WorkerWrites {
  const running = new Map<string, WriteName>();
  return {
    async claim(name, digest) {
      const known = await ledger.claim(name, digest);
      if (known === undefined) running.set(idOf(name), name);
      return known;
    },
    async settle(name, outcome) {
      if (running.delete(idOf(name))) await ledger.settle(name, outcome);
    },
    async abandon() {
      await Promise.all([...running.values()].map((name) => ledger.settle(name, { kind: "unknown" })));
      running.clear();
    },
  };
}

const idOf = ({ consumerId, connection, key }: WriteName): string => JSON.stringify([consumerId, connection, key]);
