import { createStore } from "./create-store.ts";
import type { Driver } from "./driver.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations.ts";
import { openSqlite } from "./sqlite-driver.ts";
import type { Store } from "./store.ts";
import { type StoreRuntime, withSystem } from "./store-runtime.ts";

export interface OpenStoreOptions {
  readonly runtime?: Partial<StoreRuntime>;
  /** How long to wait for another process that holds the store. @default 5000 */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens the store and brings its tables up to date.
 * @param location a file path for SQLite, or `postgres://…` for PostgreSQL
 * @throws StoreError `STORE_LOCATION_INVALID`, `STORE_UNREACHABLE`, `STORE_BUSY`, `STORE_SCHEMA_TOO_NEW`
 */
export async function openStore(location: string, options: OpenStoreOptions = {}): Promise<Store> {
  const driver = await openDriver(location, options.busyTimeoutMs ?? 5000);
  try {
    await migrate(driver, migrations, withSystem(options.runtime).now());
    return createStore(driver);
  } catch (error) {
    await driver[Symbol.asyncDispose]();
    throw error;
  }
}

async function openDriver(location: string, busyTimeoutMs: number): Promise<Driver> {
  if (!/^postgres(ql)?:\/\//i.test(location)) return openSqlite(location, busyTimeoutMs);
  // Loaded here, because a gateway over SQLite should not pay for the PostgreSQL client.
  const { openPostgres } = await import("./postgres-driver.ts");
  return openPostgres(location, busyTimeoutMs);
}
