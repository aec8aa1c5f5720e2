/** One line of the audit trail: who asked for what, what was decided, and what came of it. Holds no secret and no query string. */
export interface AuditEntry {
  /** Epoch milliseconds at which the answer was decided. */
  readonly atMs: number;
  /** Name of the consumer; undefined when nobody could be made out. */
  readonly consumer: string | undefined;
  /** Name of the connection; undefined for the gateway's own addresses and for administrative changes. */
  readonly connection: string | undefined;
  /** `GET /path` without its query, or the name of an administrative act such as `consumer.add`. */
  readonly action: string;
  readonly decision: "allowed" | "refused" | "error";
  /** Why it was refused or failed, as a code; undefined when it was allowed. */
  readonly reason: string | undefined;
  /** HTTP status given to the caller; 0 for acts that are not HTTP. */
  readonly status: number;
  /** HTTP status the ERP answered; undefined when it was not asked or did not answer. */
  readonly upstreamStatus: number | undefined;
  readonly durationMs: number;
  readonly requestId: string;
  /** Who did an administrative act, as whoever it was is called on their computer or in their token. */
  readonly operator?: string;
}
