import type { BatchPart, PartAnswer, PartAnswers } from "./batch-types.ts";
import { unitsOf } from "./units.ts";

interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Reads the answer to a multipart batch; undefined where it is none. The answers stand in the order of the requests (OData's
 * rule); a change set that failed has one answer for all of it. Whoever stopped at the first failure leaves out the rest.
 */
export function readMultipart(contentType: string, text: string, parts: readonly BatchPart[]): PartAnswers | undefined {
  const sections = sectionsOf(contentType, text);
  if (!sections) return undefined;
  const answers = new Map<string, PartAnswer>();
  for (const [at, unit] of unitsOf(parts).entries()) {
    const section = sections[at];
    for (const [id, answer] of section ? unitAnswers(section, unit) : []) answers.set(id, answer);
  }
  return answers;
}

function unitAnswers(section: Message, unit: readonly BatchPart[]): readonly (readonly [string, PartAnswer])[] {
  const members = sectionsOf(section.headers["content-type"] ?? "", section.body);
  return unit.flatMap(({ id }, at) => {
    const named = members?.find(({ headers }) => headers["content-id"] === id);
    const answer = readAnswer(members ? (named ?? members[at]) : section);
    return answer ? [[id, answer] as const] : [];
  });
}

/** `HTTP/1.1 200 OK`, headers, an empty line, the body. */
function readAnswer(section: Message | undefined): PartAnswer | undefined {
  const [line = "", status] = /^\s*HTTP\/\d(?:\.\d)? (\d{3})[^\r\n]*(?:\r?\n)?/.exec(section?.body ?? "") ?? [];
  if (!section || status === undefined) return undefined;
  const { headers, body } = readMessage(section.body.slice(line.length));
  return { status: Number(status), headers, body: body.trim() };
}

function sectionsOf(contentType: string, text: string): readonly Message[] | undefined {
  const [, quoted, bare] = /^multipart\/mixed\b.*?;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return undefined;
  const pieces = `\n${text}`.split(`\n--${boundary}`);
  // Before the first boundary stands nothing of interest; the last piece begins with the two hyphens of the end.
  return pieces
    .slice(1)
    .filter((piece) => !piece.startsWith("--"))
    .map((piece) => readMessage(piece.replace(/^[^\n]*\n/, "").replace(/\r$/, "")));
}

function readMessage(text: string): Message {
  const end = /^(?:\r?\n)|\r?\n\r?\n/.exec(text);
  const head = end ? text.slice(0, end.index) : text;
  const lines = head.split(/\r?\n/).map((line) => /^([^:\s]+):\s*(.*)$/.exec(line));
  const headers = lines.flatMap((line) => (line ? [[(line[1] ?? "").toLowerCase(), line[2] ?? ""]] : []));
  const body = end ? text.slice(end.index + end[0].length) : "";
  return { headers: Object.fromEntries(headers) as Record<string, string>, body };
}
