import { isObject } from "../../http/json-object.ts";
import { toRow, type Row, type Table } from "../../odata/table.ts";
import type { BusinessObject } from "../business-objects.ts";

/** Tables by name, each a list of rows with a RowMod, as methods take and give them (official:swagger). */
export type Tableset = Readonly<Record<string, readonly Row[]>>;

/** The rows with their children beside them, none of them changed. */
export function tablesetOf(object: BusinessObject, rows: readonly Row[]): Tableset {
  const children = object.relations.map(
    ({ table, on }) =>
      [
        table.name,
        table.rows.filter((child) => rows.some((row) => on.every((column) => child[column] === row[column]))),
      ] as const,
  );
  return {
    [object.table.name]: rows.map(unchanged),
    ...Object.fromEntries(children.map(([name, found]) => [name, found.map(unchanged)])),
    ExtensionTables: [],
  };
}

function unchanged(row: Row): Row {
  return { ...row, RowMod: "" };
}

/** The rows of one table in a tableset that a caller sent; anything that is no row is left out. */
export function rowsIn(ds: unknown, table: Table): readonly Row[] {
  const rows = isObject(ds) ? ds[table.name] : undefined;
  return Array.isArray(rows) ? rows.filter(isObject).map(toRow) : [];
}
