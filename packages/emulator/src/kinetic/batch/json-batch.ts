import { isObject, readJsonObject, type JsonObject } from "../../http/json-object.ts";
import type { AnsweredPart, BatchPart, ReadBatch } from "./batch-part.ts";

/** Reads `{"requests":[{"id","method","url","headers","body","dependsOn"}]}`, OData 4.01's form. */
export function readJsonBatch(body: string): ReadBatch {
  const requests = readJsonObject(body)?.["requests"];
  if (!Array.isArray(requests)) return { fault: 'the body is not a JSON object with a list "requests"' };
  const parts = requests.map((request: unknown) => (isObject(request) ? readRequest(request) : undefined));
  const broken = parts.indexOf(undefined);
  if (broken !== -1) return { fault: `part ${broken + 1} has no id, method or url` };
  return { parts: parts.filter((part) => part !== undefined) };
}

function readRequest(request: JsonObject): BatchPart | undefined {
  const { id, method, url, headers, body, dependsOn } = request;
  if (typeof id !== "string" || typeof method !== "string" || typeof url !== "string") return undefined;
  const names = isObject(headers) ? Object.entries(headers) : [];
  return {
    id,
    method: method.toUpperCase(),
    url,
    headers: Object.fromEntries(names.map(([name, value]) => [name.toLowerCase(), String(value)])),
    body: body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body),
    group: undefined,
    dependsOn: Array.isArray(dependsOn) ? dependsOn.filter((each) => typeof each === "string") : [],
  };
}

/** `{"responses":[{"id","status","headers","body"}]}`. */
export function jsonBatchAnswer(answered: readonly AnsweredPart[]): Readonly<Record<string, unknown>> {
  const responses = answered.map(({ part, answer: { status, headers, body } }) => ({
    id: part.id,
    status,
    headers,
    ...(body === "" ? {} : { body: readJsonObject(body) ?? body }),
  }));
  return { responses };
}
