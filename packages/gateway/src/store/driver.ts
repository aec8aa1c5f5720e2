export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

/** Runs statements. SQL is written once for both engines, with `?` for each parameter. */
export interface Session {
  query(sql: string, parameters?: readonly SqlValue[]): Promise<readonly Row[]>;
  /** @returns how many rows were changed */
  run(sql: string, parameters?: readonly SqlValue[]): Promise<number>;
}

/**
 * What a commit outlives. `process`: the death of this process (kill -9). `power`: a power cut too. SQLite pays a disk
 * flush for the second, on the thread that also forwards requests; PostgreSQL always gives the second.
 */
export type Durability = "process" | "power";

/** The few things in which SQLite and PostgreSQL differ. Everything above it is shared. */
export interface Driver extends Session, AsyncDisposable {
  readonly kind: "sqlite" | "postgres";
  readonly location: string;
  /** One writer at a time is guaranteed by SQLite only; shared code takes the row lock of `erpgate_meta` first. */
  transaction<T>(durability: Durability, work: (session: Session) => Promise<T>): Promise<T>;
  /** Keeps two processes from migrating at once; called first thing inside a transaction. */
  lockSchema(session: Session): Promise<void>;
  /** Expression for the time by the store's own clock, epoch milliseconds: the one clock that all replicas have in common. */
  readonly clock: string;
  /** Statement that, inside a transaction, wakes other processes on commit; undefined where they poll instead. */
  readonly announce: string | undefined;
  /** Calls `hint` whenever another process may have committed something. It may be called for nothing, and more often than needed. */
  watch(hint: () => void): Disposable;
}
