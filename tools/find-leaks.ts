import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SEED_MARK } from "./seeded-secrets.ts";

/** Where something secret was found, and in what form. Never the secret itself: this is printed. */
export interface Leak {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
}

interface Pattern {
  readonly kind: string;
  readonly pattern: RegExp;
}

/** The characters of the mark that stay the same in Base64 whatever stands before and after it. */
function base64Core(mark: string, shift: 0 | 1 | 2): string {
  const encoded = Buffer.from("\0".repeat(shift) + mark, "latin1")
    .toString("base64")
    .replaceAll("=", "");
  const from = shift === 0 ? 0 : shift + 1;
  return encoded.slice(from, encoded.length - 1);
}

const PATTERNS: readonly Pattern[] = [
  { kind: "plain", pattern: new RegExp(SEED_MARK) },
  ...([0, 1, 2] as const).map((shift) => ({ kind: "base64", pattern: new RegExp(base64Core(SEED_MARK, shift)) })),
  { kind: "hex", pattern: new RegExp(Buffer.from(SEED_MARK).toString("hex"), "i") },
  { kind: "consumer key", pattern: /egk_[0-9A-Za-z]{43,}/ },
];

/** Searches one text. */
export function leaksIn(text: string, file: string): Leak[] {
  return PATTERNS.flatMap(({ kind, pattern }) => {
    const at = text.search(pattern);
    return at < 0 ? [] : [{ file, line: text.slice(0, at).split("\n").length, kind }];
  });
}

/** Searches every file below a folder, whatever its kind, for seeded secrets in plain and encoded form. */
export function findLeaks(folder: string): Leak[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const file = join(entry.parentPath, entry.name);
      return leaksIn(readFileSync(file, "latin1"), file);
    });
}
