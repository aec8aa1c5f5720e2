import type { AuditBatch } from "../../src/audit/audit-batch.ts";
import { type ChainHead, sealBatch } from "../../src/audit/audit-chain.ts";
import { type FlatEntries, pushEntry } from "../../src/audit/audit-codec.ts";
import type { AuditEntry } from "../../src/audit/audit-entry.ts";
import { chainOpened } from "../../src/audit/chain-entries.ts";
import type { ConsumerRecord } from "../../src/consumers/consumer.ts";

export function consumerRecord(name: string, changes: Partial<ConsumerRecord> = {}): ConsumerRecord {
  return {
    id: `id-${name}`,
    name,
    revision: 0,
    access: { erp: { scope: "/odata:supplier" }, p21: { scope: "/api", p21Username: "CLERK" } },
    subjects: [],
    keys: [
      {
        id: `key-${name}`,
        prefix: "egk_0000…",
        hashKeyId: "k1",
        hash: "ab".repeat(32),
        createdAtMs: 1,
        expiresAtMs: 5,
        revokedAtMs: undefined,
      },
    ],
    createdAtMs: 1,
    revokedAtMs: undefined,
    ...changes,
  };
}

export function auditEntry(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    atMs: 1_800_000_000_000,
    consumer: "shop",
    connection: "erp",
    action: "GET /api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers",
    decision: "allowed",
    reason: undefined,
    status: 200,
    upstreamStatus: 200,
    durationMs: 12.5,
    requestId: "r-1",
    ...changes,
  };
}

/** The first batches of a chain, `rows` entries each after the opening one. */
export function auditChain(writer: string, batches: number, rows = 1): readonly AuditBatch[] {
  const chain: AuditBatch[] = [];
  let head: ChainHead = { writer, seq: 0, hash: "" };
  for (let seq = 1; seq <= batches; seq += 1) {
    const entries: FlatEntries = [];
    if (seq === 1) pushEntry(entries, chainOpened(writer, 1));
    for (let row = 0; row < rows; row += 1) pushEntry(entries, auditEntry({ requestId: `${writer}-${seq}-${row}` }));
    const batch = sealBatch(head, entries);
    chain.push(batch);
    head = batch;
  }
  return chain;
}

export async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = [];
  for await (const item of items) gathered.push(item);
  return gathered;
}

/** The batch at `index`; a test whose batch is not there fails here. */
export function nth<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`there is no item ${index}`);
  return item;
}
