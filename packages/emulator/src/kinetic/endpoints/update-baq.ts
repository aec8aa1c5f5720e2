import { refusing, type Answer } from "../../http/answer.ts";
import { readJsonObject } from "../../http/json-object.ts";
import { toRow } from "../../odata/table.ts";
import type { Baq } from "../baqs.ts";
import { kineticError } from "../errors.ts";
import { currentCompany, type KineticExchange } from "../exchange.ts";
import { writeRows, type RowsOf } from "../write-rows.ts";

/** `PATCH` at the address a BAQ is read from: one row goes back into its tables (documented). The answer's form is ours. */
export function updateBaq(exchange: KineticExchange, baq: Baq, of: RowsOf): Answer {
  if (baq.update === undefined)
    return refusing(kineticError(exchange, "wrongVerb", "kinetic.baq.verb", "The query is not updatable."), "GET");
  const given = readJsonObject(exchange.call.body);
  if (given === undefined)
    return refusing(
      kineticError(exchange, "badRequest", "kinetic.baq.body", "The request body cannot be deserialised."),
      "a JSON object with the row's columns: one row",
    );
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(baq.columns, name));
  if (unknown !== undefined)
    return refusing(
      kineticError(exchange, "badRequest", "kinetic.baq.body", `The property '${unknown}' does not exist.`),
      `columns of ${baq.id}: ${Object.keys(baq.columns).join(", ")}`,
    );
  const written = baq.update.write(exchange.state.tables, currentCompany(exchange), toRow(given));
  if (written === undefined)
    return refusing(
      kineticError(exchange, "recordNotFound", "kinetic.record.not-found", "Record not found."),
      "the key columns of a row that the query finds",
    );
  return writeRows(exchange, of, { rows: [written], count: undefined });
}
