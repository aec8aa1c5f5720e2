import type { SpanExporter } from "@opentelemetry/sdk-trace";
import type { GatewayLog } from "../event.ts";

/** A collector that is away for an hour is not worth a line for each batch. */
const QUIET_MS = 60_000;

/** Says once a minute at most that spans could not be sent. The library's own messages are not repeated: they may quote headers. */
export function reportingExporter(exporter: SpanExporter, log: GatewayLog): SpanExporter {
  let saidMs = -Infinity;
  let lost = 0;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error !== undefined) {
          lost += spans.length;
          if (performance.now() - saidMs >= QUIET_MS) {
            saidMs = performance.now();
            const message = `Spans could not be sent to the collector; ${lost} are lost since this was said last.`;
            log({ level: "warn", event: "tracing.lost", lost, message });
            lost = 0;
          }
        }
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}
