import { html, json, refusing, runSteps, xml, type Answer } from "../../http/answer.ts";
import { queryOf } from "../../http/call.ts";
import { applyQuery, type QueryResult } from "../../odata/apply-query.ts";
import { odata3 } from "../../odata/functions.ts";
import { ODataError } from "../../odata/odata-error.ts";
import { readQuery } from "../../odata/query.ts";
import type { Table } from "../../odata/table.ts";
import { checkBearer } from "../check-bearer.ts";
import { checkDataView } from "../check-scope.ts";
import { edmx } from "../edmx.ts";
import { middlewareError } from "../errors.ts";
import type { Prophet21Exchange } from "../exchange.ts";
import type { Prophet21Address } from "../read-address.ts";
import { keyFilter, readViewAddress, type ViewAddress } from "../read-view-address.ts";

type DataViewAddress = Extract<Prophet21Address, { kind: "data-view" }>;

/** `GET /data/erp/views/v1`: the older Data Services, OData 3 over views only (observed). */
export function dataView(exchange: Prophet21Exchange, { rest }: DataViewAddress): Answer {
  return runSteps(
    [checkBearer, refuseOtherVerbs, () => collection(exchange, rest), () => rows(exchange, rest)],
    exchange,
  );
}

function refuseOtherVerbs({ call }: Prophet21Exchange): Answer | undefined {
  if (call.method === "GET") return undefined;
  const error = { message: "The requested resource does not support http method." };
  return refusing(middlewareError(call, "prophet21.data.verb", 405, error), "GET: Data Services only read");
}

/** The list of views, and `$metadata` as XML (observed). */
function collection({ call, state }: Prophet21Exchange, [name, more]: readonly string[]): Answer | undefined {
  if (more !== undefined) return undefined;
  if (name === "$metadata") return xml("prophet21.data.metadata", edmx(state.views));
  if (name !== undefined) return undefined;
  const value = state.views.map((view) => ({ name: view.name, url: view.name }));
  return odata3Json("prophet21.data.catalogue", { "odata.metadata": `${base(call.origin)}/$metadata`, value });
}

function rows(exchange: Prophet21Exchange, rest: readonly string[]): Answer {
  const address = readViewAddress(rest);
  const view = exchange.state.views.find(({ name }) => name === address?.view);
  if (address === undefined || view === undefined)
    return refusing(
      html("prophet21.data.unknown", "404 - File or directory not found.", 404),
      `a view from ${base(exchange.call.origin)}, as view, view('key') or view/$count`,
    );
  return checkDataView(exchange, view.name) ?? read(exchange, address, view);
}

function read(exchange: Prophet21Exchange, address: ViewAddress, view: Table): Answer {
  try {
    if (address.key !== undefined) return one(exchange, address.key, view);
    const result = run(exchange, view);
    if (address.count) {
      const all = run(exchange, view, true).count ?? 0;
      return { ...json("prophet21.data.count", null, 200, "text/plain; charset=utf-8"), body: String(all) };
    }
    return odata3Json("prophet21.data.read", {
      "odata.metadata": `${base(exchange.call.origin)}/$metadata#${view.name}`,
      ...(result.count === undefined ? {} : { "odata.count": String(result.count) }),
      value: result.rows.map((row) => withTexts(row, view)),
    });
  } catch (error) {
    if (!(error instanceof ODataError)) throw error;
    const body = { "odata.error": { code: "", message: { lang: "en-US", value: error.message } } };
    return refusing(
      json(`prophet21.data.${error.kind}`, body, 400),
      "columns that $metadata lists, and OData 3's functions",
    );
  }
}

function run({ call }: Prophet21Exchange, view: Table, counting = false): QueryResult {
  const query = readQuery(queryOf(call));
  const asked = counting ? { ...query, count: true, top: undefined, skip: 0 } : query;
  const source = { table: view, rows: view.rows, relations: [], dialect: odata3, typeName: view.name };
  return applyQuery(asked, { ...source, defaultRowCap: Infinity });
}

function one({ call }: Prophet21Exchange, key: string, view: Table): Answer {
  const fits = keyFilter(key, view);
  const row = fits === undefined ? undefined : view.rows.find(fits);
  if (row === undefined) {
    const body = {
      "odata.error": { code: "", message: { lang: "en-US", value: "Resource not found for the segment." } },
    };
    return refusing(json("prophet21.data.not-found", body, 404), `a key of ${view.keys.join(", ")}; decimals end in M`);
  }
  const metadata = { "odata.metadata": `${base(call.origin)}/$metadata#${view.name}/@Element` };
  return odata3Json("prophet21.data.one", { ...metadata, ...withTexts(row, view) });
}

/** OData 3 writes decimals as texts, since JSON's numbers are not exact. */
function withTexts(row: Readonly<Record<string, unknown>>, { columns }: Table): object {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      columns[name] === "Edm.Decimal" && typeof value === "number" ? String(value) : value,
    ]),
  );
}

function odata3Json(rule: string, value: object): Answer {
  const answer = json(rule, value, 200, "application/json; odata=minimalmetadata; charset=utf-8");
  return { ...answer, headers: { ...answer.headers, dataserviceversion: "3.0" } };
}

function base(origin: string): string {
  return `${origin}/data/erp/views/v1`;
}
