import { fewerEntries } from "./fewer-entries.ts";

const HEAD = 100_000;
const MIDDLE = 40_000;
const TAIL = 40_000;
/** A transcript in JSON is one document: cut in the middle it is none. Beyond this, it is read like any other text. */
const WHOLE_JSON = 2_000_000;
/** Of a HAR, which is read entry by entry. */
const LONGEST_HAR = 100_000_000;
const DEEPEST_JSON = 300;
/** Shorter than any word that tells something. */
const SHORTEST_LINE = 3;
const LONGEST_LINE = 4_000;

const TELLING =
  /\b[45]\d\d\b|AADSTS|error|exception|fail|refus|denied|invalid|expired|unauthori[sz]ed|forbidden|certificate|token|timed out|ssl|tls/i;

/** A text short enough to be read with some fifty passes, and a sentence about what was left out. */
export interface BoundText {
  readonly text: string;
  readonly cut: string | undefined;
}

/**
 * Bounds what is read, since a log of a hundred megabytes is pasted as easily as a line: the beginning, the end, and from
 * between them the lines that speak of failures.
 */
export function boundText(text: string): BoundText {
  const limit = HEAD + MIDDLE + TAIL;
  if (text.length <= limit) return { text, cut: undefined };
  if (text.length <= WHOLE_JSON && isTranscript(text)) return { text, cut: undefined };
  const har = text.length <= LONGEST_HAR ? fewerEntries(text) : undefined;
  if (har !== undefined && har.kept > 0)
    return {
      text: har.text,
      cut:
        har.kept === har.all
          ? undefined
          : `The HAR has ${String(har.all)} entries; ${String(har.kept)} were read: those that failed, from both ends, and the first of the others.`,
    };
  const middle = tellingLines(text.slice(HEAD, text.length - TAIL));
  const kept = `${text.slice(0, HEAD)}\n${middle}\n${text.slice(-TAIL)}`;
  return {
    text: kept,
    cut: `The text has ${String(text.length)} characters; ${String(kept.length)} were read: the beginning, the end and what speaks of failures between.`,
  };
}

/** A HAR or the like by its first members, and no deeper than such a document is: nesting costs memory as it is parsed. */
function isTranscript(text: string): boolean {
  const start = text.slice(0, 20_000);
  return /^\s{0,200}[{[]/.test(start) && /"(?:entries|request)"/.test(start) && isShallow(text);
}

function isShallow(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length && depth <= DEEPEST_JSON; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) depth++;
    else if (code === 0x7d || code === 0x5d) depth--;
  }
  return depth <= DEEPEST_JSON;
}

function tellingLines(text: string): string {
  const lines: string[] = [];
  let length = 0;
  let from = 0;
  while (from < text.length && length < MIDDLE) {
    if (text.charCodeAt(from) === 0x0a) {
      from++;
      continue;
    }
    const end = text.indexOf("\n", from);
    const stop = end < 0 ? text.length : end;
    const line = stop - from < SHORTEST_LINE ? "" : text.slice(from, Math.min(stop, from + LONGEST_LINE));
    if (line !== "" && TELLING.test(line)) {
      lines.push(line);
      length += line.length;
    }
    from = stop + 1;
  }
  return lines.join("\n");
}
