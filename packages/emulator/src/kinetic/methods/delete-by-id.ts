import type { Answer } from "../../http/answer.ts";
import type { BusinessObject } from "../business-objects.ts";
import { notFound } from "../refusals.ts";
import { methodAnswer, type MethodParameters } from "../method-call.ts";
import type { KineticExchange } from "../exchange.ts";
import { removeRow } from "../store-rows.ts";
import { rowById } from "./get-by-id.ts";

/** `DeleteByID`: removes one row; it returns nothing. */
export function deleteById(exchange: KineticExchange, object: BusinessObject, parameters: MethodParameters): Answer {
  const row = rowById(exchange, object, parameters);
  if (row === undefined) return notFound(exchange, object);
  removeRow(object, row);
  return methodAnswer(undefined);
}
