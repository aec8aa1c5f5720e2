import type { TracingConfig } from "../config/gateway-config.ts";
import type { GatewayLog } from "../event.ts";
import type { Tracing } from "./tracing.ts";

/** Whom a configuration with traces needs; nobody else has to install them. See decisions/traces-by-opentelemetry.md. */
const PACKAGES: readonly string[] = [
  "@opentelemetry/api",
  "@opentelemetry/exporter-trace-otlp-http",
  "@opentelemetry/resources",
  "@opentelemetry/sdk-trace",
];

/** What is missing for traces, as a fault of the configuration; undefined where nothing is. Loads nothing. */
export function tracingFault(
  config: TracingConfig | undefined,
  find: (name: string) => string = (name) => import.meta.resolve(name),
): string | undefined {
  if (config === undefined) return undefined;
  const missing = PACKAGES.filter((name) => !isFound(name, find));
  if (missing.length === 0) return undefined;
  return `gateway.tracing: traces need packages that are not installed. Run npm install ${missing.join(" ")} beside erpgate, or take gateway.tracing out.`;
}

function isFound(name: string, find: (name: string) => string): boolean {
  try {
    find(name);
    return true;
  } catch {
    return false;
  }
}

/** Loads OpenTelemetry. */
export async function openTracing(config: TracingConfig, log: GatewayLog): Promise<Tracing> {
  const { openOtelTracing } = await import("./otel-tracing.ts");
  return openOtelTracing(config, log);
}
