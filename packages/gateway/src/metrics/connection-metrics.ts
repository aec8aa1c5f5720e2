import type { Reason } from "../reason.ts";
import { Histogram } from "./histogram.ts";

/** What became of a request. */
export type Outcome = "allowed" | "refused" | "error" | "aborted";

const OUTCOMES: readonly Outcome[] = ["allowed", "refused", "error", "aborted"];
const STATUS_CLASSES = 6;

/**
 * Counts for one connection. Labels come from closed sets alone (the configured connections, outcomes, status classes,
 * reasons), never from a request: a caller cannot make the metrics grow.
 */
export class ConnectionMetrics {
  readonly #counts: number[] = Array.from({ length: OUTCOMES.length * STATUS_CLASSES }, () => 0);
  readonly #reasons = new Map<Reason, number>();
  readonly #durations = new Histogram();

  count(outcome: Outcome, status: number, reason: Reason | undefined, durationMs: number): void {
    const at = OUTCOMES.indexOf(outcome) * STATUS_CLASSES + Math.min(STATUS_CLASSES - 1, Math.floor(status / 100));
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    if (reason !== undefined) this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
    this.#durations.observe(durationMs);
  }

  /** Lines in Prometheus' text form, by metric. */
  print(connection: string): {
    readonly requests: readonly string[];
    readonly reasons: readonly string[];
    readonly durations: readonly string[];
  } {
    const label = `connection="${connection}"`;
    const requests = this.#counts.flatMap((count, at) => {
      const outcome = OUTCOMES[Math.floor(at / STATUS_CLASSES)];
      return count === 0
        ? []
        : [`erpgate_requests_total{${label},outcome="${outcome}",status="${at % STATUS_CLASSES}xx"} ${count}`];
    });
    const reasons = [...this.#reasons].map(
      ([reason, count]) => `erpgate_refusals_total{${label},reason="${reason}"} ${count}`,
    );
    return { requests, reasons, durations: this.#durations.print("erpgate_request_duration_seconds", label) };
  }
}
