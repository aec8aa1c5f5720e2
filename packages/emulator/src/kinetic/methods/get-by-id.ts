import type { Answer } from "../../http/answer.ts";
import type { Row } from "../../odata/table.ts";
import type { BusinessObject } from "../business-objects.ts";
import { notFound } from "../refusals.ts";
import { methodAnswer, type MethodParameters } from "../method-call.ts";
import { companyRows, type KineticExchange } from "../exchange.ts";
import { tablesetOf } from "./tableset.ts";

/** `GetByID`: one row by its own key, with its children; 404 when there is none, which clients rely on (observed:client). */
export function getById(exchange: KineticExchange, object: BusinessObject, parameters: MethodParameters): Answer {
  const row = rowById(exchange, object, parameters);
  return row === undefined ? notFound(exchange, object) : methodAnswer(tablesetOf(object, [row]));
}

/** Compared as text, because a GET has every parameter as text. */
export function rowById(
  exchange: KineticExchange,
  object: BusinessObject,
  parameters: MethodParameters,
): Row | undefined {
  const id = parameters[object.idParameter];
  if (typeof id !== "string" && typeof id !== "number") return undefined;
  return companyRows(object, exchange).find((row) => String(row[object.idColumn]) === String(id));
}
