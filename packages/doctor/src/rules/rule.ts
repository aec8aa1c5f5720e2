import type { Evidence } from "../evidence/evidence.ts";

/** That a finding's evidence was seen: how surely, from 0 to 1, and what exactly, in lines that are masked before they are shown. */
export interface Sighting {
  readonly confidence: number;
  readonly seen: readonly string[];
}

/** What to look for. One rule per finding, in the file that has its catalogue entry's name. */
export interface Rule {
  readonly id: string;
  /** Findings that explain the same signs better: where one of them is seen, this one steps back. */
  readonly yieldsTo?: readonly string[];
  readonly look: (evidence: Evidence) => Sighting | undefined;
}

/** A sighting if the claim holds. */
export function when(holds: boolean, confidence: number, ...seen: readonly string[]): Sighting | undefined {
  return holds ? { confidence, seen } : undefined;
}

/** A sighting if the text says so, with the words that say it. */
export function said(
  text: string,
  pattern: RegExp,
  confidence: number,
  prefix = "the text says",
): Sighting | undefined {
  const found = pattern.exec(text)?.[0];
  return found === undefined ? undefined : { confidence, seen: [`${prefix}: ${JSON.stringify(quotable(found))}`] };
}

/** Codes of errors mix letters and digits as keys do, and are worth showing. */
const CODE =
  /^["'(]*(?:AADSTS\d{5,7}|IDX\d{5}|0x[0-9a-f]{8}|x509|sha256|HTTP\/\d\S{0,3}|v[12]|[\w.]*Exception|\w*\/\w*)[:;,.)"']*$/i;

/** What a pattern matched may hold what stood between its words: whatever could be a name or a key is left out. */
function quotable(found: string): string {
  return found
    .trim()
    .slice(0, 160)
    .split(" ")
    .map((word) =>
      word.length > 5 && /\d|[!@#$%^&*=]/.test(word) && /[A-Za-z]/.test(word) && !CODE.test(word) ? "[masked]" : word,
    )
    .join(" ");
}

/** The surest of several sightings, with what the others saw added to it. */
export function surest(...sightings: readonly (Sighting | undefined)[]): Sighting | undefined {
  const there = sightings
    .filter((each) => each !== undefined)
    .toSorted((one, other) => other.confidence - one.confidence);
  const [first] = there;
  return first && { confidence: first.confidence, seen: [...new Set(there.flatMap((each) => each.seen))].slice(0, 6) };
}

/** The surest sighting that any item of a list gives. */
export function anyOf<T>(
  items: readonly T[],
  look: (item: T, at: number) => Sighting | undefined,
): Sighting | undefined {
  let best: Sighting | undefined;
  for (const [at, item] of items.entries()) {
    const found = look(item, at);
    if (found !== undefined && (best === undefined || found.confidence > best.confidence)) best = found;
  }
  return best;
}
