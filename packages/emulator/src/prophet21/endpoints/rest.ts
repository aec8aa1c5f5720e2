import { html, refusing, runSteps, type Answer } from "../../http/answer.ts";
import { queryOf } from "../../http/call.ts";
import { readJsonObject } from "../../http/json-object.ts";
import { checkBearer } from "../check-bearer.ts";
import { checkPathScope } from "../check-scope.ts";
import { middlewareError, negotiated } from "../errors.ts";
import { currentSession, type Prophet21Exchange } from "../exchange.ts";
import type { Prophet21Address } from "../read-address.ts";
import { bareFamilies, findFamily, type RestFamily, type RestPlace } from "../rest/families.ts";
import { filterRecords } from "../rest/filter-records.ts";
import {
  find,
  membersOf,
  noRoute,
  notFound,
  one,
  redirectToSlash,
  refuseQuery,
  refuseVerb,
  tableOf,
} from "../rest/rest-answers.ts";
import { changeRecord, createRecord, type RestWriter } from "../rest/write-record.ts";
import { BusinessError } from "../windows/business-error.ts";

type RestAddress = Extract<Prophet21Address, { kind: "rest" }>;

/** `/api/entity/…`, `/api/inventory/parts`, `/api/sales/orders` and their like. */
export function rest(exchange: Prophet21Exchange, address: RestAddress): Answer {
  const place = findFamily(address.fixed, address.segments);
  return runSteps(
    [
      checkBearer,
      checkPathScope,
      () => (place === undefined ? noRoute() : undefined),
      () => (place === undefined ? undefined : aboutFamily(exchange, place)),
      () => (place?.family === undefined ? undefined : records(exchange, place.family, place.rest, address.slashed)),
      () => noRoute(),
    ],
    exchange,
  );
}

/** `/help` proves that a family is there; `/ping` only where it is implemented (observed). */
function aboutFamily({ call }: Prophet21Exchange, { name, family, rest: [part, more] }: RestPlace): Answer | undefined {
  if (call.method !== "GET" || more !== undefined) return undefined;
  if (part === "help") return html("prophet21.rest.help", `Operations at /api/${name}`, 200);
  if (part !== "ping") return undefined;
  if (!(family?.ping ?? bareFamilies.get(name)?.ping ?? false)) return undefined;
  return negotiated(call, "prophet21.rest.ping", { ResponseMessage: "success" }, { root: "PingResponse" });
}

function records(
  exchange: Prophet21Exchange,
  family: RestFamily,
  [key, more]: readonly string[],
  slashed: boolean,
): Answer | undefined {
  if (more !== undefined) return undefined;
  switch (exchange.call.method) {
    case "GET":
      return key === undefined ? list(exchange, family, slashed) : read(exchange, family, key);
    case "POST":
      return key === undefined && family.writes !== "none" ? create(exchange, family, slashed) : refuseVerb(exchange);
    case "PUT":
      return key !== undefined && family.writes === "create and change"
        ? change(exchange, family, key)
        : refuseVerb(exchange);
    default:
      return refuseVerb(exchange);
  }
}

/** The whole table, whatever `$top` says: 28 to 63 MB on a real tenant (observed). `$query` is what filters. */
function list(exchange: Prophet21Exchange, family: RestFamily, slashed: boolean): Answer {
  if (!slashed) return redirectToSlash(exchange);
  const table = tableOf(exchange, family);
  const filtered = filterRecords(table, queryOf(exchange.call).get("$query"));
  if ("refused" in filtered) return refuseQuery(exchange, filtered.refused);
  const rows = filtered.rows.map((row) => membersOf(exchange, family, row));
  const answer = negotiated(exchange.call, "prophet21.rest.list", rows, {
    root: `ArrayOf${family.element}`,
    items: { [`ArrayOf${family.element}`]: family.element },
  });
  if (filtered.rows.length === table.rows.length)
    exchange.findings.notes.push(
      `UNBOUNDED LIST: all ${table.rows.length} rows, ${answer.body.length} bytes; $top is ignored. Read by key, filter through OData`,
    );
  return answer;
}

function read(exchange: Prophet21Exchange, family: RestFamily, key: string): Answer {
  if (key.toLowerCase() === "new") return template(exchange, family);
  const row = find(exchange, family, key);
  return row === undefined ? notFound(exchange, family, key) : one(exchange, family, row, "prophet21.rest.read");
}

/** Addresses have no template, and say so badly (observed). */
function template(exchange: Prophet21Exchange, family: RestFamily): Answer {
  if (family.template === "fails") {
    const error = {
      message: "Object reference not set to an instance of an object.",
      type: "System.NullReferenceException",
    };
    return refusing(
      middlewareError(exchange.call, "prophet21.rest.no-template", 500, error),
      "POST: this resource has no template",
    );
  }
  const { columns } = tableOf(exchange, family);
  const blank = Object.fromEntries(Object.keys(columns).map((column) => [column, null]));
  return one(exchange, family, blank, "prophet21.rest.template");
}

function create(exchange: Prophet21Exchange, family: RestFamily, slashed: boolean): Answer {
  if (family.createNeedsSlash && !slashed) return redirectToSlash(exchange);
  return writing(exchange, (sent) =>
    one(exchange, family, createRecord(family, sent, writerOf(exchange)), "prophet21.rest.created"),
  );
}

function change(exchange: Prophet21Exchange, family: RestFamily, key: string): Answer {
  const row = find(exchange, family, key);
  if (row === undefined) return notFound(exchange, family, key);
  return writing(exchange, (sent) =>
    one(exchange, family, changeRecord(family, row, sent, writerOf(exchange)), "prophet21.rest.changed"),
  );
}

/** Runs a write, and answers what P21's business rules say against it. */
function writing(
  { call }: Prophet21Exchange,
  write: (sent: NonNullable<ReturnType<typeof readJsonObject>>) => Answer,
): Answer {
  const sent = readJsonObject(call.body);
  if (sent === undefined) {
    const error = { message: "The request is invalid." };
    return refusing(middlewareError(call, "prophet21.rest.body", 400, error), "a JSON object");
  }
  try {
    return write(sent);
  } catch (error) {
    if (!(error instanceof BusinessError)) throw error;
    const type = "P21.Common.Exceptions.Prophet21Exception";
    return refusing(middlewareError(call, "prophet21.rest.rule", 400, { message: error.message, type }), error.message);
  }
}

/** A key without a name works as the default user of the middleware's configuration, admin (documented). */
function writerOf(exchange: Prophet21Exchange): RestWriter {
  const { username } = currentSession(exchange);
  return {
    data: exchange.state.data,
    by: username === "" ? "admin" : username,
    nowMs: exchange.surroundings.clock.now(),
  };
}
