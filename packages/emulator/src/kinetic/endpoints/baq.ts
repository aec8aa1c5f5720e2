import { refusing, type Answer } from "../../http/answer.ts";
import { queryOf } from "../../http/call.ts";
import { applyQuery } from "../../odata/apply-query.ts";
import { odata3, odata4 } from "../../odata/functions.ts";
import { ODataError } from "../../odata/odata-error.ts";
import { readQuery } from "../../odata/query.ts";
import type { Table } from "../../odata/table.ts";
import { baqs, type Baq } from "../baqs.ts";
import { kineticError } from "../errors.ts";
import { currentCompany, type KineticExchange } from "../exchange.ts";
import { answering } from "../refusals.ts";
import { collections } from "../service-document.ts";
import { writeRows } from "../write-rows.ts";
import { baqList } from "./service-list.ts";

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
  if (!isV1 && part === "") return collections(exchange, "kinetic.baq.parts", ["Data"]);
  if (part !== (isV1 ? "" : "Data")) return unknown(exchange, `${id}/${part}`);
  return exchange.call.method === "GET" ? runBaq(exchange, baq, isV1 ? "v1" : "v2") : notUpdatable(exchange);
}

function runBaq(exchange: KineticExchange, baq: Baq, api: "v1" | "v2"): Answer {
  return answering(exchange, () => {
    const query = readQuery(queryOf(exchange.call));
    if (query.expand.length > 0)
      throw new ODataError("option", "The query option '$expand' is not supported on a BAQ.");
    const rows = baq.run(exchange.state.tables, currentCompany(exchange));
    const table: Table = { name: baq.id, columns: baq.columns, keys: ["RowIdent"], rows };
    const dialect = api === "v1" ? odata3 : odata4;
    const result = applyQuery(query, {
      table,
      rows,
      relations: [],
      dialect,
      typeName: `Epicor.DynamicQuery.${baq.id}`,
      defaultRowCap: exchange.switches.defaultRowCap,
    });
    return writeRows(
      exchange,
      { api, serviceAddress: `${exchange.call.origin}${exchange.call.path}`, entitySet: baq.id },
      result,
    );
  });
}

function unknown(exchange: KineticExchange, id: string): Answer {
  const names = baqs.map((baq) => baq.id).join(", ");
  return refusing(
    kineticError(exchange, "notFound", "kinetic.baq.unknown", `Query ${id} not found.`),
    `one of the BAQs ${names}; on v2 followed by /Data`,
  );
}

function notUpdatable(exchange: KineticExchange): Answer {
  return refusing(kineticError(exchange, "wrongVerb", "kinetic.baq.verb", "The query is not updatable."), "GET");
}
