import type { JsonObject } from "../../http/json-object.ts";
import { toRow, type Row, type Table, type Value } from "../../odata/table.ts";

/** Columns under the REST families' names: `customer_name` becomes `CustomerName`. */
export function toMembers(row: Row): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [memberOf(column), value]));
}

export function memberOf(column: string): string {
  return column.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** The members of a body that are columns of the table, as a row. What is no column is left out, as the middleware does (inferred). */
export function fromMembers(sent: JsonObject, { columns }: Table): Row {
  const given = toRow(sent);
  const known = Object.keys(columns).flatMap((column) => {
    const value = given[memberOf(column)];
    return value === undefined ? [] : [[column, value] as const];
  });
  return Object.fromEntries(known);
}
