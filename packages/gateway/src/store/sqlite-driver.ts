import { closeSync, openSync } from "node:fs";
import { resolve } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Driver, Durability, Session } from "./driver.ts";
import { guarded, patiently } from "./sqlite-error.ts";
import { loadSqlite } from "./sqlite-module.ts";
import { StoreError } from "./store-error.ts";
import { createTurnstile } from "./turnstile.ts";

/** How often another process's commits are looked for: well inside the second that a change may take to be seen. */
const POLL_MS = 200;
/** How long SQLite itself may block the thread for a lock, before `patiently` lets the thread go on. */
const BLOCKING_MS = 5;

/** What every part of the driver needs. */
interface Handle {
  readonly database: DatabaseSync;
  readonly file: string;
  readonly busyTimeoutMs: number;
}

/** @throws StoreError `STORE_LOCATION_INVALID` when the file cannot be opened, `STORE_BUSY` when it stays locked */
export async function openSqlite(location: string, busyTimeoutMs: number): Promise<Driver> {
  const file = location === ":memory:" ? location : resolve(location);
  const handle: Handle = { database: openDatabase(file), file, busyTimeoutMs };
  try {
    // The switch wants the file for itself and, unlike a transaction, does not wait for it.
    await patiently(file, busyTimeoutMs, () => handle.database.exec("PRAGMA journal_mode = WAL"));
  } catch (error) {
    handle.database.close();
    throw error;
  }
  return createDriver(handle);
}

function openDatabase(file: string): DatabaseSync {
  try {
    // Created by us, because SQLite would let the group and the world read it. Its -wal and -shm files take the same mode.
    if (file !== ":memory:") closeSync(openSync(file, "a", 0o600));
    const { DatabaseSync } = loadSqlite();
    return new DatabaseSync(file, { timeout: BLOCKING_MS });
  } catch (error) {
    const next = "Check that its folder exists and that this user may write there.";
    throw new StoreError("STORE_LOCATION_INVALID", `The store ${file} cannot be opened. ${next}`, { cause: error });
  }
}

function createDriver(handle: Handle): Driver {
  const { database, file } = handle;
  // One connection, so a statement from outside must not fall between the statements of a transaction.
  const inTurn = createTurnstile();
  const session = createSession(handle);
  return {
    kind: "sqlite",
    location: file,
    clock: "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
    announce: undefined,
    query: (sql, parameters) => inTurn(() => session.query(sql, parameters)),
    run: (sql, parameters) => inTurn(() => session.run(sql, parameters)),
    transaction: (durability, work) => inTurn(() => transact(handle, durability, () => work(session))),
    lockSchema: () => Promise.resolve(), // BEGIN IMMEDIATE has locked out every other writer
    watch: (hint) => watchDataVersion(database, hint),
    [Symbol.asyncDispose]: () => inTurn(() => Promise.resolve(database.isOpen ? database.close() : undefined)),
  };
}

function createSession({ database, file, busyTimeoutMs }: Handle): Session {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    query: (sql, parameters = []) => patiently(file, busyTimeoutMs, () => prepared(sql).all(...parameters)),
    run: (sql, parameters = []) =>
      patiently(file, busyTimeoutMs, () => Number(prepared(sql).run(...parameters).changes)),
  };
}

async function transact<T>(handle: Handle, durability: Durability, work: () => Promise<T>): Promise<T> {
  const { database, file, busyTimeoutMs } = handle;
  // NORMAL hands each commit to the operating system, which kill -9 does not reach; FULL waits for the disk as well.
  guarded(file, () => database.exec(`PRAGMA synchronous = ${durability === "power" ? "FULL" : "NORMAL"}`));
  // IMMEDIATE takes the write lock at once: a transaction that reads first and writes later could find it gone and fail.
  await patiently(file, busyTimeoutMs, () => database.exec("BEGIN IMMEDIATE"));
  try {
    const result = await work();
    guarded(file, () => database.exec("COMMIT"));
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** `data_version` changes when another connection has committed; asking costs no disk access. */
function watchDataVersion(database: DatabaseSync, hint: () => void): Disposable {
  const statement = database.prepare("PRAGMA data_version");
  let seen: unknown;
  const timer = setInterval(() => {
    if (!database.isOpen) return clearInterval(timer);
    const current = dataVersion(statement);
    if (current === undefined || current !== seen) hint();
    seen = current;
  }, POLL_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** @returns undefined when it could not be asked for: then something may have changed */
function dataVersion(statement: StatementSync): unknown {
  try {
    return statement.get()?.["data_version"];
  } catch {
    return undefined;
  }
}
