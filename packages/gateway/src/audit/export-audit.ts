import type { Store } from "../store/store.ts";
import { decodeEntries } from "./audit-codec.ts";
import type { AuditEntry } from "./audit-entry.ts";

/** A row with its place in the trail, by which it can be found again and its chain checked. */
export interface ExportedRow extends AuditEntry {
  readonly writer: string;
  /** Of its batch within the writer's chain. */
  readonly seq: number;
}

/** Which rows. What is undefined does not matter. */
export interface AuditSelection {
  /** Epoch milliseconds; from this one on. */
  readonly fromMs: number | undefined;
  readonly consumer: string | undefined;
  readonly connection: string | undefined;
}

/** The trail's rows, chain by chain, in the order in which they were written. Reads page by page. */
export async function* exportAudit(
  store: Pick<Store, "auditBatches">,
  selection: AuditSelection,
): AsyncGenerator<ExportedRow> {
  for await (const { writer, seq, entries } of store.auditBatches()) {
    for (const entry of decodeEntries(entries) ?? []) {
      if (isSelected(entry, selection)) yield { ...entry, writer, seq };
    }
  }
}

export function isSelected(entry: AuditEntry, { fromMs = 0, consumer, connection }: AuditSelection): boolean {
  return (
    entry.atMs >= fromMs &&
    (consumer === undefined || entry.consumer === consumer) &&
    (connection === undefined || entry.connection === connection)
  );
}
