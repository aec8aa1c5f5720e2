import { randomBytes } from "node:crypto";

/** What store, consumers, keys and audit take from the world besides files and databases. */
export interface StoreRuntime {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Bytes fit for keys. */
  readonly randomBytes: (size: number) => Uint8Array;
}

/** The same for an administrative act. */
export interface ActRuntime extends StoreRuntime {
  /** Who acts, for the audit trail; see {@link operatorName}. */
  readonly operator: string;
}

/** Fills in the system's clock and randomness for what the caller left out. */
export function withSystem(runtime: Partial<StoreRuntime> = {}): StoreRuntime {
  return { now: runtime.now ?? Date.now, randomBytes: runtime.randomBytes ?? ((size) => randomBytes(size)) };
}
