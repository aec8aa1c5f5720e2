import type { AuditEntry } from "../audit/audit-entry.ts";

/** The audit entry of an administrative act. Nothing about keys or scopes: who and what is enough. */
export function administrationEntry(
  act: string,
  consumer: string,
  atMs: number,
  requestId: string,
  operator: string | undefined,
): AuditEntry {
  const noCall = { connection: undefined, reason: undefined, upstreamStatus: undefined, status: 0, durationMs: 0 };
  return {
    ...noCall,
    atMs,
    consumer,
    action: act,
    decision: "allowed",
    requestId,
    ...(operator === undefined ? {} : { operator }),
  };
}
