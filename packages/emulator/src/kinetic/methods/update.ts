import type { Answer } from "../../http/answer.ts";
import type { Row, Table } from "../../odata/table.ts";
import { childObject, type BusinessObject } from "../business-objects.ts";
import { refused } from "../refusals.ts";
import { methodAnswer, type MethodParameters } from "../method-call.ts";
import type { KineticExchange } from "../exchange.ts";
import { addRow, changeRow, removeRow, type Change } from "../store-rows.ts";
import { rowsIn } from "./tableset.ts";

/**
 * `Update`: adds, changes and removes rows by their RowMod (`A`, `U`, `D`; others are left alone), the main table's first and
 * then its children's, and gives the tableset back as it now is. Nothing is kept of a tableset in which one row fails.
 */
export function update(exchange: KineticExchange, object: BusinessObject, parameters: MethodParameters): Answer {
  const parts = [object, ...object.relations.map((relation) => childObject(object, relation))];
  const restore = parts.map(({ table }) => snapshot(table));
  const tables: Record<string, readonly Row[]> = {};
  for (const part of parts) {
    const given = rowsIn(parameters["ds"], part.table);
    const results = given.map((row) => ({ row, change: apply(exchange, part, row) }));
    const failed = results.map(({ change }) => change).find((change) => "refused" in change);
    if (failed !== undefined) {
      for (const undo of restore) undo();
      return refused(exchange, part, failed);
    }
    if (given.length > 0 || part === object) tables[part.table.name] = results.flatMap(kept);
  }
  return methodAnswer(undefined, { ds: { ...tables, ExtensionTables: [] } });
}

function kept({ row, change }: { readonly row: Row; readonly change: Change }): readonly Row[] {
  return row["RowMod"] === "D" || !("done" in change) ? [] : [{ ...change.done, RowMod: "" }];
}

/** Rows keep their identity: a user's account is its row. */
function snapshot({ rows }: Table): () => void {
  const before = rows.map((row) => ({ row, values: { ...row } }));
  return () => {
    for (const { row, values } of before) Object.assign(row, values);
    rows.splice(0, rows.length, ...before.map(({ row }) => row));
  };
}

function apply(exchange: KineticExchange, object: BusinessObject, row: Row): Change {
  const { RowMod: mod } = row;
  if (mod === "A") return addRow(exchange, object, row);
  if (mod === "U") return changeRow(exchange, object, row);
  return mod === "D" ? remove(object, row) : { done: row };
}

function remove(object: BusinessObject, row: Row): Change {
  const found = object.table.rows.find((candidate) =>
    object.table.keys.every((column) => candidate[column] === row[column]),
  );
  if (found === undefined) return { refused: "not-found" };
  removeRow(object, found);
  return { done: found };
}
