import { type Batch, BatchMalformed, type BatchPart, type BatchUnit, type PartAnswer } from "./batch.ts";

type Members = Readonly<Record<string, unknown>>;

/** Reads OData 4.01's form: `{ requests: [{ id, method, url, headers, body, atomicityGroup, dependsOn }] }`. @throws BatchMalformed naming the part */
export function readJsonBatch(text: string): Batch {
  const requests = membersOf(text)?.["requests"];
  if (!Array.isArray(requests) || requests.length === 0)
    throw new BatchMalformed('the batch is not a JSON object with a list "requests"');
  const units: BatchUnit[] = [];
  const ids = new Set<string>();
  for (const [at, request] of (requests as readonly unknown[]).entries()) {
    const { part, changeSet } = readRequest(request, `part ${at + 1}`);
    if (ids.has(part.id)) throw new BatchMalformed(`part ${at + 1} has the id of another`);
    ids.add(part.id);
    const known = changeSet === undefined ? -1 : units.findIndex((unit) => unit.changeSet === changeSet);
    const unit = units[known];
    if (unit === undefined) units.push({ changeSet, parts: [part] });
    else units[known] = { changeSet, parts: [...unit.parts, part] };
  }
  return { form: "json", units };
}

function readRequest(
  request: unknown,
  where: string,
): { readonly part: BatchPart & { readonly id: string }; readonly changeSet: string | undefined } {
  const { id, method, url, headers = {}, body, atomicityGroup, dependsOn = [] } = isMembers(request) ? request : {};
  if (!isName(id)) throw new BatchMalformed(`${where} has no id of letters, digits, dots and hyphens`);
  if (typeof method !== "string" || !/^[A-Za-z]{1,10}$/.test(method))
    throw new BatchMalformed(`${where} has no method`);
  if (typeof url !== "string" || !/^[\x21-\x7e]{1,8000}$/.test(url))
    throw new BatchMalformed(`${where} has no plain url`);
  if (atomicityGroup !== undefined && !isName(atomicityGroup))
    throw new BatchMalformed(`${where} has an atomicityGroup that is no name`);
  if (!Array.isArray(dependsOn) || !dependsOn.every(isName))
    throw new BatchMalformed(`${where} has a dependsOn that is no list of ids`);
  const part = {
    id,
    method: method.toUpperCase(),
    url,
    headers: readHeaders(headers, where),
    body: body === undefined || body === null ? "" : JSON.stringify(body),
    dependsOn,
  };
  return { part, changeSet: atomicityGroup };
}

function readHeaders(headers: unknown, where: string): ReadonlyMap<string, string> {
  const read = new Map<string, string>();
  for (const [name, value] of Object.entries(isMembers(headers) ? headers : { "": 0 })) {
    const known = name.toLowerCase();
    if (
      !/^[a-z0-9-]{1,64}$/.test(known) ||
      typeof value !== "string" ||
      !/^[\x20-\x7e]*$/.test(value) ||
      read.has(known)
    )
      throw new BatchMalformed(`${where} has headers that are no plain texts by name`);
    read.set(known, value);
  }
  return read;
}

/** Reads `{ responses: [{ id, status, headers, body }] }`. @throws BatchMalformed */
export function readJsonAnswers(text: string): readonly PartAnswer[] {
  const responses = membersOf(text)?.["responses"];
  if (!Array.isArray(responses)) throw new BatchMalformed("the answer has no list of responses");
  return (responses as readonly unknown[]).map((response) => {
    const { id, status, headers, body } = isMembers(response) ? response : {};
    if (!Number.isInteger(status) || typeof id !== "string")
      throw new BatchMalformed("the answer has a part without a status");
    const named = Object.entries(isMembers(headers) ? headers : {}).map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ]);
    return {
      id,
      status: Number(status),
      headers: named.flat(),
      body: body === undefined ? "" : JSON.stringify(body),
    };
  });
}

/** A text of headers and a JSON text as body become members again. */
export function jsonMembers({
  headers,
  body,
}: {
  readonly headers: readonly string[];
  readonly body: string;
}): Members {
  const named: Record<string, string> = {};
  for (let at = 0; at < headers.length; at += 2) named[headers[at] ?? ""] = headers[at + 1] ?? "";
  return { headers: named, ...(body === "" ? {} : { body: JSON.parse(body) as unknown }) };
}

function membersOf(text: string): Members | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return isMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isName = (value: unknown): value is string => typeof value === "string" && /^[\w.-]{1,60}$/.test(value);
