import type { BatchPart, PartAnswer, PartAnswers } from "./batch-types.ts";

/** Writes a batch as OData 4.01's JSON: `{ requests: [{ id, method, url, headers, body }] }`. */
export function writeJsonBatch(parts: readonly BatchPart[]): string {
  const requests = parts.map(({ id, method, target, headers, body, changeSet, dependsOn }) => ({
    id,
    method,
    url: target,
    headers,
    ...(body === undefined ? {} : { body: JSON.parse(body) as unknown }),
    ...(changeSet === undefined ? {} : { atomicityGroup: changeSet }),
    ...(dependsOn.length === 0 ? {} : { dependsOn }),
  }));
  return JSON.stringify({ requests });
}

/** Reads `{ responses: [{ id, status, headers, body }] }`; undefined where it is something else. */
export function readJsonBatch(text: string): PartAnswers | undefined {
  try {
    const { responses } = JSON.parse(text) as { readonly responses?: readonly Response[] };
    if (!Array.isArray(responses)) return undefined;
    return new Map((responses as readonly Response[]).map((one) => [String(one.id), answerOf(one)]));
  } catch {
    return undefined;
  }
}

interface Response {
  readonly id?: unknown;
  readonly status?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

function answerOf({ status, headers = {}, body }: Response): PartAnswer {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  const text = typeof body === "string" ? body : body === undefined || body === null ? "" : JSON.stringify(body);
  return { status: Number(status), headers: Object.fromEntries(named) as Record<string, string>, body: text };
}
