import type { ConnectionMetrics } from "./connection-metrics.ts";

/** A value that is read when metrics are asked for. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  /** One value, or one for each connection. */
  readonly value: number | ReadonlyMap<string, number>;
}

/** All metrics in Prometheus' text form (version 0.0.4). */
export function printMetrics(connections: ReadonlyMap<string, ConnectionMetrics>, gauges: readonly Gauge[]): string {
  const printed = [...connections].map(([name, metrics]) => metrics.print(name));
  const families = [
    family(
      "erpgate_requests_total",
      "counter",
      "Requests by connection, outcome and status class.",
      printed.flatMap((lines) => lines.requests),
    ),
    family(
      "erpgate_refusals_total",
      "counter",
      "Requests that were not simply answered by the ERP, by reason.",
      printed.flatMap((lines) => lines.reasons),
    ),
    family(
      "erpgate_request_duration_seconds",
      "histogram",
      "Time from request to the end of the answer.",
      printed.flatMap((lines) => lines.durations),
    ),
    ...gauges.map(({ name, help, value }) => family(name, "gauge", help, gaugeLines(name, value))),
  ];
  return `${families.flat().join("\n")}\n`;
}

function gaugeLines(name: string, value: Gauge["value"]): readonly string[] {
  if (typeof value === "number") return [`${name} ${value}`];
  return [...value].map(([connection, each]) => `${name}{connection="${connection}"} ${each}`);
}

function family(
  name: string,
  type: "counter" | "gauge" | "histogram",
  help: string,
  lines: readonly string[],
): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines];
}
