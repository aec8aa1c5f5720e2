import type { AuditEntry } from "../audit/audit-entry.ts";
import type { LogConfig } from "../config/gateway-config.ts";
import type { Exchange } from "../exchange.ts";
import type { RequestHeaders } from "../forward/request-headers.ts";
import type { LineWriter } from "./line-writer.ts";
import type { Observation, Observer, PartObservation } from "./observation.ts";
import { requestLine } from "./request-line.ts";
import { ShownPaths } from "./shown-paths.ts";
import { readTrace, setHeader, takeTrace, writeTraceparent } from "./trace-context.ts";
import type { RequestSpan, Tracing } from "./tracing.ts";

/** What requests are looked at for. */
export interface ObserverParts {
  /** Undefined: no line for each request. */
  readonly log: LogConfig | undefined;
  readonly lines: LineWriter;
  /** Undefined: no traces are made. */
  readonly tracing: Tracing | undefined;
}

/** @returns undefined where nobody wants to know, so that nothing is spent on it */
export function createObserver(parts: ObserverParts): Observer | undefined {
  const { log, tracing } = parts;
  const logs = log !== undefined && log.requests !== "off";
  if (!logs && tracing === undefined) return undefined;
  const paths = new ShownPaths();
  return { begin: (exchange, headers) => new RequestObservation(parts, paths, exchange, headers) };
}

class RequestObservation implements Observation {
  readonly #parts: ObserverParts;
  readonly #paths: ShownPaths;
  readonly #exchange: Exchange;
  readonly #span: RequestSpan | undefined;
  readonly #traceId: string | undefined;
  /** Of the monotonic clock. */
  #sentMs: number | undefined;
  #waitedMs: number | undefined;
  #upstreamMs: number | undefined;

  constructor(parts: ObserverParts, paths: ShownPaths, exchange: Exchange, { passing }: RequestHeaders) {
    this.#parts = parts;
    this.#paths = paths;
    this.#exchange = exchange;
    this.#span = parts.tracing?.begin(exchange, takeTrace(passing));
    // Whatever is sent to the ERP on the request's behalf belongs to its trace; a call of its own says so more exactly.
    if (this.#span !== undefined) setHeader(passing, "traceparent", writeTraceparent(this.#span.context));
    this.#traceId = this.#span === undefined ? readTrace(passing)?.traceId : this.#span.context.traceId;
  }

  sending(headers: string[]): void {
    this.#sentMs = performance.now();
    this.#waitedMs ??= this.#sentMs - this.#exchange.startedMs;
    this.#upstreamMs = undefined;
    if (this.#span !== undefined)
      setHeader(headers, "traceparent", writeTraceparent(this.#span.sending(this.#exchange)));
  }

  sendingPart(number: number, method: string, headers: string[]): PartObservation | undefined {
    const part = this.#span?.sendingPart(this.#exchange, number, method);
    if (part !== undefined) setHeader(headers, "traceparent", writeTraceparent(part.context));
    return part;
  }

  answered(status: number): void {
    if (this.#sentMs !== undefined) this.#upstreamMs = performance.now() - this.#sentMs;
    this.#span?.answered(status);
  }

  end(exchange: Exchange, entry: AuditEntry): void {
    const { log, lines } = this.#parts;
    const isLogged = log !== undefined && isWanted(exchange, log.requests);
    if (!isLogged && this.#span === undefined) return;
    const path = this.#paths.of(exchange);
    this.#span?.end(exchange, entry, path);
    if (!isLogged) return;
    const times = { waitedMs: this.#waitedMs, upstreamMs: this.#upstreamMs };
    lines.push(log.to, requestLine(exchange, entry, { ...times, path, traceId: this.#traceId }));
  }
}

function isWanted(exchange: Exchange, wanted: LogConfig["requests"]): boolean {
  switch (wanted) {
    case "off":
      return false;
    case "failed":
      return exchange.outcome === "error";
    case "refused":
      return exchange.reason !== undefined || exchange.note !== undefined;
    case "all":
      return true;
  }
}
