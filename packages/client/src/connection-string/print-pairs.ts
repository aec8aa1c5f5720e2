import type { Pair } from "./parse-pairs.ts";

/** Writes pairs so that every reader of such strings, ours and ADO.NET's, reads the same pairs again. Quotes only what needs it. */
export function printPairs(pairs: readonly Pair[]): string {
  return pairs.map(({ key, value }) => `${key}=${quoted(value)}`).join(";");
}

function quoted(value: string): string {
  // A control character, an edge blank, a semicolon; a quote at the beginning; an equals sign there, which ADO.NET would double.
  // eslint-disable-next-line no-control-regex -- control characters are what this looks for
  if (!/[;\u0000-\u001f\u007f]|^["'=]/.test(value) && value === value.trim()) return value;
  const quote = value.includes('"') && !value.includes("'") ? "'" : '"';
  return quote + value.replaceAll(quote, quote + quote) + quote;
}
