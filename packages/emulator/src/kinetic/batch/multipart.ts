import { STATUS_CODES } from "node:http";
import type { AnsweredPart, BatchPart, ReadBatch } from "./batch-part.ts";

/** Headers and what follows the blank line, of a part or of the request inside it. */
interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Reads `multipart/mixed` as OData has it: each part one HTTP request, or a change set of several. */
export function readMultipart(contentType: string, body: string): ReadBatch {
  const sections = sectionsOf(contentType, body);
  if (sections === undefined) return { fault: "the body is not multipart/mixed with the boundary of its content type" };
  const parts: BatchPart[] = [];
  for (const [at, section] of sections.entries()) {
    const { headers, body: inside } = readMessage(section);
    const isSet = /^multipart\/mixed\b/i.test(headers["content-type"] ?? "");
    const members = isSet
      ? sectionsOf(headers["content-type"] ?? "", inside)?.map(readMessage)
      : [{ headers, body: inside }];
    const read = (members ?? []).map((member) => readRequest(member, isSet ? at : undefined));
    if (read.length === 0 || read.some((part) => part === undefined))
      return { fault: `part ${at + 1} is not an HTTP request of type application/http` };
    parts.push(...read.filter((part) => part !== undefined));
  }
  return { parts };
}

function sectionsOf(contentType: string, body: string): readonly string[] | undefined {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const mark = `--${boundary?.[1] ?? boundary?.[2] ?? ""}`;
  const pieces = `\n${body.replaceAll("\r\n", "\n")}`.split(`\n${mark}`);
  // Something before the first mark, the parts, and "--" at the end
  if (boundary === null || pieces.length < 3 || pieces.at(-1)?.startsWith("--") !== true) return undefined;
  return pieces.slice(1, -1).map((piece) => piece.replace(/^[^\n]*\n/, ""));
}

function readMessage(text: string): Message {
  const [head = "", ...rest] = text.replace(/^\n+/, "").split("\n\n");
  const lines = head.split("\n").map((line) => /^([^:\s]+):\s*(.*)$/.exec(line));
  const headers = lines.filter((line) => line !== null).map(([, name = "", value = ""]) => [name.toLowerCase(), value]);
  return { headers: Object.fromEntries(headers) as Record<string, string>, body: rest.join("\n\n") };
}

function readRequest({ headers: outer, body }: Message, group: number | undefined): BatchPart | undefined {
  const [, method = "", url = ""] = /^\n*([A-Z]+) (\S+)(?: HTTP\/\d\.\d)?\s*(?:\n|$)/.exec(body) ?? [];
  if (method === "" || !/^application\/http\b/i.test(outer["content-type"] ?? "")) return undefined;
  const { headers, body: content } = readMessage(body.replace(/^\n+/, "").replace(/^[^\n]*\n?/, "") || "\n");
  return { id: outer["content-id"], method, url, headers, body: content.trim(), group, dependsOn: [] };
}

/** Writes the answers in the order and the nesting of the parts. */
export function writeMultipart(answered: readonly AnsweredPart[], boundary: string): string {
  const groups = [...new Set(answered.map(({ part, answer }) => part.group ?? answer))];
  const sections = groups.map((group) => {
    const members = answered.filter(({ part, answer }) => (part.group ?? answer) === group);
    if (typeof group !== "number") return members.map(writePart).join("");
    const inner = `changeset${boundary}_${group}`;
    return `Content-Type: multipart/mixed; boundary=${inner}\r\n\r\n${wrap(members.map(writePart), inner)}`;
  });
  return wrap(sections, boundary);
}

function wrap(sections: readonly string[], boundary: string): string {
  return `${sections.map((section) => `--${boundary}\r\n${section}\r\n`).join("")}--${boundary}--\r\n`;
}

function writePart({ part, answer }: AnsweredPart): string {
  const outer = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"];
  const id = part.id === undefined ? [] : [`Content-ID: ${part.id}`];
  const line = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ""}`;
  const headers = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`);
  return `${[...outer, ...id, "", line, ...headers, ""].join("\r\n")}\r\n${answer.body}`;
}
