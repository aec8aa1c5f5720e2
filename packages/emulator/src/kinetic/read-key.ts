import type { Row, Table } from "../odata/table.ts";
import { ODataError } from "../odata/odata-error.ts";
import { tokenize, type Token } from "../odata/tokenize.ts";

/**
 * The row that a key in parentheses names: `('EPIC06',2)`, or with names `(Company='EPIC06',CustNum=2)`. A key of one
 * value may leave the company out.
 */
export function findByKey(text: string, table: Table, rows: readonly Row[]): Row | "malformed" | undefined {
  const values = readValues(text, table);
  if (values === undefined) return "malformed";
  return rows.find((row) => Object.entries(values).every(([column, value]) => row[column] === value));
}

type Values = Readonly<Record<string, string | number | boolean | null>>;

function readValues(text: string, table: Table): Values | undefined {
  const parts = splitAtCommas(text);
  if (parts === undefined) return undefined;
  const columns = parts.length === table.keys.length ? table.keys : table.keys.filter((name) => name !== "Company");
  if (parts.length !== columns.length) return undefined;
  const named = parts.map((part, at) => readPart(part, columns[at] ?? ""));
  if (named.some((part) => part === undefined || !table.keys.includes(part[0]))) return undefined;
  return Object.fromEntries(named.filter((part) => part !== undefined));
}

function readPart(tokens: readonly Token[], position: string): [string, string | number | boolean | null] | undefined {
  const [first, equals, third, ...more] = tokens;
  if (first?.kind === "literal" && equals === undefined) return [position, first.value];
  if (first?.kind !== "word" || equals?.text !== "=" || third?.kind !== "literal" || more.length > 0) return undefined;
  return [first.text, third.value];
}

function splitAtCommas(text: string): readonly (readonly Token[])[] | undefined {
  const parts: Token[][] = [[]];
  try {
    for (const token of tokenize(text)) {
      if (token.kind === "end") continue;
      if (token.kind === "symbol" && token.text === ",") parts.push([]);
      else parts.at(-1)?.push(token);
    }
    return parts;
  } catch (error) {
    if (error instanceof ODataError) return undefined;
    throw error;
  }
}
