import type { Answer } from "../../http/answer.ts";
import type { BusinessObject } from "../business-objects.ts";
import { methodAnswer, type MethodParameters } from "../method-call.ts";
import type { KineticExchange } from "../exchange.ts";
import { rowsIn } from "./tableset.ts";

/** `GetCustomerTerritory`: the first customer of the tableset with a default territory (observed:client). */
export function getCustomerTerritory(
  exchange: KineticExchange,
  object: BusinessObject,
  parameters: MethodParameters,
): Answer {
  const [customer = {}] = rowsIn(parameters["ds"], object.table);
  const territory = exchange.state.tables.SalesTer.rows[0]?.["TerritoryID"] ?? "";
  return methodAnswer(undefined, { ds: { Customer: [{ ...customer, TerritoryID: territory }], ExtensionTables: [] } });
}
