import type { Answer } from "../../http/answer.ts";
import type { BusinessObject } from "../business-objects.ts";
import { methodAnswer, type MethodParameters } from "../method-call.ts";
import type { KineticExchange } from "../exchange.ts";
import { blankRow } from "../store-rows.ts";
import { rowsIn } from "./tableset.ts";

/** `GetNew{Table}`: the tableset given, with a blank row at its end that waits for Update. */
export function getNew(exchange: KineticExchange, object: BusinessObject, parameters: MethodParameters): Answer {
  const rows = [...rowsIn(parameters["ds"], object.table), { ...blankRow(exchange, object), RowMod: "A" }];
  return methodAnswer(undefined, { ds: { [object.table.name]: rows, ExtensionTables: [] } });
}
