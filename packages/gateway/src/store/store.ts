import type { AuditBatch } from "../audit/audit-batch.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { ConsumerRecord } from "../consumers/consumer.ts";
import type { SealedKey } from "../keys/sealed-key.ts";
import type { RateShares } from "./rate-shares.ts";
import type { SeatLeases } from "./seat-leases.ts";
import type { TokenLeases } from "./token-leases.ts";

/** Where the gateway keeps what must outlive a process. The same tables and the same code stand above both engines. */
export interface Store extends AsyncDisposable {
  readonly kind: "sqlite" | "postgres";
  /** For people: a file path, or an address without its password. */
  readonly location: string;
  /** Every consumer, revoked ones included. */
  consumers(): Promise<readonly ConsumerRecord[]>;
  /**
   * Inserts a consumer (`revision` 0) or replaces the one that was read at `record.revision`. The change and its audit
   * entry are one transaction, and it is on the disk when this resolves.
   * @returns the record as stored, with its new revision
   * @throws StoreError `CONSUMER_CONFLICT` when somebody else changed it since, `CONSUMER_NAME_TAKEN`, `SUBJECT_TAKEN`
   */
  putConsumer(record: ConsumerRecord, audit: AuditEntry): Promise<ConsumerRecord>;
  /** Grows with every consumer or key change by any process. */
  version(): Promise<number>;
  /** Calls `listener` within a second of a change by any process, and once soon after it was added. */
  onChange(listener: () => void): Disposable;
  signingKeys(): Promise<readonly SealedKey[]>;
  /** @returns false when that purpose and generation already has a key: somebody else won, and theirs stays. The audit entry is written with the key. */
  putSigningKey(key: SealedKey, audit?: AuditEntry): Promise<boolean>;
  /** Commits one batch. Once resolved it survives the death of this process. Repeating a batch is harmless. */
  appendAudit(batch: AuditBatch): Promise<void>;
  /** Batches by writer and, within a writer, in chain order. */
  auditBatches(from?: AuditPosition): AsyncIterable<AuditBatch>;
  /** Batches of all writers, the latest first: those before this one, or the last. At most so many. */
  auditBefore(before: AuditMoment | undefined, most: number): Promise<readonly AuditBatch[]>;
  /** ERP seats that processes and replicas share. */
  readonly seats: SeatLeases;
  /** Consumers' rates, divided among processes and replicas. */
  readonly rates: RateShares;
  /** The ERPs' tokens, one for all processes and replicas. */
  readonly tokens: TokenLeases;
  /** Resolves when the store answers; for readiness. */
  ping(): Promise<void>;
}

/** Where to begin reading: after this batch of this writer. */
export interface AuditPosition {
  readonly writer: string;
  readonly seq: number;
}

/** A batch by its time; writer and number tell those of one moment apart. */
export interface AuditMoment extends AuditPosition {
  /** Epoch milliseconds. */
  readonly atMs: number;
}
