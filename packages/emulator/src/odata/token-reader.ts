import { ODataError } from "./odata-error.ts";
import { tokenize, type Token } from "./tokenize.ts";

/** Parentheses and `not` deeper than this are refused, so that no filter can exhaust the stack. */
const DEPTH_LIMIT = 100;

/** A place in a list of tokens, with the few moves that the parsers need. */
export interface TokenReader {
  readonly text: string;
  peek(): Token;
  next(): Token;
  /** Takes the next token if it is one of these words or symbols. */
  take<Text extends string>(...texts: readonly Text[]): Text | undefined;
  /** Takes the next token, which must be this symbol. */
  expect(text: string): void;
  /** Runs a nested parse one level deeper. */
  nested<Result>(parse: () => Result): Result;
  fail(): never;
}

/** `normalize` turns the words and symbols of another notation into OData's, as `=` into `eq`. */
export function createTokenReader(text: string, normalize: (text: string) => string = (same) => same): TokenReader {
  const tokens = tokenize(text);
  let at = 0;
  let depth = 0;
  const peek = (): Token => tokens[Math.min(at, tokens.length - 1)] ?? { kind: "end", text: "", at: text.length };
  const fail = (): never => {
    throw new ODataError("syntax", `Syntax error at position ${peek().at} in '${text}'.`);
  };
  const next = (): Token => {
    const token = peek();
    at += 1;
    return token;
  };
  const take = <Text extends string>(...texts: readonly Text[]): Text | undefined => {
    const token = peek();
    if (token.kind === "literal" || token.kind === "end") return undefined;
    const word = normalize(token.text);
    const found = texts.find((candidate) => candidate === word);
    if (found !== undefined) at += 1;
    return found;
  };
  return {
    text,
    peek,
    next,
    take,
    fail,
    expect: (symbol) => void (take(symbol) ?? fail()),
    nested: (parse) => {
      depth += 1;
      if (depth > DEPTH_LIMIT) throw new ODataError("syntax", "The filter is nested too deeply.");
      const result = parse();
      depth -= 1;
      return result;
    },
  };
}
