import type { Row } from "../../odata/table.ts";
import { BusinessError } from "./business-error.ts";
import { keyed } from "./field-value.ts";
import { linkOf } from "./find-record.ts";
import { cellsOf, nextNumber, requireFields, stamp, type ElementEdits, type SaveContext } from "./cells.ts";
import type { WindowElement } from "./window-service.ts";

/** The writes that a record's grids come to, checked before any is made. Throws BusinessError. */
export function planLines(edits: readonly ElementEdits[], head: Row, context: SaveContext): readonly (() => void)[] {
  const grids = edits.filter(({ element }) => element.type === "List");
  return grids.flatMap((grid) => fold(grid).map((row) => planLine(grid, row, head, context)));
}

/** Rows that agree on the keys are one row, and the last value keyed in wins (observed). */
function fold({ element, keys, rows }: ElementEdits): readonly ReadonlyMap<string, string>[] {
  const identity = keys.length > 0 ? keys : element.keyFields;
  if (identity.length === 0) return rows;
  const folded = new Map<string, ReadonlyMap<string, string>>();
  for (const row of rows) {
    const name = JSON.stringify(identity.map((key) => requireKey(row, key)));
    folded.set(name, new Map([...(folded.get(name) ?? []), ...row]));
  }
  return [...folded.values()];
}

/** The words of the library that looks the key up; every key field must be sent in every row (documented). */
function requireKey(row: ReadonlyMap<string, string>, key: string): string {
  const value = row.get(key);
  if (value === undefined) throw new BusinessError("General Exception: Sequence contains no matching element");
  return value;
}

function planLine(
  { element, keys }: ElementEdits,
  row: ReadonlyMap<string, string>,
  head: Row,
  context: SaveContext,
): () => void {
  const cells = cellsOf(element, row, undefined, context);
  const existing = existingLine(element, keys, row, head, context);
  if (existing !== undefined) {
    return () => {
      Object.assign(existing, cells);
      stamp(existing, context);
    };
  }
  requireFields(element, cells);
  return () => insertLine(element, cells, head, context);
}

function existingLine(
  element: WindowElement,
  keys: readonly string[],
  row: ReadonlyMap<string, string>,
  head: Row,
  { data }: SaveContext,
): Row | undefined {
  const identity = keys.length > 0 ? keys : element.keyFields;
  const link = linkOf(element);
  const wanted = element.fields
    .filter(({ name }) => identity.includes(name))
    .map((field) => [field.column, keyed(field, element, row.get(field.name) ?? "", data)] as const);
  const lines = data.table(element.table).rows.filter((line) => line[link] === head[link]);
  return lines.find((line) => wanted.every(([column, value]) => line[column] === value));
}

function insertLine(element: WindowElement, cells: Row, head: Row, context: SaveContext): void {
  const { rows, columns } = context.data.table(element.table);
  const link = linkOf(element);
  const uid = `${element.table}_uid`;
  const blank = Object.fromEntries(Object.keys(columns).map((column) => [column, null]));
  const lines = rows.filter((line) => line[link] === head[link]);
  const line: Row = {
    ...blank,
    delete_flag: "N",
    ...(Object.hasOwn(columns, uid) ? { [uid]: nextNumber(rows, uid) } : {}),
    [link]: head[link] ?? null,
    line_no: lines.length + 1,
    ...cells,
  };
  line["unit_price"] ??= priceOf(line, context);
  stamp(line, context);
  rows.push(line);
}

/** A line that names no price gets the item's. */
function priceOf(line: Row, { data }: SaveContext): number {
  const item = data.table("inv_mast").rows.find((row) => row["inv_mast_uid"] === line["inv_mast_uid"]);
  return Number(item?.["price1"] ?? 0);
}
