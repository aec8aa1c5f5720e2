import type { Expression } from "./expression.ts";
import { ODataError } from "./odata-error.ts";
import { parseExpression } from "./parse-expression.ts";
import type { OrderBy } from "./query.ts";
import { createTokenReader, type TokenReader } from "./token-reader.ts";

/** A Kinetic where clause: `CustNum > 5 AND Name <> '' BY Name DESC`. An empty one has no filter. */
export interface WhereClause {
  readonly filter: Expression | undefined;
  readonly orderBy: readonly OrderBy[];
}

const OPERATORS: Readonly<Record<string, string>> = {
  "=": "eq",
  "<>": "ne",
  ">": "gt",
  ">=": "ge",
  "<": "lt",
  "<=": "le",
};

/**
 * Reads the where clauses of GetRows and GetList: SQL's operators, words in any letter case, columns with or without
 * the table's name before them. Throws ODataError of kind `syntax`.
 */
export function parseWhere(text: string): WhereClause {
  const reader = createTokenReader(text, (word) => OPERATORS[word] ?? word.toLowerCase());
  const startsWithBy = /^\s*(?:by\b|$)/i.test(text);
  const filter = startsWithBy ? undefined : stripTable(parseExpression(reader));
  const orderBy = reader.take("by") === undefined ? [] : parseBy(reader);
  if (reader.peek().kind !== "end") reader.fail();
  return { filter, orderBy };
}

function parseBy(reader: TokenReader): readonly OrderBy[] {
  const items: OrderBy[] = [];
  do {
    const token = reader.next();
    if (token.kind !== "word") reader.fail();
    const direction = reader.take("asc", "desc", "descending");
    items.push({ property: lastName(token.text), descending: direction?.startsWith("desc") ?? false });
  } while (reader.take(",", "by") !== undefined);
  return items;
}

function stripTable(node: Expression): Expression {
  switch (node.kind) {
    case "property":
      return { kind: "property", name: lastName(node.name) };
    case "compare":
    case "arithmetic":
    case "logic":
      return { ...node, left: stripTable(node.left), right: stripTable(node.right) };
    case "not":
      return { ...node, operand: stripTable(node.operand) };
    case "literal":
      return node;
    case "call":
    case "in":
      throw new ODataError("syntax", "A where clause has no functions and no lists.");
  }
}

function lastName(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
