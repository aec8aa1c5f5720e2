import { refusing, type Answer } from "../../http/answer.ts";
import type { Row } from "../../odata/table.ts";
import type { BusinessObject } from "../business-objects.ts";
import { answering } from "../refusals.ts";
import { methodAnswer, type MethodParameters } from "../method-call.ts";
import { kineticError } from "../errors.ts";
import { companyRows, type KineticExchange } from "../exchange.ts";
import { selectWhere } from "../select-where.ts";
import type { KineticSwitches } from "../switches.ts";
import { tablesetOf } from "./tableset.ts";

/** `GetRows`: a page of rows with their children. Where clauses of child tables are taken and not looked at. */
export function getRows(exchange: KineticExchange, object: BusinessObject, parameters: MethodParameters): Answer {
  return page(exchange, object, parameters, (rows) => tablesetOf(object, rows));
}

/** `GetList`: the same without children, in a table whose name ends in List. */
export function getList(exchange: KineticExchange, object: BusinessObject, parameters: MethodParameters): Answer {
  return page(exchange, object, parameters, (rows) => ({
    [`${object.table.name}List`]: rows.map((row) => ({ ...row, RowMod: "" })),
    ExtensionTables: [],
  }));
}

function page(
  exchange: KineticExchange,
  object: BusinessObject,
  parameters: MethodParameters,
  shape: (rows: readonly Row[]) => unknown,
): Answer {
  const size = wholeNumber(parameters["pageSize"]);
  if (size === 0 && exchange.switches.pageSizeZero === 400) {
    return refusing(
      kineticError(exchange, "badRequest", "kinetic.method.page-size", "The page size must be greater than zero."),
      "a pageSize above zero",
    );
  }
  return answering(exchange, () => {
    const found = selectWhere(whereOf(object, parameters), object.table, companyRows(object, exchange));
    // Counted from 0: a client in the field begins there and goes up by one (observed:client).
    const start = size * wholeNumber(parameters["absolutePage"]);
    const rows = size === 0 ? found : found.slice(start, start + size);
    return methodAnswer(shape(rows), more(size > 0 && start + size < found.length, exchange.switches));
  });
}

function whereOf(object: BusinessObject, parameters: MethodParameters): string {
  const where = parameters[`whereClause${object.table.name}`] ?? parameters["whereClause"];
  return typeof where === "string" ? where : "";
}

function wholeNumber(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}

function more(morePages: boolean, { morePagesName }: KineticSwitches): Readonly<Record<string, boolean>> {
  const names = morePagesName === "both" ? ["morePages", "morePage"] : [morePagesName];
  return Object.fromEntries(names.map((name) => [name, morePages]));
}
