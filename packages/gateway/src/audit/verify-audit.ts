import type { Store } from "../store/store.ts";
import type { AuditBatch } from "./audit-batch.ts";
import { type ChainHead, hashBatch } from "./audit-chain.ts";
import { decodeEntries } from "./audit-codec.ts";
import { CHAIN_CLOSED, CHAIN_OPENED } from "./chain-entries.ts";

/** What was found of one chain. */
export interface AuditChainReport {
  readonly writer: string;
  readonly batches: number;
  readonly entries: number;
  /** False while its writer lives, after it was killed, and when its end was cut off: nobody can tell these apart afterwards. */
  readonly closed: boolean;
}

/** Where a chain breaks. */
export interface AuditBreak {
  readonly writer: string;
  /** The first batch that is not as it was written; a missing one counts. */
  readonly seq: number;
  readonly reason: "missing" | "changed" | "unlinked" | "unreadable" | "unopened" | "after-close";
}

export interface AuditVerdict {
  readonly chains: readonly AuditChainReport[];
  /** First break of each broken chain; empty when all is as it was written. */
  readonly breaks: readonly AuditBreak[];
}

interface ChainState {
  head: ChainHead;
  entries: number;
  closed: boolean;
  broken: AuditBreak | undefined;
}

/** Follows every chain from its first batch to its last. Reads page by page, and the whole trail. */
export async function verifyAudit(store: Pick<Store, "auditBatches">): Promise<AuditVerdict> {
  const chains = new Map<string, ChainState>();
  for await (const batch of store.auditBatches()) {
    const state = chains.get(batch.writer) ?? beginning(batch.writer);
    chains.set(batch.writer, state);
    follow(state, batch);
  }
  const states = [...chains.values()];
  const reports = states.map(({ head, entries, closed }) => ({
    writer: head.writer,
    batches: head.seq,
    entries,
    closed,
  }));
  return { chains: reports, breaks: states.flatMap(({ broken }) => broken ?? []) };
}

function beginning(writer: string): ChainState {
  return { head: { writer, seq: 0, hash: "" }, entries: 0, closed: false, broken: undefined };
}

function follow(state: ChainState, batch: AuditBatch): void {
  state.broken ??= findBreak(state, batch);
  const actions = (decodeEntries(batch.entries) ?? []).map(({ action }) => action);
  state.closed ||= actions.at(-1) === CHAIN_CLOSED;
  state.entries += actions.length;
  state.head = batch;
}

function findBreak({ head, closed }: ChainState, batch: AuditBatch): AuditBreak | undefined {
  const at = (reason: AuditBreak["reason"], seq: number = batch.seq): AuditBreak => ({
    writer: batch.writer,
    seq,
    reason,
  });
  if (batch.seq !== head.seq + 1) return at("missing", head.seq + 1);
  if (hashBatch(batch) !== batch.hash) return at("changed");
  if (batch.previousHash !== head.hash) return at("unlinked");
  if (closed) return at("after-close");
  const entries = decodeEntries(batch.entries);
  if (entries === undefined || entries.length !== batch.count) return at("unreadable");
  const opened = entries[0]?.action === CHAIN_OPENED && entries[0].requestId === batch.writer;
  return head.seq === 0 && !opened ? at("unopened") : undefined;
}
