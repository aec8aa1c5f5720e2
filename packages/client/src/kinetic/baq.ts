import { ErpgateError } from "../errors.ts";
import { getJson } from "../http/get-json.ts";
import type { ODataOptions } from "../odata/odata-options.ts";
import { readRows } from "../odata/read-rows.ts";
import type { KineticCallSettings, KineticWaitInit } from "./call-options.ts";
import { withoutCallSettings } from "./call-options.ts";
import type { KineticCaller } from "./caller-with.ts";
import { segment } from "./names.ts";
import { isQueryValue, queryPair } from "./query.ts";
import type { QueryValue } from "./query.ts";

/** A BAQ's parameters by name. A list is sent as the name repeated (documented). What is undefined is left out. */
export type BaqParameters = Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>>;

/**
 * How a BAQ is read: every option of OData but `expand` (documented). A BAQ has no key, so more than one page needs
 * `orderby` with columns that have no ties. A filter is applied after the query ran, parameters within it (claimed).
 */
export interface BaqOptions extends Omit<ODataOptions, "expand">, KineticCallSettings {}

/** v1: `BaqSvc/{id}`; v2: `BaqSvc/{id}/Data` (observed in client code). */
function baqPath({ options: { apiVersion } }: KineticCaller, id: string): string {
  const path = `BaqSvc/${segment(id, "the BAQ")}`;
  return apiVersion === "v1" ? path : `${path}/Data`;
}

/** Reads a BAQ's rows. */
export function readBaq<Row>(
  from: KineticCaller,
  id: string,
  parameters: BaqParameters,
  options: BaqOptions,
): AsyncIterable<Row> {
  if ("expand" in options) throw new ErpgateError("REQUEST_INVALID", `a BAQ has nothing to "expand"`);
  const query = Object.entries(parameters).flatMap(([name, value]) => pairsOf(name, value));
  const resource = baqPath(from, id) + (query.length === 0 ? "" : `?${query.join("&")}`);
  return readRows<Row>(from.caller, resource, withoutCallSettings(options));
}

function pairsOf(name: string, value: BaqParameters[string]): readonly string[] {
  if (value === undefined) return [];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  // A name that begins with $ would be an option of OData.
  if (/^\w[\w.-]*$/.test(name) && values.every(isQueryValue)) return values.map((one) => queryPair(name, one));
  throw new ErpgateError(
    "REQUEST_INVALID",
    `the BAQ parameter ${JSON.stringify(name.slice(0, 60))} must be a name with a text, number, flag, date or a list of them`,
  );
}

/** An empty row of an updatable BAQ; v2 only (documented). */
export async function newBaqRow<Row>(from: KineticCaller, id: string, init: KineticWaitInit | undefined): Promise<Row> {
  if (from.options.apiVersion === "v1") throw new ErpgateError("REQUEST_INVALID", "v1 has no empty row of a BAQ");
  const path = `BaqSvc/${segment(id, "the BAQ")}/GetNew`;
  const answer = await getJson<{ readonly value?: readonly Row[] } & Row>(from.caller, path, init);
  return Array.isArray(answer.value) ? (answer.value[0] as Row) : answer;
}

/** Writes one row of an updatable BAQ: more than one a call is not taken (documented). */
export async function updateBaq<Answer>(
  from: KineticCaller,
  id: string,
  row: Readonly<Record<string, unknown>>,
  init: KineticWaitInit | undefined,
): Promise<Answer> {
  return getJson<Answer>(from.caller, baqPath(from, id), { ...init, method: "PATCH", body: JSON.stringify(row) });
}
