import { propertyType } from "../odata/check-filter.ts";
import { cell, orderOf, passes } from "../odata/evaluate.ts";
import type { Expression } from "../odata/expression.ts";
import { parseWhere } from "../odata/parse-where.ts";
import type { Row, Table } from "../odata/table.ts";
import { epochMs } from "../odata/tokenize.ts";

/** The rows that a where clause finds, in its order. Throws ODataError for a clause that cannot be read or names no column. */
export function selectWhere(where: string, table: Table, rows: readonly Row[]): readonly Row[] {
  const { filter, orderBy } = parseWhere(where);
  const fitted = filter === undefined ? undefined : fitLiterals(filter, table);
  const found = fitted === undefined ? rows : rows.filter((row) => passes(fitted, row, table));
  for (const { property } of orderBy) propertyType(property, { table, typeName: table.name });
  return found.toSorted((left, right) => {
    for (const { property, descending } of orderBy) {
      const order = orderOf(cell(left, property, table), cell(right, property, table));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

/** A where clause quotes numbers and dates freely (observed:client); the column's type says what is meant. */
function fitLiterals(node: Expression, table: Table): Expression {
  switch (node.kind) {
    case "compare": {
      const { left, right } = node;
      return { ...node, left: fit(left, right, table), right: fit(right, left, table) };
    }
    case "logic":
      return { ...node, left: fitLiterals(node.left, table), right: fitLiterals(node.right, table) };
    case "not":
      return { ...node, operand: fitLiterals(node.operand, table) };
    case "literal":
    case "property":
    case "call":
    case "arithmetic":
    case "in":
      return node;
  }
}

function fit(node: Expression, other: Expression, table: Table): Expression {
  if (node.kind === "property") propertyType(node.name, { table, typeName: table.name });
  if (node.kind !== "literal" || node.type !== "string" || other.kind !== "property") return node;
  const text = String(node.value);
  switch (propertyType(other.name, { table, typeName: table.name })) {
    case "number":
      return { kind: "literal", type: "number", value: Number(text) };
    case "boolean":
      return { kind: "literal", type: "boolean", value: text.toLowerCase() === "true" };
    case "date":
      return { kind: "literal", type: "date", value: epochMs(text) };
    case "guid":
      return { kind: "literal", type: "guid", value: text.toLowerCase() };
    case "string":
    case "null":
      return node;
  }
}
