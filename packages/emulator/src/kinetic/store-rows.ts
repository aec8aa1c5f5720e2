import type { Row, Table, Value } from "../odata/table.ts";
import { randomGuid } from "../seeded-random.ts";
import type { BusinessObject } from "./business-objects.ts";
import { currentCompany, type KineticExchange } from "./exchange.ts";

/** What came of a change; the caller turns it into an answer. */
export type Change = { readonly done: Row } | { readonly refused: "duplicate" | "not-found" };

/** A new row: defaults for what is missing, the next number where the key is a number left at zero. */
export function addRow(exchange: KineticExchange, object: BusinessObject, given: Row): Change {
  const { table } = object;
  const row = { ...blankRow(exchange, object), ...known(given, table), ...ownership(exchange, object, given) };
  if (row[object.idColumn] === 0) row[object.idColumn] = nextNumber(row, table, object.idColumn);
  if (table.rows.some((other) => sameKey(other, row, table) || sameId(other, row))) return { refused: "duplicate" };
  table.rows.push(row);
  return { done: row };
}

/** Changes the columns given; the rest stays. */
export function changeRow(exchange: KineticExchange, object: BusinessObject, given: Row): Change {
  const { table } = object;
  const wanted = { ...given, ...ownership(exchange, object, given) };
  const row = table.rows.find((candidate) => sameKey(candidate, wanted, table));
  if (row === undefined) return { refused: "not-found" };
  const { SysRowID: _fixed, SysRevID: _counted, ...changes } = known(given, table);
  Object.assign(
    row,
    changes,
    Object.hasOwn(table.columns, "SysRevID") ? { SysRevID: Number(row["SysRevID"]) + 1 } : {},
  );
  return { done: row };
}

/** Removes a row, and the rows of child tables that belong to it. */
export function removeRow({ table, relations }: BusinessObject, row: Row): void {
  table.rows.splice(table.rows.indexOf(row), 1);
  for (const { table: child, on } of relations) {
    const staying = child.rows.filter((each) => !on.every((column) => each[column] === row[column]));
    child.rows.splice(0, child.rows.length, ...staying);
  }
}

/** A row as GetNew hands it out: every column with the default of its type. */
export function blankRow(exchange: KineticExchange, object: BusinessObject): Row {
  const company = object.byCompany ? { Company: currentCompany(exchange) } : {};
  return { ...blankValues(object.table.columns, exchange.random), ...company };
}

/** The defaults of the columns' types; a new id where a row has one. */
export function blankValues(columns: Table["columns"], random: () => number): Row {
  const entries = Object.entries(columns).map(([name, type]): [string, Value] => {
    if (type === "Edm.Guid") return [name, randomGuid(random)];
    if (type === "Edm.Int32" || type === "Edm.Decimal") return [name, 0];
    if (type === "Edm.Boolean") return [name, false];
    return [name, type === "Edm.DateTime" ? null : ""];
  });
  return Object.fromEntries(entries);
}

/** A row without a company belongs to the one worked in. */
function ownership(exchange: KineticExchange, object: BusinessObject, given: Row): Row {
  const company = given["Company"];
  if (!object.byCompany || (typeof company === "string" && company !== "")) return {};
  return { Company: currentCompany(exchange) };
}

function known(given: Row, table: Table): Row {
  return Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(table.columns, name)));
}

function sameKey(left: Row, right: Row, table: Table): boolean {
  return table.keys.every((column) => left[column] === right[column]);
}

/** A customer's or supplier's text id is unique in its company, too. */
function sameId(left: Row, right: Row): boolean {
  const column = ["CustID", "VendorID"].find((name) => typeof right[name] === "string" && right[name] !== "");
  return column !== undefined && left["Company"] === right["Company"] && left[column] === right[column];
}

/** One more than the highest so far among the rows that share the rest of the key: a company's customers, an order's lines. */
function nextNumber(row: Row, table: Table, column: string): number {
  const others = table.keys.filter((name) => name !== column);
  const siblings = table.rows.filter((other) => others.every((name) => other[name] === row[name]));
  return siblings.reduce((highest, each) => Math.max(highest, Number(each[column] ?? 0)), 0) + 1;
}
