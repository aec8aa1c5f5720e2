import type { AuditEntry } from "../audit/audit-entry.ts";
import type { Exchange } from "../exchange.ts";
import type { PartObservation } from "./observation.ts";
import type { TraceContext } from "./trace-context.ts";

/** The span of one request. Nothing of its library shows here, so that nobody without traces loads it. */
export interface RequestSpan {
  /** Where the trace stands with it. */
  readonly context: TraceContext;
  /** A call to the ERP goes out: a span below, and the end of one before it. @returns where the trace stands with that */
  sending(exchange: Exchange): TraceContext;
  /** A call goes out inside of that one: a span below it, which has to be ended. @param number from 1 */
  sendingPart(exchange: Exchange, number: number, method: string): PartSpan;
  /** The ERP begins to answer. */
  answered(status: number): void;
  /** @param path as it may be shown */
  end(exchange: Exchange, entry: AuditEntry, path: string): void;
}

/** The span of a part. */
export interface PartSpan extends PartObservation {
  readonly context: TraceContext;
}

/** Makes spans and sends them away. Disposing sends what waits. */
export interface Tracing extends AsyncDisposable {
  /** @param parent where the caller's trace stands; undefined begins one */
  begin(exchange: Exchange, parent: TraceContext | undefined): RequestSpan;
}
