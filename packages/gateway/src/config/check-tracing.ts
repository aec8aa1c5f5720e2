import { at, type Field, isSection, readRatio, readText } from "./fields.ts";
import type { TracingConfig } from "./gateway-config.ts";

/** Checks `gateway.tracing`. Absent: no traces are made; what callers send of theirs goes on to the ERP. */
export function checkTracing(field: Field): TracingConfig | undefined {
  if (field.value === undefined || !isSection(field, ["url", "headers", "serviceName", "sampleRatio"]))
    return undefined;
  return {
    url: checkUrl(at(field, "url")),
    headers: checkHeaders(at(field, "headers")),
    serviceName: readText(
      at(field, "serviceName"),
      "erpgate",
      "Name the service as it is to be found, as erpgate-live.",
    ),
    sampleRatio: readRatio(at(field, "sampleRatio"), 1),
  };
}

function checkUrl(field: Field): string | undefined {
  if (field.value === undefined) return undefined;
  const fix = "Write the collector's whole address, as http://127.0.0.1:4318/v1/traces.";
  const text = readText(field, undefined, fix);
  const url = URL.parse(text);
  if (text !== "" && (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== ""))
    field.report(field.path, "is not an http(s) address without a user", fix);
  return text;
}

function checkHeaders(field: Field): Readonly<Record<string, string>> {
  const { value, path, report } = field;
  if (value === undefined) return {};
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  const pairs = isMap ? Object.entries(value) : [];
  const good = pairs.filter(
    ([name, text]) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && typeof text === "string" && !/[\r\n\0]/.test(text),
  );
  if (!isMap || good.length < pairs.length)
    report(path, "must be a section with a text for each header", 'Write authorization: "${env:COLLECTOR_KEY}".');
  return Object.fromEntries(good);
}
