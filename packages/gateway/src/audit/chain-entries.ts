import type { AuditEntry } from "./audit-entry.ts";

export const CHAIN_OPENED = "audit.open";
export const CHAIN_CLOSED = "audit.close";

/** First entry of a chain; names its writer. */
export function chainOpened(writer: string, atMs: number): AuditEntry {
  return chainEntry(CHAIN_OPENED, writer, atMs);
}

/** Last entry of a chain; a chain without it was cut off, or its writer still lives, or was killed. */
export function chainClosed(writer: string, atMs: number): AuditEntry {
  return chainEntry(CHAIN_CLOSED, writer, atMs);
}

/** Says how many entries found no room while the store took none, so that the gap is on record. */
export function entriesLost(writer: string, count: number, atMs: number): AuditEntry {
  return { ...chainEntry("audit.lost", writer, atMs), decision: "error", reason: `${count} entries` };
}

function chainEntry(action: string, writer: string, atMs: number): AuditEntry {
  const nobody = { consumer: undefined, connection: undefined, reason: undefined, upstreamStatus: undefined };
  return { ...nobody, atMs, action, decision: "allowed", status: 0, durationMs: 0, requestId: writer };
}
