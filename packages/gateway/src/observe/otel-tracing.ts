import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { TracingConfig } from "../config/gateway-config.ts";
import type { GatewayLog } from "../event.ts";
import type { Exchange } from "../exchange.ts";
import { METHODS } from "../methods.ts";
import { reportingExporter } from "./reporting-exporter.ts";
import type { TraceContext } from "./trace-context.ts";
import type { PartSpan, RequestSpan, Tracing } from "./tracing.ts";

// What a collector that does not answer may hold up at the end.
const EXPORT_TIMEOUT_MS = 5000;
/** Attributes say what OpenTelemetry's conventions for HTTP call it, and are bounded twice: in number here, in length by this. */
const SPAN_LIMITS = { attributeValueLengthLimit: 512, attributeCountLimit: 24, eventCountLimit: 0, linkCountLimit: 0 };

/** Opens the way to a collector. Loaded where traces are configured, and nowhere else. */
export function openOtelTracing(config: TracingConfig, log: GatewayLog): Tracing {
  const { url, headers, serviceName, sampleRatio } = config;
  const exporter = new OTLPTraceExporter({
    ...(url === undefined ? {} : { url }),
    headers: { ...headers },
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": serviceName }),
    // A caller that keeps its trace has the gateway's part of it kept, and one that does not has not.
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }),
    spanLimits: SPAN_LIMITS,
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: reportingExporter(exporter, log),
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  });
  const tracer = provider.getTracer("erpgate");
  return {
    begin: (exchange, parent) => beginSpan(tracer, exchange, parent),
    async [Symbol.asyncDispose]() {
      await provider.shutdown().catch(() => undefined); // what could not be sent was reported
    },
  };
}

function beginSpan(tracer: Tracer, exchange: Exchange, parent: TraceContext | undefined): RequestSpan {
  const method = METHODS.has(exchange.method) ? exchange.method : "HTTP";
  const span = tracer.startSpan(method, { kind: SpanKind.SERVER }, parent === undefined ? ROOT_CONTEXT : below(parent));
  let call: Span | undefined;
  let calls = 0;
  return {
    context: contextOf(span),
    sending({ mount }) {
      call?.end();
      const attributes = callAttributes(method, mount?.origin, calls++);
      call = tracer.startSpan(method, { kind: SpanKind.CLIENT, attributes }, trace.setSpan(ROOT_CONTEXT, span));
      return contextOf(call);
    },
    sendingPart({ mount }, number, partMethod) {
      const attributes = { ...callAttributes(partMethod, mount?.origin, 0), "erpgate.batch.part": number };
      const above = trace.setSpan(ROOT_CONTEXT, call ?? span);
      return partSpan(tracer.startSpan(partMethod, { kind: SpanKind.CLIENT, attributes }, above));
    },
    answered(status) {
      call?.setAttribute("http.response.status_code", status);
    },
    end(ended, entry, path) {
      if (call !== undefined) endCall(call, ended, entry);
      if (span.isRecording()) describe(span, method, ended, entry, path);
      span.end();
    },
  };
}

function partSpan(part: Span): PartSpan {
  let hasEnded = false;
  return {
    context: contextOf(part),
    end(status) {
      if (hasEnded) return;
      hasEnded = true;
      if (status !== undefined) part.setAttribute("http.response.status_code", status);
      if (status === undefined || status >= 400) part.setStatus({ code: SpanStatusCode.ERROR });
      part.end();
    },
  };
}

function below({ traceId, spanId, sampled }: TraceContext): Context {
  const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

function contextOf(span: Span): TraceContext {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return { traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 };
}

function callAttributes(method: string, origin: string | undefined, before: number): Attributes {
  const { hostname, port, protocol } = new URL(origin ?? "http://unknown");
  return {
    "http.request.method": method,
    "server.address": hostname,
    "server.port": Number(port === "" ? (protocol === "https:" ? 443 : 80) : port),
    ...(before === 0 ? {} : { "http.request.resend_count": before }),
  };
}

function endCall(call: Span, exchange: Exchange, { upstreamStatus, reason }: AuditEntry): void {
  const failed = exchange.outcome === "error" ? reason : undefined;
  if (failed !== undefined) call.setAttribute("error.type", failed);
  if (failed !== undefined || (upstreamStatus ?? 0) >= 400) call.setStatus({ code: SpanStatusCode.ERROR });
  call.end();
}

function describe(span: Span, method: string, exchange: Exchange, entry: AuditEntry, path: string): void {
  const { connection } = entry;
  if (connection !== undefined) span.updateName(`${method} /${connection}`);
  span.setAttributes({
    "http.request.method": METHODS.has(exchange.method) ? method : "_OTHER",
    "http.response.status_code": entry.status,
    "url.path": path,
    "url.scheme": "encrypted" in exchange.request.socket ? "https" : "http",
    "erpgate.request": entry.requestId,
    "erpgate.decision": entry.decision,
    ...known("erpgate.connection", connection),
    ...known("erpgate.consumer", entry.consumer),
    ...known("erpgate.consumer.id", exchange.consumer?.id),
    ...known("erpgate.credential", exchange.credential),
    ...known("erpgate.reason", entry.reason),
    ...known("erpgate.finding", exchange.finding),
  });
  // A refusal is the caller's affair: the conventions keep the word error of a server for what went wrong in it.
  if (exchange.outcome !== "error" && entry.status < 500) return;
  span.setAttribute("error.type", entry.reason ?? String(entry.status));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

const known = (name: string, value: string | undefined): Attributes => (value === undefined ? {} : { [name]: value });
