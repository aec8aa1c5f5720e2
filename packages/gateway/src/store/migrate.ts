import type { Driver, Session } from "./driver.ts";
import type { Migration } from "./migrations.ts";
import { integer, text } from "./row.ts";
import { StoreError } from "./store-error.ts";

const LEDGER = `CREATE TABLE IF NOT EXISTS erpgate_schema (
  version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at_ms BIGINT NOT NULL)`;

/**
 * Brings the tables up to the last of `migrations`, all steps in one transaction.
 * @throws StoreError `STORE_SCHEMA_TOO_NEW` when a later erpgate has been here: what it may have changed is not for us to guess
 */
export async function migrate(driver: Driver, migrations: readonly Migration[], nowMs: number): Promise<void> {
  await driver.transaction("power", async (session) => {
    await driver.lockSchema(session);
    await session.run(LEDGER);
    const applied = await latest(session);
    const known = migrations.at(-1)?.version ?? 0;
    if (applied.version > known) throw tooNew(driver.location, applied, known);
    for (const step of migrations.filter(({ version }) => version > applied.version)) await apply(session, step, nowMs);
  });
}

async function latest(session: Session): Promise<{ version: number; name: string }> {
  const [row] = await session.query("SELECT version, name FROM erpgate_schema ORDER BY version DESC LIMIT 1");
  return row === undefined ? { version: 0, name: "" } : { version: integer(row, "version"), name: text(row, "name") };
}

async function apply(session: Session, step: Migration, nowMs: number): Promise<void> {
  for (const statement of step.statements) await session.run(statement);
  const sql = "INSERT INTO erpgate_schema (version, name, applied_at_ms) VALUES (?, ?, ?)";
  await session.run(sql, [step.version, step.name, nowMs]);
}

function tooNew(location: string, applied: { version: number; name: string }, known: number): StoreError {
  return new StoreError(
    "STORE_SCHEMA_TOO_NEW",
    `The store ${location} has schema ${applied.version} (${JSON.stringify(applied.name)}), written by a newer erpgate; ` +
      `this one knows schemas up to ${known}. Start the newer erpgate, or restore the store from before its update.`,
  );
}
