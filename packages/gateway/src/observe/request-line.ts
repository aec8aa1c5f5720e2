import type { AuditEntry } from "../audit/audit-entry.ts";
import type { GatewayEvent } from "../event.ts";
import type { Exchange } from "../exchange.ts";

/** What only an observed request knows. Durations in milliseconds. */
export interface ObservedTimes {
  /** Before the call went out to the ERP: checks, the queue for a seat, a login that had to be fetched. */
  readonly waitedMs: number | undefined;
  /** From then on until the ERP began to answer. */
  readonly upstreamMs: number | undefined;
}

/** How a log line names what became of a request, and how loud it says so. */
export function requestOutcome(exchange: Exchange): Pick<GatewayEvent, "level" | "event"> {
  if (exchange.outcome === "error") return { level: "error", event: "request.failed" };
  if (exchange.reason !== undefined) return { level: "info", event: "request.refused" };
  return { level: "info", event: exchange.note === undefined ? "request.served" : "request.erp-refused" };
}

/** One line for one request: who, what, what was decided, what came of it and how long it took. What is undefined is not in it. */
export function requestLine(
  exchange: Exchange,
  entry: AuditEntry,
  known: ObservedTimes & { readonly path: string; readonly traceId: string | undefined },
): string {
  return JSON.stringify({
    time: new Date(entry.atMs).toISOString(),
    ...requestOutcome(exchange),
    requestId: entry.requestId,
    traceId: known.traceId,
    consumer: entry.consumer,
    consumerId: exchange.consumer?.id,
    credential: exchange.credential,
    connection: entry.connection,
    method: exchange.method,
    path: known.path,
    decision: entry.decision,
    reason: entry.reason,
    finding: exchange.finding,
    note: exchange.note,
    status: entry.status,
    upstreamStatus: entry.upstreamStatus,
    durationMs: rounded(entry.durationMs),
    waitedMs: rounded(known.waitedMs),
    upstreamMs: rounded(known.upstreamMs),
  });
}

/** To the microsecond. */
function rounded(durationMs: number | undefined): number | undefined {
  return durationMs === undefined ? undefined : Math.round(durationMs * 1000) / 1000;
}
