import { hash } from "node:crypto";
import type { AuditBatch } from "./audit-batch.ts";
import { countEntries, encodeEntries, type FlatEntries } from "./audit-codec.ts";

/** Where a chain stands: what the next batch has to follow. */
export interface ChainHead {
  readonly writer: string;
  /** 0 before the first batch. */
  readonly seq: number;
  /** Empty before the first batch. */
  readonly hash: string;
}

/** Makes the next batch of a chain. `entries` must hold at least one. */
export function sealBatch(head: ChainHead, entries: FlatEntries, operator?: string): AuditBatch {
  const unsealed: Omit<AuditBatch, "hash"> = {
    writer: head.writer,
    seq: head.seq + 1,
    atMs: Number(entries[0]),
    count: countEntries(entries),
    previousHash: head.hash,
    entries: encodeEntries(entries, operator),
  };
  return { ...unsealed, hash: hashBatch(unsealed) };
}

/**
 * SHA-256 over every member, each preceded by its length: without the lengths, characters could move from one member to
 * the next and the hash would stay the same.
 */
export function hashBatch(batch: Omit<AuditBatch, "hash">): string {
  const { writer, seq, atMs, count, previousHash, entries } = batch;
  const parts = ["erpgate-audit-1", writer, String(seq), String(atMs), String(count), previousHash, entries];
  return hash("sha256", parts.map((part) => `${part.length}:${part}`).join(""), "hex");
}
