import type { Store } from "../store/store.ts";
import { type AuditSelection, exportAudit, type ExportedRow } from "./export-audit.ts";

/** The last rows of all writers, oldest first. It reads the whole trail and holds no more than twice what it gives. */
export async function auditTail(
  store: Pick<Store, "auditBatches">,
  selection: AuditSelection,
  most: number,
): Promise<readonly ExportedRow[]> {
  let rows: ExportedRow[] = [];
  for await (const row of exportAudit(store, selection)) {
    rows.push(row);
    if (rows.length >= 2 * most) rows = lastOf(rows, most);
  }
  return lastOf(rows, most);
}

function lastOf(rows: readonly ExportedRow[], most: number): ExportedRow[] {
  return rows.toSorted((a, b) => a.atMs - b.atMs).slice(-most);
}
