import type { Answer } from "../../http/answer.ts";
import { toRow, type Relation } from "../../odata/table.ts";
import { childObject, idParameterOf, type BusinessObject } from "../business-objects.ts";
import { methodAnswer, type MethodParameters } from "../method-call.ts";
import type { KineticExchange } from "../exchange.ts";
import { blankRow } from "../store-rows.ts";
import { rowsIn } from "./tableset.ts";

/** `GetNew{Table}`: the tableset given, with a blank row at its end that waits for Update. */
export function getNew(exchange: KineticExchange, object: BusinessObject, parameters: MethodParameters): Answer {
  const rows = [...rowsIn(parameters["ds"], object.table), { ...blankRow(exchange, object), RowMod: "A" }];
  return methodAnswer(undefined, { ds: { [object.table.name]: rows, ExtensionTables: [] } });
}

/** `GetNew{Child}`, as `GetNewOrderDtl {ds, orderNum}`: the same for a child table, with its parent's key filled in. */
export function getNewChild(
  exchange: KineticExchange,
  object: BusinessObject,
  relation: Relation,
  parameters: MethodParameters,
): Answer {
  const child = childObject(object, relation);
  const given = toRow(parameters);
  const parent = relation.on
    .map((column) => [column, given[idParameterOf(column)]] as const)
    .filter(([, value]) => value !== undefined);
  const row = { ...blankRow(exchange, child), ...Object.fromEntries(parent), RowMod: "A" };
  return methodAnswer(undefined, {
    ds: {
      [object.table.name]: rowsIn(parameters["ds"], object.table),
      [child.table.name]: [...rowsIn(parameters["ds"], child.table), row],
      ExtensionTables: [],
    },
  });
}
