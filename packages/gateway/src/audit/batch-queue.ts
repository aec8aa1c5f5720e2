import type { Store } from "../store/store.ts";
import type { AuditBatch } from "./audit-batch.ts";
import { type ChainHead, sealBatch } from "./audit-chain.ts";
import { countEntries, type FlatEntries, pushEntry } from "./audit-codec.ts";
import type { AuditEntry } from "./audit-entry.ts";
import { entriesLost } from "./chain-entries.ts";

const BATCH_ROWS = 200;
const BATCH_WAIT_MS = 50;
/** Pause after a batch was refused. */
const RETRY_MS = 500;
/** How many entries wait in memory while the store takes none; what comes after that is counted, and the count is audited. */
const MOST_WAITING = 50_000;

/** Entries that go into one batch. The act of an operator has one to itself, because the name stands in a batch once. */
interface Run {
  readonly operator: string | undefined;
  readonly entries: FlatEntries;
}

/** Gathers entries and commits them as the links of one chain, one batch at a time. */
export interface BatchQueue {
  push(entry: AuditEntry): void;
  flush(): Promise<void>;
  waiting(): number;
  failure(): Error | undefined;
  stop(): void;
  stopped(): boolean;
}

export function createBatchQueue(store: Pick<Store, "appendAudit">, start: ChainHead, now: () => number): BatchQueue {
  let head = start;
  const runs: Run[] = [];
  let last: Run | undefined;
  let rows = 0;
  let lost = 0;
  /** Sealed, and perhaps committed: if the answer was lost, the very same batch has to be offered again. */
  let offered: AuditBatch | undefined;
  let committing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failure: Error | undefined;
  let stopped = false;

  function push(entry: AuditEntry): void {
    if (rows >= MOST_WAITING || stopped) {
      lost += 1;
      return;
    }
    add(entry);
    if (timer === undefined) wake(BATCH_WAIT_MS);
    else if (rows === BATCH_ROWS && failure === undefined) wake(0);
  }

  function add(entry: AuditEntry): void {
    if (last === undefined || last.operator !== entry.operator)
      runs.push((last = { operator: entry.operator, entries: [] }));
    pushEntry(last.entries, entry);
    rows += 1;
  }

  function wake(afterMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      commit().catch(() => undefined); // kept in `failure`, and tried again
    }, afterMs);
  }

  /** Joins the commit that is under way, or begins one. */
  function commit(): Promise<void> {
    committing ??= commitNext().finally(() => {
      committing = undefined;
      if (!stopped && (rows > 0 || offered !== undefined)) wake(nextWaitMs());
    });
    return committing;
  }

  function nextWaitMs(): number {
    if (failure !== undefined) return RETRY_MS;
    return rows >= BATCH_ROWS ? 0 : BATCH_WAIT_MS;
  }

  async function commitNext(): Promise<void> {
    offered ??= takeBatch();
    if (offered === undefined) return;
    try {
      await store.appendAudit(offered);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      throw failure;
    }
    failure = undefined;
    head = offered;
    offered = undefined;
  }

  function takeBatch(): AuditBatch | undefined {
    if (lost > 0) add(entriesLost(start.writer, lost, now()));
    lost = 0;
    const run = runs.shift();
    if (run === undefined) return undefined;
    if (run === last) last = undefined;
    rows -= countEntries(run.entries);
    return sealBatch(head, run.entries, run.operator);
  }

  async function flush(): Promise<void> {
    // What is under way, and the batches that take all that waited when it ended.
    await committing?.catch(() => undefined);
    if (offered !== undefined) await commit();
    for (let left = runs.length; left > 0; left--) await commit();
    await committing;
  }

  return {
    push,
    flush,
    waiting: () => rows + (offered?.count ?? 0),
    failure: () => failure,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
    stopped: () => stopped,
  };
}
