import type { ValueType } from "./expression.ts";
import { ODataError } from "./odata-error.ts";

/** One token of a filter, with the place it stands at for error messages. */
export type Token =
  | { readonly kind: "word" | "symbol" | "end"; readonly text: string; readonly at: number }
  | {
      readonly kind: "literal";
      readonly type: ValueType;
      readonly value: string | number | boolean | null;
      readonly text: string;
      readonly at: number;
    };

type Literal = Extract<Token, { kind: "literal" }>;

const BLANK = /\s+/y;
/** OData 3: `datetime'…'`, `guid'…'`, `datetimeoffset'…'`. */
const PREFIXED = /([A-Za-z]+)'((?:[^']|'')*)'/y;
const TEXT = /'((?:[^']|'')*)'/y;
const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/iy;
/** OData 4 writes dates bare. */
const DATE = /\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:\d{2})?(?![\w-])/y;
/** OData 3 marks decimals, doubles, singles and longs with a letter. */
const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?[mdfl]?(?![\w.])/iy;
const WORD = /[A-Za-z_]\w*(?:[./][A-Za-z_]\w*)*/y;
const SYMBOL = /<=|>=|<>|[(),=<>]/y;

/** More tokens than this are refused, so that no chain of conditions can exhaust the stack when it is evaluated. */
const TOKEN_LIMIT = 5000;

/** Splits a filter into tokens. Throws ODataError of kind `syntax` at the first character that fits nothing. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = skip(text, 0);
  while (at < text.length) {
    const token = tokenAt(text, at);
    tokens.push(token);
    if (tokens.length > TOKEN_LIMIT) throw new ODataError("syntax", "The filter is too long.");
    at = skip(text, at + token.text.length);
  }
  tokens.push({ kind: "end", text: "", at: text.length });
  return tokens;
}

function tokenAt(text: string, at: number): Token {
  const literal = literalAt(text, at);
  if (literal !== undefined) return literal;
  const word = match(WORD, text, at)?.[0];
  if (word !== undefined) return wordToken(word, at);
  const symbol = match(SYMBOL, text, at)?.[0];
  if (symbol !== undefined) return { kind: "symbol", text: symbol, at };
  throw new ODataError(
    "syntax",
    `Syntax error: character '${text[at] ?? ""}' is not valid at position ${at} in '${text}'.`,
  );
}

function literalAt(text: string, at: number): Literal | undefined {
  const prefixed = match(PREFIXED, text, at);
  if (prefixed !== undefined) return prefixedLiteral(prefixed, at);
  const quoted = match(TEXT, text, at);
  if (quoted !== undefined)
    return { kind: "literal", type: "string", value: unquote(quoted[1] ?? ""), text: quoted[0], at };
  const guid = match(GUID, text, at)?.[0];
  if (guid !== undefined) return { kind: "literal", type: "guid", value: guid.toLowerCase(), text: guid, at };
  const date = match(DATE, text, at)?.[0];
  if (date !== undefined) return dateLiteral(date, date, at);
  const number = match(NUMBER, text, at)?.[0];
  if (number === undefined) return undefined;
  return { kind: "literal", type: "number", value: Number(number.replace(/[mdfl]$/i, "")), text: number, at };
}

function prefixedLiteral(found: RegExpExecArray, at: number): Literal {
  const [whole, prefix = "", quoted = ""] = found;
  switch (prefix.toLowerCase()) {
    case "datetime":
    case "datetimeoffset":
      return dateLiteral(quoted, whole, at);
    case "guid":
      return { kind: "literal", type: "guid", value: quoted.toLowerCase(), text: whole, at };
    default:
      throw new ODataError("syntax", `Unrecognized '${prefix}' literal '${whole}' at '${at}'.`);
  }
}

function dateLiteral(iso: string, text: string, at: number): Literal {
  const value = epochMs(iso);
  if (Number.isNaN(value)) throw new ODataError("syntax", `Unrecognized 'Edm.DateTime' literal '${text}' at '${at}'.`);
  return { kind: "literal", type: "date", value, text, at };
}

/** A date of the data or of a filter as epoch milliseconds; without a zone it means UTC on both sides. */
export function epochMs(iso: string): number {
  return Date.parse(/T.*(?:Z|[+-]\d{2}:\d{2})$/.test(iso) || !iso.includes("T") ? iso : `${iso}Z`);
}

function wordToken(word: string, at: number): Token {
  if (word === "true" || word === "false")
    return { kind: "literal", type: "boolean", value: word === "true", text: word, at };
  if (word === "null") return { kind: "literal", type: "null", value: null, text: word, at };
  return { kind: "word", text: word, at };
}

function unquote(text: string): string {
  return text.replaceAll("''", "'");
}

function skip(text: string, at: number): number {
  return at + (match(BLANK, text, at)?.[0].length ?? 0);
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
