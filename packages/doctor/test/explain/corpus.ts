import { readdirSync, readFileSync } from "node:fs";

const root = new URL("../../../../corpus/", import.meta.url);

/** One paste of the corpus, and the ids that may stand first; none of them for a paste in which nothing failed. */
export interface Paste {
  readonly name: string;
  readonly text: string;
  readonly expected: readonly string[];
}

type Index = Readonly<Record<string, readonly string[]>>;

function pastesOf(folder: string, index: string): readonly Paste[] {
  const expected = JSON.parse(readFileSync(new URL(index, root), "utf8")) as Index;
  return Object.entries(expected).map(([name, ids]) => ({
    name: folder === "pastes/" ? name : folder + name,
    expected: ids,
    text: readFileSync(new URL(folder + name, root), "utf8"),
  }));
}

/** Batches that were scored before anything was changed for them: see the README of the corpus. */
export const batches: readonly string[] = readdirSync(new URL("first-sight/", root)).toSorted();

/** The whole corpus, in the order of its indexes. */
export const pastes: readonly Paste[] = [
  ...pastesOf("pastes/", "index.json"),
  ...batches.flatMap((batch) => pastesOf(`first-sight/${batch}/`, `first-sight/${batch}/index.json`)),
];
