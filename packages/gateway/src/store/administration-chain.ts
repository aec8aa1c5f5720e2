import { type ChainHead, sealBatch } from "../audit/audit-chain.ts";
import { type FlatEntries, pushEntry } from "../audit/audit-codec.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import { chainOpened } from "../audit/chain-entries.ts";
import { insertBatch, lastBatch } from "./audit-rows.ts";
import type { Session } from "./driver.ts";

/**
 * Administrative changes share one chain whatever process makes them: each is written under the lock of the change itself,
 * so they can, and one that was cut out then leaves a gap. It stays open as long as the store lives.
 */
const ADMINISTRATION = "administration";

/** Appends the entry of a change, in the transaction of the change. */
export async function appendAdministration(session: Session, entry: AuditEntry): Promise<void> {
  const last = await lastBatch(session, ADMINISTRATION);
  const head: ChainHead = last ?? { writer: ADMINISTRATION, seq: 0, hash: "" };
  const entries: FlatEntries = [];
  if (last === undefined) pushEntry(entries, chainOpened(ADMINISTRATION, entry.atMs));
  pushEntry(entries, entry);
  await insertBatch(session, sealBatch(head, entries, entry.operator));
}
