import type { Store } from "../store/store.ts";
import { type StoreRuntime, withSystem } from "../store/store-runtime.ts";
import type { AuditEntry } from "./audit-entry.ts";
import { type BatchQueue, createBatchQueue } from "./batch-queue.ts";
import { chainClosed, chainOpened } from "./chain-entries.ts";

/** Writes the audit trail of one process, in batches. */
export interface AuditWriter extends AsyncDisposable {
  /** Names this writer's chain. */
  readonly writer: string;
  /** Takes an entry. It is committed within 50 ms, or sooner once 200 wait, and counts as acknowledged from then on. */
  record(entry: AuditEntry): void;
  /** Resolves once everything recorded so far is committed. @throws StoreError when the store does not take it */
  flush(): Promise<void>;
  /** Entries that wait to be committed; for metrics. */
  readonly waiting: number;
  /** What the store last answered, while it refuses batches; for readiness. */
  readonly failure: Error | undefined;
}

/**
 * Begins a chain with an entry that names it; disposing commits what waits and closes the chain.
 * @throws StoreError when the store does not take the first entry
 */
export async function openAuditWriter(
  store: Pick<Store, "appendAudit">,
  runtime: Partial<StoreRuntime> = {},
): Promise<AuditWriter> {
  const { now, randomBytes } = withSystem(runtime);
  // The time first, so that chains are listed about in the order in which they began.
  const writer = `gateway-${now().toString(36)}-${Buffer.from(randomBytes(6)).toString("hex")}`;
  const queue: BatchQueue = createBatchQueue(store, { writer, seq: 0, hash: "" }, now);
  queue.push(chainOpened(writer, now()));
  try {
    await queue.flush();
  } catch (error) {
    queue.stop();
    throw error;
  }
  return {
    writer,
    record: (entry) => queue.push(entry),
    flush: () => queue.flush(),
    get waiting() {
      return queue.waiting();
    },
    get failure() {
      return queue.failure();
    },
    async [Symbol.asyncDispose]() {
      if (queue.stopped()) return;
      try {
        await queue.flush(); // first, because a full queue would have no room for the last entry
        queue.push(chainClosed(writer, now()));
        await queue.flush();
      } finally {
        queue.stop();
      }
    },
  };
}
