import type { AuditBatch } from "../audit/audit-batch.ts";
import type { Row, Session } from "./driver.ts";
import { integer, text } from "./row.ts";
import type { AuditMoment, AuditPosition } from "./store.ts";
import { StoreError } from "./store-error.ts";

/** Batches read at a time: a batch is some 30 kB, so a page stays within a few megabytes. */
const PAGE = 100;

const INSERT = `INSERT INTO erpgate_audit (writer, seq, at_ms, entry_count, previous_hash, hash, entries)
  VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;

/**
 * A writer whose connection broke during the commit cannot know whether it happened, and repeats it; so the same batch
 * twice is no fault. Another batch in the same place is: two processes then write under one name.
 */
export async function insertBatch(session: Session, batch: AuditBatch): Promise<void> {
  const { writer, seq, atMs, count, previousHash, hash, entries } = batch;
  if ((await session.run(INSERT, [writer, seq, atMs, count, previousHash, hash, entries])) > 0) return;
  const rows = await session.query("SELECT hash FROM erpgate_audit WHERE writer = ? AND seq = ?", [writer, seq]);
  if (rows[0]?.["hash"] === hash) return;
  throw new StoreError("AUDIT_FORKED", `The audit chain ${writer} already has another batch ${seq}.`);
}

/** The end of a chain; undefined when it has not begun. */
export async function lastBatch(session: Session, writer: string): Promise<AuditBatch | undefined> {
  const sql = "SELECT * FROM erpgate_audit WHERE writer = ? ORDER BY seq DESC LIMIT 1";
  const [row] = await session.query(sql, [writer]);
  return row === undefined ? undefined : readBatch(row);
}

/** Reads page by page, so that a long trail does not have to fit into memory. */
export async function* selectBatches(session: Session, from: AuditPosition | undefined): AsyncGenerator<AuditBatch> {
  const sql = `SELECT * FROM erpgate_audit WHERE writer > ? OR (writer = ? AND seq > ?) ORDER BY writer, seq LIMIT ${PAGE}`;
  let after: AuditPosition = from ?? { writer: "", seq: 0 };
  for (;;) {
    const rows = await session.query(sql, [after.writer, after.writer, after.seq]);
    for (const row of rows) {
      const batch = readBatch(row);
      yield batch;
      after = batch;
    }
    if (rows.length < PAGE) return;
  }
}

/** The latest first. The first condition is what the index is found by; the others only tell batches of one moment apart. */
export async function selectBefore(
  session: Session,
  before: AuditMoment | undefined,
  most: number,
): Promise<readonly AuditBatch[]> {
  const { atMs, writer, seq } = before ?? { atMs: Number.MAX_SAFE_INTEGER, writer: "", seq: 0 };
  const rows = await session.query(
    `SELECT * FROM erpgate_audit WHERE at_ms <= ? AND (at_ms < ? OR writer < ? OR (writer = ? AND seq < ?))
     ORDER BY at_ms DESC, writer DESC, seq DESC LIMIT ${Math.trunc(most)}`,
    [atMs, atMs, writer, writer, seq],
  );
  return rows.map(readBatch);
}

function readBatch(row: Row): AuditBatch {
  return {
    writer: text(row, "writer"),
    seq: integer(row, "seq"),
    atMs: integer(row, "at_ms"),
    count: integer(row, "entry_count"),
    previousHash: text(row, "previous_hash"),
    hash: text(row, "hash"),
    entries: text(row, "entries"),
  };
}
