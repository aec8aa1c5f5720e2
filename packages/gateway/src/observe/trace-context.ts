/** Where a call stands in a trace: W3C Trace Context, of which `traceparent` is read and written and `tracestate` passes. */
export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits: the step that is under way. */
  readonly spanId: string;
  /** Whether the one before keeps this trace. */
  readonly sampled: boolean;
}

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** @returns undefined for a `traceparent` that is none, which the standard has everybody treat as missing */
export function parseTraceparent(value: string): TraceContext | undefined {
  const [, version = "", traceId = "", spanId = "", flags = "", more] = FORM.exec(value) ?? [];
  // A later version may say more; this one may not, and ff is none.
  if (version === "" || version === "ff" || (version === "00" && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function writeTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;
}

/** @param headers names and values in turn @returns undefined also where two are there, which the standard calls none */
export function readTrace(headers: readonly string[]): TraceContext | undefined {
  const found = valuesOf(headers, "traceparent");
  return found.length === 1 ? parseTraceparent(found[0] ?? "") : undefined;
}

/** Takes the caller's `traceparent` out of what is sent on; without a good one, `tracestate` as well, which then says nothing. */
export function takeTrace(headers: string[]): TraceContext | undefined {
  const trace = readTrace(headers);
  dropHeader(headers, "traceparent");
  if (trace === undefined) dropHeader(headers, "tracestate");
  return trace;
}

/** Those of the headers that speak of a trace, their names in small letters; none where it is not a good one. */
export function headersOfTrace(headers: readonly string[]): string[] {
  const trace = readTrace(headers);
  if (trace === undefined) return [];
  const states = valuesOf(headers, "tracestate").flatMap((state) => ["tracestate", state]);
  return ["traceparent", writeTraceparent(trace), ...states];
}

/** Sets a header of a list that does not have it more than once. */
export function setHeader(headers: string[], name: string, value: string): void {
  const at = headers.findIndex((given, index) => index % 2 === 0 && given === name);
  if (at < 0) headers.push(name, value);
  else headers[at + 1] = value;
}

const isNamed = (given: string | undefined, name: string): boolean =>
  given?.length === name.length && given.toLowerCase() === name;

function valuesOf(headers: readonly string[], name: string): readonly string[] {
  return headers.filter((_, at) => at % 2 === 1 && isNamed(headers[at - 1], name));
}

function dropHeader(headers: string[], name: string): void {
  for (let at = headers.length - 2; at >= 0; at -= 2) if (isNamed(headers[at], name)) headers.splice(at, 2);
}
