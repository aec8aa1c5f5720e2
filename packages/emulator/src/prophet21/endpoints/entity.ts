import { html, json, redirect, refusing, runSteps, xml, type Answer } from "../../http/answer.ts";
import { elements } from "../../http/xml.ts";
import type { Row, Table, Value } from "../../odata/table.ts";
import { checkBearer } from "../check-bearer.ts";
import { checkPathScope } from "../check-scope.ts";
import { middlewareError, wantsJson } from "../errors.ts";
import type { Prophet21Exchange } from "../exchange.ts";
import type { Prophet21Address } from "../read-address.ts";

type EntityAddress = Extract<Prophet21Address, { kind: "entity" }>;

/** A REST resource over a table: its element's name, and how an address names a row. */
interface EntityResource {
  readonly name: string;
  readonly element: string;
  readonly table: string;
  keyOf(row: Row): string;
}

/** Customers are named `{CompanyId}_{CustomerId}`, contacts by their plain number (observed). */
const RESOURCES: readonly EntityResource[] = [
  {
    name: "customers",
    element: "Customer",
    table: "customer",
    keyOf: (row) => `${row["company_id"]}_${row["customer_id"]}`,
  },
  { name: "vendors", element: "Vendor", table: "supplier", keyOf: (row) => `ACME_${row["supplier_id"]}` },
  { name: "contacts", element: "Contact", table: "contacts", keyOf: (row) => String(row["id"]) },
];

/** `/api/entity/{customers|vendors|contacts}/…`: enough of the REST family to see a scope work. It only reads. */
export function entity(exchange: Prophet21Exchange, address: EntityAddress): Answer {
  const resource = RESOURCES.find(({ name }) => name === address.resource);
  return runSteps(
    [
      checkBearer,
      checkPathScope,
      () => refuseUnknown(resource),
      () => refuseOtherVerbs(exchange),
      () => redirectList(exchange, address),
      () => (resource === undefined ? undefined : read(exchange, address, resource)),
      () => noRoute(),
    ],
    exchange,
  );
}

function refuseUnknown(resource: EntityResource | undefined): Answer | undefined {
  return resource === undefined ? noRoute() : undefined;
}

/** An unknown route is a page, not an error body (observed). */
function noRoute(): Answer {
  const names = RESOURCES.map(({ name }) => `/api/entity/${name}`).join(", ");
  return refusing(
    html("prophet21.entity.route", "404 - File or directory not found.", 404),
    `${names}, followed by /ping, /new, a key, or a slash`,
  );
}

function refuseOtherVerbs({ call }: Prophet21Exchange): Answer | undefined {
  if (call.method === "GET") return undefined;
  return refusing(
    middlewareError(call, "prophet21.entity.verb", 405, {
      message: "The requested resource does not support http method.",
    }),
    "GET",
  );
}

/** The bare list wants its slash (observed). */
function redirectList({ call }: Prophet21Exchange, address: EntityAddress): Answer | undefined {
  if (address.rest.length > 0 || address.slashed) return undefined;
  const query = call.query === "" ? "" : `?${call.query}`;
  return refusing(
    redirect("prophet21.entity.slash", 307, `${call.origin}${call.path}/${query}`),
    "the same address with a slash at its end",
  );
}

function read(exchange: Prophet21Exchange, { rest }: EntityAddress, resource: EntityResource): Answer | undefined {
  const table = exchange.state.tables.find(({ name }) => name === resource.table);
  const [key] = rest;
  if (table === undefined || rest.length > 1) return undefined;
  if (key === undefined) return list(exchange, resource, table);
  if (key === "ping") return json("prophet21.entity.ping", { ResponseMessage: "success" });
  if (key === "new")
    return one(exchange, resource, Object.fromEntries(Object.keys(table.columns).map((column) => [column, null])));
  const row = table.rows.find((candidate) => resource.keyOf(candidate) === key);
  return row === undefined ? notFound(exchange, resource) : one(exchange, resource, row);
}

/** The whole table, whatever `$top` says: which is why nobody should ask for it (observed). */
function list(exchange: Prophet21Exchange, resource: EntityResource, table: Table): Answer {
  const rows = table.rows.map(properties);
  if (wantsJson(exchange.call)) return json("prophet21.entity.list", rows);
  const inside = rows.map((row) => `<${resource.element}>${elements(row)}</${resource.element}>`).join("");
  return xml("prophet21.entity.list", `<ArrayOf${resource.element}>${inside}</ArrayOf${resource.element}>`);
}

function one(exchange: Prophet21Exchange, resource: EntityResource, row: Row): Answer {
  const members = properties(row);
  if (wantsJson(exchange.call)) return json("prophet21.entity.read", members);
  return xml("prophet21.entity.read", `<${resource.element}>${elements(members)}</${resource.element}>`);
}

/** Columns under the REST families' names: `customer_name` becomes `CustomerName`. */
function properties(row: Row): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

function notFound({ call }: Prophet21Exchange, resource: EntityResource): Answer {
  const error = { message: "No resources found.", type: "P21.Common.Exceptions.NotFoundException" };
  const example = resource.name === "contacts" ? "2001" : "{CompanyId}_{Id}";
  return refusing(middlewareError(call, "prophet21.entity.not-found", 404, error), `a key of the form ${example}`);
}
