import type { ArithmeticOperator, CompareOperator, Expression } from "./expression.ts";
import { filterFunctions } from "./functions.ts";
import type { Row, Table, Value } from "./table.ts";
import { epochMs } from "./tokenize.ts";

/** Does the row pass a filter that checkFilter let through? Null compared by order is false, as in OData. */
export function passes(filter: Expression, row: Row, table: Table): boolean {
  return evaluate(filter, row, table) === true;
}

function evaluate(node: Expression, row: Row, table: Table): Value {
  switch (node.kind) {
    case "literal":
      return node.value;
    case "property":
      return cell(row, node.name, table);
    case "call":
      return call(
        node.name,
        node.args.map((argument) => evaluate(argument, row, table)),
      );
    case "compare":
      return compare(node.operator, evaluate(node.left, row, table), evaluate(node.right, row, table));
    case "arithmetic":
      return calculate(node.operator, evaluate(node.left, row, table), evaluate(node.right, row, table));
    case "logic": {
      const left = evaluate(node.left, row, table) === true;
      if (node.operator === "and" ? !left : left) return left;
      return evaluate(node.right, row, table) === true;
    }
    case "not":
      return evaluate(node.operand, row, table) !== true;
    case "in": {
      const left = evaluate(node.left, row, table);
      return node.values.some((value) => evaluate(value, row, table) === left);
    }
  }
}

/** A cell in the form that filters compare: dates as numbers, GUIDs in lower case. */
export function cell(row: Row, column: string, table: Table): Value {
  const value = row[column] ?? null;
  if (typeof value !== "string") return value;
  if (table.columns[column] === "Edm.DateTime") return epochMs(value);
  return table.columns[column] === "Edm.Guid" ? value.toLowerCase() : value;
}

function call(name: string, args: readonly Value[]): Value {
  if (args.includes(null)) return null;
  return filterFunctions.get(name)?.run(...args) ?? null;
}

function compare(operator: CompareOperator, left: Value, right: Value): boolean {
  if (operator === "eq") return left === right;
  if (operator === "ne") return left !== right;
  if (left === null || right === null) return false;
  const order = orderOf(left, right);
  switch (operator) {
    case "gt":
      return order > 0;
    case "ge":
      return order >= 0;
    case "lt":
      return order < 0;
    case "le":
      return order <= 0;
  }
}

/** Sorts values of one type; null comes first. */
export function orderOf(left: Value, right: Value): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  return left < right ? -1 : 1;
}

function calculate(operator: ArithmeticOperator, left: Value, right: Value): Value {
  if (typeof left !== "number" || typeof right !== "number") return null;
  switch (operator) {
    case "add":
      return left + right;
    case "sub":
      return left - right;
    case "mul":
      return left * right;
    case "div":
      return right === 0 ? null : left / right;
    case "mod":
      return right === 0 ? null : left % right;
  }
}
