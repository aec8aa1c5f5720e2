import { readFileSync } from "node:fs";

const root = new URL("../../../../corpus/", import.meta.url);

/** One paste of the corpus, and the ids that may stand first; none of them for a paste in which nothing failed. */
export interface Paste {
  readonly name: string;
  readonly text: string;
  readonly expected: readonly string[];
}

const index = JSON.parse(readFileSync(new URL("index.json", root), "utf8")) as Readonly<
  Record<string, readonly string[]>
>;

/** The whole corpus, in the order of its index. */
export const pastes: readonly Paste[] = Object.entries(index).map(([name, expected]) => ({
  name,
  expected,
  text: readFileSync(new URL(`pastes/${name}`, root), "utf8"),
}));
