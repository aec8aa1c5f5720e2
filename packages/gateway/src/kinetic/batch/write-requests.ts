import type { BatchForm } from "./batch.ts";
import type { JudgedPart, JudgedUnit } from "./judge-parts.ts";
import { jsonMembers } from "./json-batch.ts";
import { writeMultipart } from "./multipart.ts";

/** Writes the parts that may be sent, and nothing else: from what was judged, not from what the caller wrote. */
export function writeRequests(
  form: BatchForm,
  units: readonly JudgedUnit[],
  { basePath, host, boundary }: { readonly basePath: string; readonly host: string; readonly boundary: string },
): { readonly contentType: string; readonly body: string } {
  const targetOf = ({ path, query }: JudgedPart): string => basePath + path + (query === undefined ? "" : `?${query}`);
  if (form === "json") {
    const requests = units.flatMap(({ changeSet, parts }) =>
      parts.map((judged) => ({
        id: judged.part.id,
        method: judged.part.method,
        url: targetOf(judged),
        ...jsonMembers({ headers: judged.headers, body: judged.part.body }),
        ...(changeSet === undefined ? {} : { atomicityGroup: changeSet }),
        ...(judged.part.dependsOn.length === 0 ? {} : { dependsOn: judged.part.dependsOn }),
      })),
    );
    return { contentType: "application/json", body: JSON.stringify({ requests }) };
  }
  const sections = units.map(({ changeSet, parts }) => ({
    isChangeSet: changeSet !== undefined,
    messages: parts.map((judged) => ({
      id: judged.part.id,
      line: `${judged.part.method} ${targetOf(judged)} HTTP/1.1`,
      headers: ["Host", host, ...judged.headers],
      body: judged.part.body,
    })),
  }));
  return { contentType: `multipart/mixed; boundary=${boundary}`, body: writeMultipart(sections, boundary) };
}
