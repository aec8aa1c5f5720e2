/** A link of one writer's hash chain: some entries, committed together. */
export interface AuditBatch {
  /** Names the chain; each process that writes has one of its own. */
  readonly writer: string;
  /** Place in the chain: 1, 2, 3 … without a gap. */
  readonly seq: number;
  /** `atMs` of the first entry. */
  readonly atMs: number;
  /** How many entries `entries` holds. */
  readonly count: number;
  /** Hash of the batch before; empty for the first. */
  readonly previousHash: string;
  /** SHA-256 in hex over the five members above and `entries`, see `hashBatch`. */
  readonly hash: string;
  /** The entries as the text that was hashed; `decodeEntries` reads it. */
  readonly entries: string;
}
