import type { AuditMoment, Store } from "../store/store.ts";
import { decodeEntries } from "./audit-codec.ts";
import { type AuditSelection, type ExportedRow, isSelected } from "./export-audit.ts";

/** Some of the trail's rows, read from its end. */
export interface AuditPage {
  /** Oldest first. */
  readonly rows: readonly ExportedRow[];
  /** Leads to those before them; undefined where the trail begins. */
  readonly next: string | undefined;
}

/** Where a page goes on: in this batch, at the rows before this many, and then in those before it. */
interface Cursor extends AuditMoment {
  readonly left: number;
}

/** Batches looked at for one page, 200 rows each at most: a selection that matches little must not read the whole trail. */
const MOST_BATCHES = 250;
const BATCHES_AT_A_TIME = 25;

/**
 * Reads the trail backwards.
 * @param before what an earlier page gave as `next`
 * @returns undefined when `before` is nothing that a page gave
 */
export async function auditPage(
  store: Pick<Store, "auditBefore">,
  selection: AuditSelection,
  { limit, before }: { readonly limit: number; readonly before: string | undefined },
): Promise<AuditPage | undefined> {
  const start = before === undefined ? undefined : readCursor(before);
  if (before !== undefined && start === undefined) return undefined;
  const rows: ExportedRow[] = [];
  // The batch of the cursor itself is read again where some of its rows are left.
  let after: AuditMoment | undefined = start && { ...start, seq: start.seq + Number(start.left > 0) };
  for (let seen = 0; seen < MOST_BATCHES;) {
    const batches = await store.auditBefore(after, BATCHES_AT_A_TIME);
    for (const batch of batches) {
      const entries = decodeEntries(batch.entries) ?? [];
      const isFirst = batch.writer === start?.writer && batch.seq === start.seq && batch.atMs === start.atMs;
      for (let at = (isFirst ? start.left : entries.length) - 1; at >= 0; at--) {
        const entry = entries[at];
        if (entry === undefined || !isSelected(entry, selection)) continue;
        rows.push({ ...entry, writer: batch.writer, seq: batch.seq });
        if (rows.length === limit) return pageOf(rows, { ...batch, left: at });
      }
      after = batch;
      seen += 1;
    }
    if (batches.length < BATCHES_AT_A_TIME) return pageOf(rows, undefined);
  }
  return pageOf(rows, after && { ...after, left: 0 });
}

/** Writers overlap in time, so the rows of a page are put in order. */
function pageOf(rows: readonly ExportedRow[], next: Cursor | undefined): AuditPage {
  const ordered = rows.toReversed().toSorted((a, b) => a.atMs - b.atMs);
  return { rows: ordered, next: next && `${next.atMs}.${next.seq}.${next.left}.${next.writer}` };
}

function readCursor(text: string): Cursor | undefined {
  const [, atMs, seq, left, writer] = /^(\d{1,15})\.(\d{1,15})\.(\d{1,6})\.([\w.-]{1,200})$/.exec(text) ?? [];
  if (writer === undefined) return undefined;
  return { atMs: Number(atMs), seq: Number(seq), left: Number(left), writer };
}
