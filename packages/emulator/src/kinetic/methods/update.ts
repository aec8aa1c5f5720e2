import type { Answer } from "../../http/answer.ts";
import type { Row } from "../../odata/table.ts";
import type { BusinessObject } from "../business-objects.ts";
import { refused } from "../refusals.ts";
import { methodAnswer, type MethodParameters } from "../method-call.ts";
import type { KineticExchange } from "../exchange.ts";
import { addRow, changeRow, removeRow, type Change } from "../store-rows.ts";
import { rowsIn } from "./tableset.ts";

/**
 * `Update`: adds, changes and removes rows by their RowMod (`A`, `U`, `D`; others are left alone) and gives the tableset
 * back as it now is. Nothing is kept of a tableset in which one row fails.
 */
export function update(exchange: KineticExchange, object: BusinessObject, parameters: MethodParameters): Answer {
  const before = structuredClone(object.table.rows);
  const results: Row[] = [];
  for (const row of rowsIn(parameters["ds"], object.table)) {
    const change = apply(exchange, object, row);
    if ("refused" in change) {
      object.table.rows.splice(0, object.table.rows.length, ...before);
      return refused(exchange, object, change);
    }
    if (row["RowMod"] !== "D") results.push({ ...change.done, RowMod: "" });
  }
  return methodAnswer(undefined, { ds: { [object.table.name]: results, ExtensionTables: [] } });
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
