import { refusing, type Answer } from "../../http/answer.ts";
import { queryOf } from "../../http/call.ts";
import { applyQuery } from "../../odata/apply-query.ts";
import { odata3, odata4 } from "../../odata/functions.ts";
import { ODataError } from "../../odata/odata-error.ts";
import { readQuery } from "../../odata/query.ts";
import type { Row, Table } from "../../odata/table.ts";
import { baqs, type Baq, type BaqValues } from "../baqs.ts";
import { kineticError } from "../errors.ts";
import { currentCompany, type KineticExchange } from "../exchange.ts";
import { answering } from "../refusals.ts";
import { collections } from "../service-document.ts";
import { blankValues } from "../store-rows.ts";
import { writeRows, type RowsOf } from "../write-rows.ts";
import { baqList } from "./service-list.ts";
import { updateBaq } from "./update-baq.ts";

/**
 * BAQs: on v1 `BaqSvc/{BaqID}`, with or without a slash at the end (observed:client); on v2 `BaqSvc/{BaqID}/Data`, and
 * without `Data` the BAQ's own little service document.
 */
export function baqService(exchange: KineticExchange): Answer {
  const { address } = exchange;
  const [id = "", part = "", ...more] = address.kind === "resource" ? address.rest : [];
  if (id === "") return baqList(exchange);
  const baq = baqs.find((candidate) => candidate.id.toLowerCase() === id.toLowerCase());
  const isV1 = address.kind === "resource" && address.api === "v1";
  if (baq === undefined || more.length > 0) return unknown(exchange, id);
  const parts = ["Data", ...(baq.update === undefined ? [] : ["GetNew"])];
  if (!isV1 && part === "") return collections(exchange, "kinetic.baq.parts", parts);
  if (part === "GetNew" && parts.includes(part)) return newRow(exchange, baq);
  return part === (isV1 ? "" : "Data") ? data(exchange, baq) : unknown(exchange, `${id}/${part}`);
}

function data(exchange: KineticExchange, baq: Baq): Answer {
  switch (exchange.call.method) {
    case "GET":
      return runBaq(exchange, baq);
    case "PATCH":
      return updateBaq(exchange, baq, rowsOf(exchange, baq));
    default:
      return refusing(
        kineticError(exchange, "wrongVerb", "kinetic.baq.verb", "The requested resource does not support this method."),
        baq.update === undefined ? "GET" : "GET or PATCH",
      );
  }
}

function runBaq(exchange: KineticExchange, baq: Baq): Answer {
  const of = rowsOf(exchange, baq);
  return answering(exchange, () => {
    const query = readQuery(queryOf(exchange.call));
    if (query.expand.length > 0)
      throw new ODataError("option", "The query option '$expand' is not supported on a BAQ.");
    const rows = baq.run(exchange.state.tables, currentCompany(exchange), valuesOf(exchange, baq));
    const table: Table = { name: baq.id, columns: baq.columns, keys: ["RowIdent"], rows };
    const result = applyQuery(query, {
      table,
      rows,
      relations: [],
      dialect: of.api === "v1" ? odata3 : odata4,
      typeName: `Epicor.DynamicQuery.${baq.id}`,
      defaultRowCap: exchange.switches.defaultRowCap,
    });
    return writeRows(exchange, of, result);
  });
}

/** Parameters stand in the query by their names, repeated for lists (documented). */
function valuesOf({ call }: KineticExchange, baq: Baq): BaqValues {
  const query = queryOf(call);
  const given = Object.keys(baq.parameters).filter((name) => query.has(name));
  const values = given.map((name): [string, readonly string[]] => [name, query.getAll(name)]);
  for (const [name, texts] of values) {
    if (baq.parameters[name]?.type === "integer" && !texts.every((text) => /^\d+$/.test(text)))
      throw new ODataError("option", `The value of the query parameter '${name}' is not valid.`);
  }
  return Object.fromEntries(values);
}

/** `GetNew`: an empty row of an updatable BAQ (documented). */
function newRow(exchange: KineticExchange, baq: Baq): Answer {
  const row: Row = { ...blankValues(baq.columns, exchange.random), RowMod: "A" };
  return writeRows(exchange, rowsOf(exchange, baq), { rows: [row], count: undefined });
}

function rowsOf({ address, call }: KineticExchange, baq: Baq): RowsOf {
  const api = address.kind === "resource" ? address.api : "v2";
  return { api, serviceAddress: `${call.origin}${call.path}`, entitySet: baq.id };
}

function unknown(exchange: KineticExchange, id: string): Answer {
  const names = baqs.map((baq) => baq.id).join(", ");
  return refusing(
    kineticError(exchange, "notFound", "kinetic.baq.unknown", `Query ${id} not found.`),
    `one of the BAQs ${names}; on v2 followed by /Data`,
  );
}
