import { Client, type ClientConfig, Pool, type QueryResult } from "pg";
import type { Driver, Row, Session, SqlValue } from "./driver.ts";
import { describePostgresError } from "./postgres-error.ts";
import { printPostgresLocation } from "./postgres-location.ts";
import { listen } from "./postgres-listen.ts";
import { StoreError } from "./store-error.ts";

/** Any fixed number: it only has to be the same in every erpgate, and nobody else's. */
const SCHEMA_LOCK = 4_711_062_019;
/** Consumer changes are rare and audit batches come one at a time. */
const MOST_CONNECTIONS = 4;

type Queryable = Pick<Pool, "query">;

/** @throws StoreError `STORE_LOCATION_INVALID`, `STORE_UNREACHABLE` */
export async function openPostgres(location: string, timeoutMs: number): Promise<Driver> {
  const shown = printPostgresLocation(location);
  const config = {
    connectionString: location,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    keepAlive: true,
  };
  const pool = new Pool({ ...config, max: MOST_CONNECTIONS, application_name: "erpgate" });
  // A connection that dies is replaced at the next call, which reports it if it cannot be. Without a listener the error would
  // end the process: the pool listens while one is idle, nobody while a transaction is between two statements.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const session = createSession(pool, pool, shown);
  try {
    const announce = (await canNotify(session)) ? "SELECT pg_notify('erpgate_change', '')" : undefined;
    return createDriver(pool, session, { shown, announce, config });
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** An engine that only speaks PostgreSQL's protocol may lack it, and then every change would fail. */
async function canNotify(session: Session): Promise<boolean> {
  return (await session.query("SELECT 1 AS found FROM pg_catalog.pg_proc WHERE proname = 'pg_notify'")).length > 0;
}

function createDriver(
  pool: Pool,
  session: Session,
  { shown, announce, config }: { shown: string; announce: string | undefined; config: ClientConfig },
): Driver {
  return {
    kind: "postgres",
    location: shown,
    // Not now(), which stands still within a transaction, however long it waited for its turn.
    clock: "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
    announce,
    ...session,
    transaction: (_durability, work) => transact(pool, shown, work),
    lockSchema: async (locked) => void (await locked.query("SELECT pg_advisory_xact_lock(?)", [SCHEMA_LOCK])),
    watch: (hint) => listen(() => new Client(config), announce !== undefined, hint),
    [Symbol.asyncDispose]: () => (pool.ending ? Promise.resolve() : pool.end()),
  };
}

async function transact<T>(pool: Pool, shown: string, work: (session: Session) => Promise<T>): Promise<T> {
  requireOpen(pool, shown);
  const client = await pool.connect().catch((error: unknown) => {
    throw describePostgresError(error, shown);
  });
  const session = createSession(client, pool, shown);
  try {
    await session.run("BEGIN");
    const result = await work(session);
    await session.run("COMMIT");
    client.release();
    return result;
  } catch (error) {
    // Where even the rollback fails the connection is broken, and must not go back into the pool.
    const broken = await session.run("ROLLBACK").then(
      () => false,
      () => true,
    );
    client.release(broken);
    throw error;
  }
}

function createSession(target: Queryable, pool: Pool, shown: string): Session {
  async function ask(sql: string, parameters: readonly SqlValue[]): Promise<QueryResult<Record<string, unknown>>> {
    if (target === pool) requireOpen(pool, shown);
    try {
      return await target.query<Record<string, unknown>>(numbered(sql), [...parameters]);
    } catch (error) {
      throw describePostgresError(error, shown);
    }
  }
  return {
    query: async (sql, parameters = []): Promise<readonly Row[]> => (await ask(sql, parameters)).rows,
    run: async (sql, parameters = []) => (await ask(sql, parameters)).rowCount ?? 0,
  };
}

function requireOpen(pool: Pool, shown: string): void {
  if (pool.ending) throw new StoreError("STORE_CLOSED", `The store ${shown} is closed.`);
}

/** `?` becomes `$1`, `$2` …; no statement of ours holds a question mark otherwise. */
function numbered(sql: string): string {
  let count = 0;
  return sql.replaceAll("?", () => `$${(count += 1)}`);
}
