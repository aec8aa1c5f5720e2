import assert from "node:assert/strict";
import { test } from "node:test";
import { sealBatch } from "../../src/audit/audit-chain.ts";
import type { AuditBatch } from "../../src/audit/audit-batch.ts";
import { decodeEntries, pushEntry, type FlatEntries } from "../../src/audit/audit-codec.ts";
import { chainClosed } from "../../src/audit/chain-entries.ts";
import { createAuditWitness } from "../../src/cluster/audit-witness.ts";
import { auditChain, nth } from "../store/records.ts";

function recording(): { readonly batches: AuditBatch[]; appendAudit(batch: AuditBatch): Promise<void> } {
  const batches: AuditBatch[] = [];
  return { batches, appendAudit: async (batch) => void batches.push(batch) };
}

test("a chain that a worker left open is closed after its last batch, with the reason", async () => {
  const store = recording();
  const witness = createAuditWitness(store);
  const chain = auditChain("writer", 2);
  for (const batch of chain) await witness.append(batch);
  await witness.close("worker ended: SIGKILL", 9);
  const last = nth(store.batches, 2);
  assert.deepEqual([last.writer, last.seq, last.previousHash], ["writer", 3, nth(chain, 1).hash]);
  const [entry, ...more] = decodeEntries(last.entries) ?? [];
  assert.deepEqual([entry?.action, entry?.reason, more], ["audit.close", "worker ended: SIGKILL", []]);
});

test("a chain that was closed, or never opened, gets nothing", async () => {
  const store = recording();
  const silent = createAuditWitness(store);
  await silent.close("worker ended: code 3", 9);
  const witness = createAuditWitness(store);
  const first = nth(auditChain("writer", 1), 0);
  const entries: FlatEntries = [];
  pushEntry(entries, chainClosed("writer", 8));
  await witness.append(first);
  await witness.append(sealBatch(first, entries));
  await witness.close("worker ended: SIGKILL", 9);
  assert.equal(store.batches.length, 2);
});
