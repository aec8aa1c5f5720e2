import { setImmediate } from "node:timers/promises";
import type { AuditMoment, Store } from "../store/store.ts";
import { decodeEntries } from "./audit-codec.ts";
import { type AuditSelection, type ExportedRow, isSelected } from "./export-audit.ts";

/** How far back a reader of the trail has come. */
export interface TrailProgress {
  /** Rows that were looked at. */
  readonly rows: number;
  /** Epoch milliseconds of the oldest of them. */
  readonly atMs: number;
}

const BATCHES_AT_A_TIME = 25;
/** A batch has the time of its first row; while the store took none, rows waited, and the last ones may be this much younger. */
const LONGEST_BATCH_MS = 24 * 3_600_000;

/**
 * The trail's rows from a moment on, the latest batches first: what is older is not read, however long the trail is. No more
 * than a few batches are held at a time, and between them others have their turn: SQLite answers at once, and a gateway that
 * serves calls may be the reader.
 *
 * @param tell hears how far it has come, now and then
 */
export async function* rowsSince(
  store: Pick<Store, "auditBefore">,
  selection: AuditSelection & { readonly fromMs: number },
  tell: (progress: TrailProgress) => void = () => undefined,
): AsyncGenerator<ExportedRow> {
  let before: AuditMoment | undefined;
  let rows = 0;
  for (;;) {
    const batches = await store.auditBefore(before, BATCHES_AT_A_TIME);
    for (const batch of batches) {
      if (batch.atMs < selection.fromMs - LONGEST_BATCH_MS) return;
      const { writer, seq } = batch;
      const entries = decodeEntries(batch.entries) ?? [];
      for (const entry of entries) if (isSelected(entry, selection)) yield { ...entry, writer, seq };
      rows += entries.length;
      before = batch;
    }
    if (batches.length < BATCHES_AT_A_TIME) return;
    tell({ rows, atMs: before?.atMs ?? 0 });
    await setImmediate();
  }
}
