import type { SystemName } from "./system-name.ts";

/** One request and what the emulator made of it. Holds no secret: no credential header, no body, and secrets in an address are blanked. */
export interface JournalEntry {
  /** Counts from 1 and never skips, also when old entries have been dropped. */
  readonly seq: number;
  /** Epoch milliseconds by the emulator's clock. */
  readonly atMs: number;
  readonly system: SystemName;
  readonly method: string;
  /** Path and query as they arrived, secrets blanked. */
  readonly path: string;
  /** The status answered; 0 when a fault cut the connection instead. */
  readonly status: number;
  /** Who the request turned out to be from, if that was found out: a user or a consumer's name. */
  readonly principal?: string;
  /** Which rule decided, as `kinetic.api-key.company` or `prophet21.odata.scope`. */
  readonly rule: string;
  /** For a refusal: what would have been accepted instead. */
  readonly wouldAccept?: string;
  /** Things worth knowing that did not decide, as "header X-Company ignored". */
  readonly notes: readonly string[];
}

/** The writing side of the journal; stays inside the emulator. */
export interface JournalKeeper {
  readonly entries: readonly JournalEntry[];
  write(entry: Omit<JournalEntry, "seq">): void;
}

/** Keeps the last `limit` entries, so that an emulator left running for a week does not fill the memory. */
export function createJournal(limit: number): JournalKeeper {
  const entries: JournalEntry[] = [];
  let seq = 0;
  return {
    entries,
    write: (entry) => {
      seq += 1;
      entries.push(Object.freeze({ seq, ...entry }));
      if (entries.length > limit) entries.shift();
    },
  };
}
