import type { Expression, ValueType } from "./expression.ts";
import { filterFunctions, type ODataDialect } from "./functions.ts";
import { ODataError } from "./odata-error.ts";
import type { EdmType, Table } from "./table.ts";

const TYPE_OF: Readonly<Record<EdmType, ValueType>> = {
  "Edm.String": "string",
  "Edm.Int32": "number",
  "Edm.Decimal": "number",
  "Edm.Boolean": "boolean",
  "Edm.DateTime": "date",
  "Edm.Guid": "guid",
};

const EDM_OF: Readonly<Record<ValueType, string>> = {
  string: "Edm.String",
  number: "Edm.Int32",
  boolean: "Edm.Boolean",
  date: "Edm.DateTimeOffset",
  guid: "Edm.Guid",
  null: "Edm.Null",
};

/** What a filter is checked against: a table under the type name its errors show, and the server's OData. */
export interface FilterContext {
  readonly table: Table;
  /** As `dbo.supplier` or `Erp.Tablesets.CustomerRow`. */
  readonly typeName: string;
  readonly dialect: ODataDialect;
}

/**
 * Checks names and types before a row is looked at, so that an empty table refuses a wrong filter too. Throws
 * ODataError with the text of Microsoft's OData library (observed for P21, inferred for Kinetic).
 */
export function checkFilter(filter: Expression, context: FilterContext): void {
  if (typeOf(filter, context) !== "boolean") {
    throw new ODataError("types", "The $filter expression must evaluate to a single boolean value.");
  }
}

function typeOf(node: Expression, context: FilterContext): ValueType {
  switch (node.kind) {
    case "literal":
      return node.type;
    case "property":
      return propertyType(node.name, context);
    case "call":
      return callType(node.name, node.args, context);
    case "compare":
      return mustMatch(
        COMPARE_NAMES[node.operator] ?? node.operator,
        typeOf(node.left, context),
        typeOf(node.right, context),
        "boolean",
      );
    case "arithmetic":
      return mustMatch(node.operator, typeOf(node.left, context), typeOf(node.right, context), "number");
    case "logic":
      mustBe("boolean", node.left, context, node.operator);
      return mustBe("boolean", node.right, context, node.operator);
    case "not":
      return mustBe("boolean", node.operand, context, "not");
    case "in":
      return inType(node.left, node.values, context);
  }
}

const COMPARE_NAMES: Readonly<Record<string, string>> = {
  eq: "Equal",
  ne: "NotEqual",
  gt: "GreaterThan",
  ge: "GreaterThanOrEqual",
  lt: "LessThan",
  le: "LessThanOrEqual",
};

/** The type of a column, or the library's complaint that there is none. */
export function propertyType(name: string, { table, typeName }: Omit<FilterContext, "dialect">): ValueType {
  const column = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined;
  if (column === undefined)
    throw new ODataError("property", `Could not find a property named '${name}' on type '${typeName}'.`);
  return TYPE_OF[column];
}

function callType(name: string, args: readonly Expression[], context: FilterContext): ValueType {
  const found = context.dialect.functions.has(name) ? filterFunctions.get(name) : undefined;
  if (found === undefined) throw new ODataError("function", `An unknown function with name '${name}' was found.`);
  const types = args.map((argument) => typeOf(argument, context));
  const fits =
    types.length === found.takes.length && found.takes.every((type, at) => type === types[at] || types[at] === "null");
  if (!fits)
    throw new ODataError(
      "function",
      `No function signature for the function with name '${name}' matches the specified arguments.`,
    );
  return found.gives;
}

function inType(left: Expression, values: readonly Expression[], context: FilterContext): ValueType {
  if (context.dialect.inOperator === "refuses")
    throw new ODataError("syntax", "Syntax error: 'in' is not an operator here.");
  const type = typeOf(left, context);
  for (const value of values) mustMatch("In", type, typeOf(value, context), "boolean");
  return "boolean";
}

function mustMatch(operator: string, left: ValueType, right: ValueType, gives: ValueType): ValueType {
  if (left === right || left === "null" || right === "null") return gives;
  throw new ODataError(
    "types",
    `A binary operator with incompatible types was detected. Found operand types '${EDM_OF[left]}' and '${EDM_OF[right]}' for operator kind '${operator}'.`,
  );
}

function mustBe(type: ValueType, node: Expression, context: FilterContext, operator: string): ValueType {
  const found = typeOf(node, context);
  if (found !== type && found !== "null")
    throw new ODataError("types", `The operand of '${operator}' must be '${EDM_OF[type]}', not '${EDM_OF[found]}'.`);
  return type;
}
