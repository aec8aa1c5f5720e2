import type { BatchPart } from "./batch-types.ts";
import { unitsOf } from "./units.ts";

/** A batch as it is sent. */
export interface WrittenBatch {
  readonly contentType: string;
  readonly body: string;
}

/** Writes a batch as `multipart/mixed`: each request a part of type `application/http`, a change set a part of parts. */
export function writeMultipart(parts: readonly BatchPart[], host: string, random: () => number): WrittenBatch {
  const boundary = `batch_${unusedMark(parts, random)}`;
  const sections = unitsOf(parts).map((unit, at) => {
    const [first] = unit;
    if (first?.changeSet === undefined) return unit.map((part) => writePart(part, host)).join("");
    const inner = `changeset_${at}_${boundary}`;
    const members = unit.map((part) => writePart(part, host));
    return `Content-Type: multipart/mixed; boundary=${inner}\r\n\r\n${enclose(members, inner)}`;
  });
  return { contentType: `multipart/mixed; boundary=${boundary}`, body: enclose(sections, boundary) };
}

/** A boundary must not occur in what it bounds. */
function unusedMark(parts: readonly BatchPart[], random: () => number): string {
  let mark = Math.floor(random() * 2 ** 48).toString(16);
  while (parts.some(({ body, target }) => body?.includes(mark) || target.includes(mark))) mark += "x";
  return mark;
}

function enclose(sections: readonly string[], boundary: string): string {
  return `${sections.map((section) => `--${boundary}\r\n${section}\r\n`).join("")}--${boundary}--\r\n`;
}

function writePart({ id, method, target, headers, body = "" }: BatchPart, host: string): string {
  const outer = ["Content-Type: application/http", "Content-Transfer-Encoding: binary", `Content-ID: ${id}`];
  const inner = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [...outer, "", `${method} ${target} HTTP/1.1`, `Host: ${host}`, ...inner, "", body].join("\r\n");
}
