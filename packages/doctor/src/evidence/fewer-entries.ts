/** As many as rules compare with each other. */
const MOST_ENTRIES = 200;
/** Of what is kept; an entry of a HAR may hold a whole download. */
const MOST_CHARACTERS = 3_000_000;
/** No entry of a HAR is deeper; nesting costs memory as it is parsed. */
const DEEPEST = 100;
const FAILED = /"status"\s{0,3}:\s{0,3}"?(?:[345]\d\d|0\b)/;

interface Entry {
  readonly from: number;
  readonly to: number;
}

/** What was kept of a long HAR. */
export interface FewerEntries {
  /** A HAR again, of fewer entries. */
  readonly text: string;
  readonly kept: number;
  readonly all: number;
}

/**
 * The entries of a long HAR that say something: those that failed, from both ends, and the first of the others. The text
 * is walked once and never parsed as a whole, which would take many times its size. Undefined where it is no HAR.
 */
export function fewerEntries(text: string): FewerEntries | undefined {
  const opening = /^\s{0,200}[{[][^]{0,20000}?"entries"\s{0,20}:\s{0,20}\[/.exec(text.slice(0, 21_000));
  if (opening === null) return undefined;
  const entries = entriesFrom(text, opening[0].length);
  const kept = chosen(text, entries);
  const parts = kept.map(({ from, to }) => text.slice(from, to));
  return { text: `{"log":{"entries":[${parts.join(",\n")}]}}`, kept: kept.length, all: entries.length };
}

/** The objects of the list that begins at `start`; the last one only where it is whole. */
function entriesFrom(text: string, start: number): Entry[] {
  const entries: Entry[] = [];
  let depth = 0;
  let deepest = 0;
  let from = start;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = closingQuote(text, at);
    else if (code === 0x7b || code === 0x5b) {
      if (depth === 0) [from, deepest] = [at, 0];
      deepest = Math.max(deepest, ++depth);
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
      if (depth === 0 && deepest <= DEEPEST) entries.push({ from, to: at + 1 });
      if (depth < 0) break;
    }
  }
  return entries;
}

/** Strings are most of a HAR: the engine's own search runs over them. */
function closingQuote(text: string, opening: number): number {
  for (let at = text.indexOf('"', opening + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

function chosen(text: string, entries: readonly Entry[]): readonly Entry[] {
  const failed = entries.filter(({ from, to }) => FAILED.test(text.slice(from, to)));
  const wanted = new Set([...failed.slice(0, MOST_ENTRIES / 4), ...failed.slice(-MOST_ENTRIES / 4)]);
  for (const entry of entries) {
    if (wanted.size >= MOST_ENTRIES) break;
    wanted.add(entry);
  }
  let length = 0;
  return entries.filter((entry) => {
    if (!wanted.has(entry)) return false;
    length += entry.to - entry.from;
    return length <= MOST_CHARACTERS;
  });
}
