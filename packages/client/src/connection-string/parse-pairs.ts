/** One `key=value` of a connection string. */
export interface Pair {
  /** As it is written, without blanks around it. */
  readonly key: string;
  /** Without its quotes; empty where the string unsets the property. */
  readonly value: string;
}

/** Where a text stops being a connection string. Neither the key nor the value is in it: both may be part of a password. */
export interface PairFault {
  /** Counted from 1. */
  readonly position: number;
  readonly what: "quote-not-closed" | "text-after-quote" | "no-equals-sign" | "no-key";
}

/**
 * Reads a connection string by ADO.NET's rules: pairs are parted by `;`; blanks around keys and unquoted values do not count; a
 * value in `'` or `"` is taken as it stands, with its own quote doubled; only the first `=` separates. Quotes within an
 * unquoted value are part of it.
 */
export function parsePairs(text: string): { readonly pairs: readonly Pair[]; readonly faults: readonly PairFault[] } {
  const pairs: Pair[] = [];
  const faults: PairFault[] = [];
  let at = 0;
  for (let position = 1; at < text.length; position += 1) {
    const { pair, fault, end } = readPair(text, at);
    if (pair) pairs.push(pair);
    if (fault) faults.push({ position, what: fault });
    at = end;
  }
  return { pairs, faults };
}

interface Read {
  readonly pair?: Pair;
  readonly fault?: PairFault["what"];
  /** Where the next one begins. */
  readonly end: number;
}

function readPair(text: string, from: number): Read {
  const [, key = ""] = /^([^=;]*)/.exec(text.slice(from)) ?? [];
  const at = from + key.length;
  if (text[at] !== "=") return { ...(key.trim() !== "" && { fault: "no-equals-sign" as const }), end: at + 1 };
  const { value, fault, end } = readValue(text, at + 1);
  if (fault !== undefined) return { fault, end };
  return key.trim() === "" ? { fault: "no-key", end } : { pair: { key: key.trim(), value }, end };
}

function readValue(text: string, from: number): { value: string; fault?: PairFault["what"]; end: number } {
  const rest = text.slice(from);
  const begin = rest.length - rest.trimStart().length;
  const quote = rest[begin];
  if (quote !== '"' && quote !== "'") {
    const [unquoted = ""] = rest.split(";", 1);
    return { value: unquoted.trim(), end: from + unquoted.length + 1 };
  }
  const close = closingQuote(rest, begin + 1, quote);
  if (close === -1) return { value: "", fault: "quote-not-closed", end: text.length };
  const [after = ""] = rest.slice(close + 1).split(";", 1);
  const end = from + close + 1 + after.length + 1;
  if (after.trim() !== "") return { value: "", fault: "text-after-quote", end };
  return { value: rest.slice(begin + 1, close).replaceAll(quote + quote, quote), end };
}

function closingQuote(text: string, from: number, quote: string): number {
  for (let at = text.indexOf(quote, from); at !== -1; at = text.indexOf(quote, at + 2))
    if (text[at + 1] !== quote) return at;
  return -1;
}
