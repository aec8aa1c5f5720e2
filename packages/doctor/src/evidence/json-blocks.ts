import { jsonEnd } from "./body-end.ts";

const MAX_BLOCKS = 400;
const MAX_REPAIRS = 12;

/** A JSON document that stands in a text, and where. */
export interface JsonBlock {
  readonly value: unknown;
  readonly from: number;
  readonly to: number;
}

/** The JSON documents that begin a line of the text, also the last one where it was cut off. */
export function jsonBlocks(text: string): readonly JsonBlock[] {
  const blocks: JsonBlock[] = [];
  const opening = /^(?:[^\n{[]{0,80}[:=])?[ \t]{0,200}(?=[{[])/gm;
  for (let match = opening.exec(text); match !== null && blocks.length < MAX_BLOCKS; match = opening.exec(text)) {
    const from = match.index + match[0].length;
    const end = jsonEnd(text, from);
    const value = end < 0 ? repaired(text.slice(from)) : parsed(text.slice(from, end));
    if (value !== undefined) blocks.push({ value, from, to: end < 0 ? text.length : end });
    if (end < 0) break;
    // A block that is no JSON (a log's `[10:00:01 INF]`) is passed over whole, so that the text is scanned once.
    opening.lastIndex = end;
  }
  return blocks;
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** The beginning of a JSON document, closed where a comma or bracket last allowed it. */
function repaired(text: string): unknown {
  const marks = closings(text);
  for (const { at, closers } of marks) {
    const value = parsed(text.slice(0, at) + closers);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The last places at which the open brackets could be closed, the latest first. */
function closings(text: string): { at: number; closers: string }[] {
  const marks: { at: number; closers: string }[] = [];
  const open: string[] = [];
  const mark = (at: number) => {
    if (open.length > 200) return;
    marks.push({ at, closers: open.toReversed().join("") });
    if (marks.length > MAX_REPAIRS) marks.shift();
  };
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (inString) {
      if (char === "\\") at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{") open.push("}");
    else if (char === "[") open.push("]");
    else if (char === ",") mark(at);
    else if (char === "}" || char === "]") {
      open.pop();
      mark(at + 1);
    }
  }
  const rest = inString ? [{ at: text.length, closers: `"${open.toReversed().join("")}` }] : [];
  return open.length > 200 ? [] : [...rest, ...marks.toReversed()];
}
