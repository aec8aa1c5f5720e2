// Only a literal counts: an id that is put together at run time could not be found by reading, nor by searching.
const CITATION = /\bverifies\(\s*"([^"\\\n]*)"/g;

/** The requirement ids that a test file cites, read from its text, in the order of the citations; repeated as often as cited. */
export function citedIds(source: string): readonly string[] {
  return [...source.matchAll(CITATION)].map((match) => match[1] ?? "");
}
