/** One step forward. Its number and name never change once released; a correction is a further step. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly statements: readonly string[];
}

/**
 * The tables, for SQLite and PostgreSQL alike: texts, 64-bit integers, and nothing that only one of them has.
 * Records are JSON text; what must be unique or looked for stands in a column of its own beside it.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: "consumers, signing keys, audit",
    statements: [
      "CREATE TABLE erpgate_meta (name TEXT PRIMARY KEY, value BIGINT NOT NULL)",
      "INSERT INTO erpgate_meta (name, value) VALUES ('version', 1)",
      `CREATE TABLE erpgate_consumers (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, revision BIGINT NOT NULL, revoked_at_ms BIGINT, record TEXT NOT NULL)`,
      "CREATE UNIQUE INDEX erpgate_consumers_live_name ON erpgate_consumers (name) WHERE revoked_at_ms IS NULL",
      `CREATE TABLE erpgate_consumer_subjects (
        issuer TEXT NOT NULL, value TEXT NOT NULL, consumer_id TEXT NOT NULL REFERENCES erpgate_consumers (id),
        PRIMARY KEY (issuer, value))`,
      `CREATE TABLE erpgate_signing_keys (
        id TEXT PRIMARY KEY, purpose TEXT NOT NULL, generation BIGINT NOT NULL, algorithm TEXT NOT NULL,
        sealed TEXT NOT NULL, created_at_ms BIGINT NOT NULL, UNIQUE (purpose, generation))`,
      `CREATE TABLE erpgate_audit (
        writer TEXT NOT NULL, seq BIGINT NOT NULL, at_ms BIGINT NOT NULL, entry_count BIGINT NOT NULL,
        previous_hash TEXT NOT NULL, hash TEXT NOT NULL, entries TEXT NOT NULL, PRIMARY KEY (writer, seq))`,
    ],
  },
  {
    version: 2,
    name: "leases: turns, seats, rates, tokens",
    statements: [
      "CREATE TABLE erpgate_turns (name TEXT PRIMARY KEY, count BIGINT NOT NULL)",
      `CREATE TABLE erpgate_seats (
        pool TEXT NOT NULL, holder TEXT NOT NULL, seats BIGINT NOT NULL, wanted BIGINT NOT NULL,
        waiting_since_ms BIGINT, expires_at_ms BIGINT NOT NULL, PRIMARY KEY (pool, holder))`,
      `CREATE TABLE erpgate_rates (
        rate TEXT NOT NULL, holder TEXT NOT NULL, share BIGINT NOT NULL, demand BIGINT NOT NULL,
        demand_until_ms BIGINT NOT NULL, expires_at_ms BIGINT NOT NULL, PRIMARY KEY (rate, holder))`,
      `CREATE TABLE erpgate_tokens (
        name TEXT PRIMARY KEY, fence BIGINT NOT NULL, held_until_ms BIGINT NOT NULL,
        token_fence BIGINT, sealed TEXT)`,
    ],
  },
  {
    version: 3,
    name: "audit by time",
    statements: ["CREATE INDEX erpgate_audit_at ON erpgate_audit (at_ms, writer, seq)"],
  },
];
