import type { LogConfig } from "../config/gateway-config.ts";
import type { Exchange } from "../exchange.ts";
import type { LineWriter } from "./line-writer.ts";
import type { Observation, Observer } from "./observation.ts";
import { requestLine } from "./request-line.ts";
import { ShownPaths } from "./shown-paths.ts";
import { readTrace } from "./trace-context.ts";

/** What requests are looked at for. */
export interface ObserverParts {
  /** Undefined: no line for each request. */
  readonly log: LogConfig | undefined;
  readonly lines: LineWriter;
}

/** @returns undefined where nobody wants to know, so that nothing is spent on it */
export function createObserver({ log, lines }: ObserverParts): Observer | undefined {
  if (log === undefined || log.requests === "off") return undefined;
  const paths = new ShownPaths();
  return {
    begin({ startedMs }, headers) {
      const traceId = readTrace(headers.passing)?.traceId;
      const times = new Times(startedMs);
      const observation: Observation = {
        sending: () => times.sending(),
        answered: () => times.answered(),
        end(exchange, entry) {
          if (!isWanted(exchange, log.requests)) return;
          const known = { path: paths.of(exchange), traceId, waitedMs: times.waitedMs, upstreamMs: times.upstreamMs };
          lines.push(log.to, requestLine(exchange, entry, known));
        },
      };
      return observation;
    },
  };
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

/** When a request was where, by the monotonic clock. */
class Times {
  readonly #startedMs: number;
  #sentMs: number | undefined;
  waitedMs: number | undefined;
  upstreamMs: number | undefined;

  constructor(startedMs: number) {
    this.#startedMs = startedMs;
  }

  sending(): void {
    this.#sentMs = performance.now();
    this.waitedMs ??= this.#sentMs - this.#startedMs;
    this.upstreamMs = undefined;
  }

  answered(): void {
    if (this.#sentMs !== undefined) this.upstreamMs = performance.now() - this.#sentMs;
  }
}
