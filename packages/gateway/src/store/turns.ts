import type { Driver, Session } from "./driver.ts";
import { integer } from "./row.ts";

/**
 * Comes first in a transaction whose checks must not be overtaken: until it ends, nobody else has the turn of this name.
 * SQLite has one writer anyhow; on PostgreSQL it is the row's lock.
 * @returns the time by the store's clock, from within the turn
 */
export async function takeTurn({ clock }: Driver, session: Session, name: string): Promise<number> {
  const sql = `INSERT INTO erpgate_turns (name, count) VALUES (?, 1)
    ON CONFLICT (name) DO UPDATE SET count = erpgate_turns.count + 1`;
  await session.run(sql, [name]);
  const [row] = await session.query(`SELECT ${clock} AS now_ms`);
  return integer(row ?? {}, "now_ms");
}
