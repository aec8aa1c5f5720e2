import type { AuditEntry } from "../audit/audit-entry.ts";
import type { ConsumerRecord } from "../consumers/consumer.ts";
import { appendAdministration } from "./administration-chain.ts";
import { insertBatch, selectBatches, selectBefore } from "./audit-rows.ts";
import { createChangeWatch } from "./change-watch.ts";
import { selectConsumers, writeConsumer } from "./consumer-rows.ts";
import type { Driver, Session } from "./driver.ts";
import { integer } from "./row.ts";
import { createRateShares } from "./rate-shares.ts";
import { createSeatLeases } from "./seat-leases.ts";
import { insertSigningKey, selectSigningKeys } from "./signing-key-rows.ts";
import type { Store } from "./store.ts";
import { createTokenLeases } from "./token-leases.ts";

/** The store above its driver: this code and its tables are the same for every engine. */
export function createStore(driver: Driver): Store {
  const version = (): Promise<number> => readVersion(driver);
  const watch = createChangeWatch(driver, version);

  async function change<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const result = await driver.transaction("power", async (session) => {
      await bumpVersion(driver, session);
      return work(session);
    });
    watch.check();
    return result;
  }

  return {
    kind: driver.kind,
    location: driver.location,
    consumers: () => selectConsumers(driver),
    putConsumer: (record, audit) => change((session) => putConsumer(session, record, audit)),
    version,
    onChange: (listener) => watch.add(listener),
    signingKeys: () => selectSigningKeys(driver),
    putSigningKey: (key, audit) =>
      change(async (session) => {
        const isStored = await insertSigningKey(session, key);
        if (isStored && audit !== undefined) await appendAdministration(session, audit);
        return isStored;
      }),
    appendAudit: (batch) => driver.transaction("process", (session) => insertBatch(session, batch)),
    auditBatches: (from) => selectBatches(driver, from),
    auditBefore: (before, most) => selectBefore(driver, before, most),
    seats: createSeatLeases(driver),
    rates: createRateShares(driver),
    tokens: createTokenLeases(driver),
    ping: async () => void (await version()),
    async [Symbol.asyncDispose]() {
      watch[Symbol.dispose]();
      await driver[Symbol.asyncDispose]();
    },
  };
}

async function putConsumer(session: Session, record: ConsumerRecord, audit: AuditEntry): Promise<ConsumerRecord> {
  const stored = await writeConsumer(session, record);
  await appendAdministration(session, audit);
  return stored;
}

async function readVersion(session: Session): Promise<number> {
  const [row] = await session.query("SELECT value FROM erpgate_meta WHERE name = 'version'");
  return integer(row ?? {}, "value");
}

/** Comes first in every change: its row lock makes changes by several processes take turns, on PostgreSQL as on SQLite. */
async function bumpVersion(driver: Driver, session: Session): Promise<void> {
  await session.run("UPDATE erpgate_meta SET value = value + 1 WHERE name = 'version'");
  if (driver.announce !== undefined) await session.query(driver.announce);
}
