import { empty, json, refusing, runSteps, type Answer } from "../../http/answer.ts";
import { queryOf } from "../../http/call.ts";
import { applyQuery, type QueryResult } from "../../odata/apply-query.ts";
import { odata4, type ODataDialect } from "../../odata/functions.ts";
import { ODataError } from "../../odata/odata-error.ts";
import { readQuery } from "../../odata/query.ts";
import type { Table } from "../../odata/table.ts";
import { checkBearer } from "../check-bearer.ts";
import { checkCatalogue, checkTable } from "../check-scope.ts";
import type { Prophet21Address } from "../read-address.ts";
import type { Prophet21Exchange } from "../exchange.ts";
import { csdl } from "../csdl.ts";

type ODataAddress = Extract<Prophet21Address, { kind: "odata" }>;

/** OData 4 without `substringof` and `now()`, and with an `in` that is parsed and then forgotten, filter and all (observed). */
const dialect: ODataDialect = { ...odata4, inOperator: "drops-filter" };

/** `GET /odataservice/odata/table/…` and `/view/…`: Data Services. */
export function odata(exchange: Prophet21Exchange, address: ODataAddress): Answer {
  return runSteps(
    [checkBearer, refuseOtherVerbs, () => catalogue(exchange, address), () => rows(exchange, address)],
    exchange,
  );
}

function refuseOtherVerbs({ call }: Prophet21Exchange): Answer | undefined {
  return call.method === "GET"
    ? undefined
    : refusing(empty("prophet21.odata.verb", 405), "GET: Data Services only read");
}

function tablesOf({ state }: Prophet21Exchange, address: ODataAddress): readonly Table[] {
  return address.object === "table" ? state.tables : state.views;
}

/** The collection itself: the list of names, or `$metadata`. */
function catalogue(exchange: Prophet21Exchange, address: ODataAddress): Answer | undefined {
  if (address.name !== undefined) return undefined;
  const denied = checkCatalogue(exchange);
  if (denied !== undefined) return denied;
  const tables = tablesOf(exchange, address);
  if (address.metadata) return odataJson("prophet21.odata.metadata", csdl(tables));
  const value = tables.map(({ name }) => ({ name, kind: "EntitySet", url: name }));
  return odataJson("prophet21.odata.catalogue", {
    "@odata.context": `${collection(exchange, address)}/$metadata`,
    value,
  });
}

/** A table that does not exist, or a view asked for as a table, is a 404 without a body (observed); so is one that may not be read a 401. */
function rows(exchange: Prophet21Exchange, address: ODataAddress): Answer {
  const table = tablesOf(exchange, address).find(({ name }) => name === address.name);
  if (table === undefined)
    return refusing(
      empty("prophet21.odata.unknown", 404),
      `a name from the catalogue at ${collection(exchange, address)}/, letter case included`,
    );
  return checkTable(exchange, address.object, table.name) ?? read(exchange, address, table);
}

function read(exchange: Prophet21Exchange, address: ODataAddress, table: Table): Answer {
  try {
    const query = readQuery(queryOf(exchange.call));
    if (query.expand.length > 0) return refusing(empty("prophet21.odata.expand", 404), "the same without $expand");
    const source = {
      table,
      rows: table.rows,
      relations: [],
      dialect,
      typeName: `dbo.${table.name}`,
      defaultRowCap: Infinity,
    };
    const context = `${collection(exchange, address)}/$metadata#${table.name}`;
    return (
      refuseSelect(query.select, table) ??
      odataJson("prophet21.odata.read", envelope(context, applyQuery(query, source)))
    );
  } catch (error) {
    return refuseQuery(error);
  }
}

/** An unknown column in `$select` is a 404 that says nothing (observed), unlike one in `$filter`. */
function refuseSelect(select: readonly string[] | undefined, table: Table): Answer | undefined {
  if (select === undefined || select.every((name) => Object.hasOwn(table.columns, name))) return undefined;
  return refusing(empty("prophet21.odata.select", 404), "columns that $metadata lists, letter case included");
}

function refuseQuery(error: unknown): Answer {
  if (!(error instanceof ODataError)) throw error;
  // The texts are observed, the wrapper around them is not.
  const answer = json(`prophet21.odata.${error.kind}`, { error: { code: "404", message: error.message } }, 404);
  return refusing(answer, "columns that $metadata lists, numbers without quotes, and OData 4's functions");
}

function envelope(context: string, result: QueryResult): object {
  return {
    "@odata.context": context,
    ...(result.count === undefined ? {} : { "@odata.count": result.count }),
    value: result.rows,
  };
}

function odataJson(rule: string, value: object): Answer {
  const answer = json(rule, value, 200, "application/json; odata.metadata=minimal; odata.streaming=true");
  return { ...answer, headers: { ...answer.headers, "odata-version": "4.0" } };
}

function collection({ call }: Prophet21Exchange, address: ODataAddress): string {
  return `${call.origin}/odataservice/odata/${address.object}`;
}
