import { type ChainHead, sealBatch } from "../audit/audit-chain.ts";
import type { AuditBatch } from "../audit/audit-batch.ts";
import { decodeEntries, type FlatEntries, pushEntry } from "../audit/audit-codec.ts";
import { CHAIN_CLOSED, chainClosed } from "../audit/chain-entries.ts";
import type { Store } from "../store/store.ts";

/** Stands between a worker and the store: knows how far the worker's audit chain has come. */
export interface AuditWitness {
  append(batch: AuditBatch): Promise<void>;
  /** The worker is gone: waits for what was under way, and closes a chain that it left open, with the reason. */
  close(reason: string, atMs: number): Promise<void>;
}

/** @returns a witness of one worker */
export function createAuditWitness(store: Pick<Store, "appendAudit">): AuditWitness {
  let head: ChainHead | undefined;
  let isClosed = false;
  let last: Promise<void> = Promise.resolve();

  async function commit(batch: AuditBatch): Promise<void> {
    await store.appendAudit(batch);
    head = batch;
    isClosed = decodeEntries(batch.entries)?.at(-1)?.action === CHAIN_CLOSED;
  }

  return {
    append(batch) {
      const committed = commit(batch);
      last = committed.catch(() => undefined);
      return committed;
    },
    async close(reason, atMs) {
      await last;
      if (head === undefined || isClosed) return;
      const entries: FlatEntries = [];
      pushEntry(entries, { ...chainClosed(head.writer, atMs), decision: "error", reason });
      await store.appendAudit(sealBatch(head, entries));
    },
  };
}
