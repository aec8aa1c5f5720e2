import type { ConsumerRecord } from "../consumers/consumer.ts";
import { readConsumerText, writeConsumerText } from "./consumer-text.ts";
import type { Session } from "./driver.ts";
import { text } from "./row.ts";
import { StoreError } from "./store-error.ts";

/** Every consumer, oldest first. */
export async function selectConsumers(session: Session): Promise<readonly ConsumerRecord[]> {
  const rows = await session.query("SELECT record FROM erpgate_consumers");
  return rows
    .map((row) => readConsumerText(text(row, "record")))
    .toSorted((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
}

/**
 * Must run in a transaction that holds the row lock of `erpgate_meta`: then nothing comes between the look at the names
 * and the write.
 */
export async function writeConsumer(session: Session, record: ConsumerRecord): Promise<ConsumerRecord> {
  const stored: ConsumerRecord = { ...record, revision: record.revision + 1 };
  await requireFreeName(session, stored);
  const changed =
    record.revision === 0 ? await insert(session, stored) : await update(session, stored, record.revision);
  if (changed === 0) throw conflict(record);
  await writeSubjects(session, stored);
  return stored;
}

async function requireFreeName(session: Session, record: ConsumerRecord): Promise<void> {
  if (record.revokedAtMs !== undefined) return;
  const sql = "SELECT id FROM erpgate_consumers WHERE name = ? AND revoked_at_ms IS NULL AND id <> ?";
  const rows = await session.query(sql, [record.name, record.id]);
  if (rows.length === 0) return;
  const message = `A consumer named ${JSON.stringify(record.name)} exists. Choose another name, or revoke that one first.`;
  throw new StoreError("CONSUMER_NAME_TAKEN", message);
}

function insert(session: Session, record: ConsumerRecord): Promise<number> {
  const sql = `INSERT INTO erpgate_consumers (id, name, revision, revoked_at_ms, record) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO NOTHING`;
  const revokedAtMs = record.revokedAtMs ?? null;
  return session.run(sql, [record.id, record.name, record.revision, revokedAtMs, writeConsumerText(record)]);
}

function update(session: Session, record: ConsumerRecord, fromRevision: number): Promise<number> {
  const sql =
    "UPDATE erpgate_consumers SET name = ?, revision = ?, revoked_at_ms = ?, record = ? WHERE id = ? AND revision = ?";
  const values = [record.name, record.revision, record.revokedAtMs ?? null, writeConsumerText(record)];
  return session.run(sql, [...values, record.id, fromRevision]);
}

/** A subject stands for one live consumer at most: a token must never be able to mean two of them. */
async function writeSubjects(session: Session, record: ConsumerRecord): Promise<void> {
  await session.run("DELETE FROM erpgate_consumer_subjects WHERE consumer_id = ?", [record.id]);
  if (record.revokedAtMs !== undefined) return;
  const sql =
    "INSERT INTO erpgate_consumer_subjects (issuer, value, consumer_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
  for (const { issuer, value } of record.subjects) {
    if ((await session.run(sql, [issuer, value, record.id])) === 0) throw subjectTaken(issuer, value);
  }
}

function conflict(record: ConsumerRecord): StoreError {
  const message = `The consumer ${JSON.stringify(record.name)} was changed by somebody else meanwhile. Nothing was written; read it again and repeat the change.`;
  return new StoreError("CONSUMER_CONFLICT", message);
}

function subjectTaken(issuer: string, value: string): StoreError {
  const message = `The subject ${JSON.stringify(value)} of ${JSON.stringify(issuer)} already stands for another consumer. Remove it there first.`;
  return new StoreError("SUBJECT_TAKEN", message);
}
