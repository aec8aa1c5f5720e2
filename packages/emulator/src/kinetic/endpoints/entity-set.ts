import { empty, refusing, type Answer } from "../../http/answer.ts";
import { queryOf } from "../../http/call.ts";
import { readJsonObject } from "../../http/json-object.ts";
import { applyQuery } from "../../odata/apply-query.ts";
import { odata3, odata4 } from "../../odata/functions.ts";
import { readQuery } from "../../odata/query.ts";
import { toRow, type Row } from "../../odata/table.ts";
import type { BusinessObject } from "../business-objects.ts";
import { checkMethodRight } from "../check-access.ts";
import { kineticError } from "../errors.ts";
import { companyRows, type KineticExchange } from "../exchange.ts";
import { findByKey } from "../read-key.ts";
import { answering, notFound, refused } from "../refusals.ts";
import { addRow, changeRow, removeRow } from "../store-rows.ts";
import { writeRow, writeRows, type RowsOf } from "../write-rows.ts";

/** `…/{Svc}/{EntitySet}`: read, count, add. */
export function entitySet(exchange: KineticExchange, object: BusinessObject, of: RowsOf): Answer {
  switch (exchange.call.method) {
    case "GET":
      return checkMethodRight(exchange, object.service, "GetRows") ?? readSet(exchange, object, of);
    case "POST":
      return checkMethodRight(exchange, object.service, "Update") ?? add(exchange, object, of);
    default:
      return refusing(
        kineticError(
          exchange,
          "wrongVerb",
          "kinetic.odata.verb",
          "The requested resource does not support this method.",
        ),
        "GET or POST",
      );
  }
}

/** `…/{Svc}/{EntitySet}({key})`: read, change, remove one row. */
export function entity(exchange: KineticExchange, object: BusinessObject, of: RowsOf, keyText: string): Answer {
  const { method } = exchange.call;
  const right = { GET: "GetByID", PATCH: "Update", DELETE: "DeleteByID" }[method];
  if (right === undefined)
    return refusing(
      kineticError(exchange, "wrongVerb", "kinetic.odata.verb", "The requested resource does not support this method."),
      "GET, PATCH or DELETE",
    );
  const denied = checkMethodRight(exchange, object.service, right);
  if (denied !== undefined) return denied;
  const found = findByKey(keyText, object.table, companyRows(object, exchange));
  if (found === "malformed")
    return kineticError(
      exchange,
      "odata",
      "kinetic.odata.key",
      `The key '${keyText}' does not fit ${object.entitySet}.`,
    );
  if (found === undefined) return notFound(exchange, object);
  if (method === "PATCH") return change(exchange, object, found);
  if (method === "GET") return readOne(exchange, object, of, found);
  removeRow(object, found);
  return empty("kinetic.odata.removed", 204);
}

/** `…/{Svc}/{EntitySet}/$count`: how many rows, as plain text. */
export function entityCount(exchange: KineticExchange, object: BusinessObject, of: RowsOf): Answer {
  return answering(exchange, () => {
    const { count = 0 } = applyQuery(
      { ...readQuery(queryOf(exchange.call)), count: true },
      sourceOf(exchange, object, of),
    );
    return { status: 200, headers: { "content-type": "text/plain" }, body: String(count), rule: "kinetic.odata.read" };
  });
}

function readSet(exchange: KineticExchange, object: BusinessObject, of: RowsOf): Answer {
  return answering(exchange, () =>
    writeRows(exchange, of, applyQuery(readQuery(queryOf(exchange.call)), sourceOf(exchange, object, of))),
  );
}

function readOne(exchange: KineticExchange, object: BusinessObject, of: RowsOf, row: Row): Answer {
  return answering(exchange, () => {
    const query = { ...readQuery(queryOf(exchange.call)), filter: undefined, skip: 0, top: 1 };
    const { rows } = applyQuery(query, { ...sourceOf(exchange, object, of), rows: [row] });
    return writeRow(exchange, of, rows[0] ?? row);
  });
}

function sourceOf(exchange: KineticExchange, object: BusinessObject, of: RowsOf): Parameters<typeof applyQuery>[1] {
  return {
    table: object.table,
    typeName: `Erp.Tablesets.${object.table.name}Row`,
    rows: companyRows(object, exchange),
    relations: object.relations,
    dialect: of.api === "v1" ? odata3 : odata4,
    defaultRowCap: exchange.switches.defaultRowCap,
  };
}

function add(exchange: KineticExchange, object: BusinessObject, of: RowsOf): Answer {
  const given = readRow(exchange);
  if (given === undefined) return malformed(exchange);
  const added = addRow(exchange, object, given);
  return "done" in added ? writeRow(exchange, of, added.done, 201) : refused(exchange, object, added);
}

function change(exchange: KineticExchange, object: BusinessObject, row: Row): Answer {
  const given = readRow(exchange);
  if (given === undefined) return malformed(exchange);
  const keys = Object.fromEntries(object.table.keys.map((column) => [column, row[column] ?? null]));
  const changed = changeRow(exchange, object, { ...given, ...keys });
  return "done" in changed ? empty("kinetic.odata.changed", 204) : refused(exchange, object, changed);
}

function readRow({ call }: KineticExchange): Row | undefined {
  const given = readJsonObject(call.body);
  return given === undefined ? undefined : toRow(given);
}

function malformed(exchange: KineticExchange): Answer {
  return refusing(
    kineticError(exchange, "badRequest", "kinetic.odata.body", "The request body cannot be deserialised."),
    "a JSON object with the row's columns",
  );
}
