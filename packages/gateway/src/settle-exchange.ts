import type { GatewayLog } from "./event.ts";
import type { Exchange } from "./exchange.ts";
import type { FrontParts } from "./front-parts.ts";
import { requestOutcome } from "./observe/request-line.ts";

/** Once per request, when its answer has gone out or its caller has: counts it, writes its audit row, logs what was not simply served. */
export function settleExchange(exchange: Exchange, parts: FrontParts): void {
  const { response } = exchange;
  if (!response.writableFinished) {
    exchange.reason ??= "caller.gone";
    exchange.call?.hangUp();
  }
  if (exchange.isElsewhere) return;
  exchange.seat?.release();
  if (exchange.upstreamStatus === undefined) exchange.tries?.untold();
  if (exchange.memo !== undefined) {
    if (exchange.wasSent) exchange.memo.fail(exchange.reason);
    else exchange.memo.forget();
  }
  const { reason } = exchange;
  const status = reason === "caller.gone" ? 499 : response.statusCode;
  const durationMs = performance.now() - exchange.startedMs;
  (exchange.mount?.metrics ?? parts.ownMetrics).count(exchange.outcome, status, reason, durationMs);
  const entry = exchange.auditEntry(parts.now(), status, durationMs);
  parts.audit.record(entry);
  exchange.observation?.end(exchange, entry);
  // What the ERP refused is passed on as it says it; why, the operator is told.
  if (reason !== undefined || exchange.note !== undefined) parts.tellRefusal?.(requestEvent(exchange, entry));
}

function requestEvent(exchange: Exchange, entry: ReturnType<Exchange["auditEntry"]>): Parameters<GatewayLog>[0] {
  return {
    ...requestOutcome(exchange),
    message: `${entry.action} → ${entry.status} ${entry.reason ?? ""}`,
    ...entry,
    ...(exchange.note === undefined ? {} : { note: exchange.note }),
    ...(exchange.finding === undefined ? {} : { finding: exchange.finding }),
  };
}
