import type { ODataPager } from "../dialect.ts";
import { ErpgateError } from "../errors.ts";
import type { ODataOptions } from "../odata/odata-options.ts";
import { fixedQuery, orderbyText, pagePath } from "../odata/query.ts";
import { afterRow } from "./after-row.ts";
import { tableKey } from "./table-key.ts";

/** No cap of P21's own is known; pages keep an answer small. */
const PAGE_SIZE = 100;
const RESOURCE = /^(table|view|data)\/[A-Za-z_]\w*$/;

const refuse = (message: string): never => {
  throw new ErpgateError("REQUEST_INVALID", message);
};

/** A filter with its quoted texts emptied, so that words within them are not taken for operators. */
const withoutTexts = (filter: string): string => filter.replace(/'(?:[^']|'')*'/g, "''");

/**
 * Pages of a Prophet 21 table or view. There is no `@odata.nextLink` and no `$expand` (observed). Pages are cut by the key
 * where there is one (the caller's, or a well-known table's), by `$skip` in the caller's order otherwise: the key of any
 * other table is only in a `$metadata` of 4 MB.
 *
 * @param resource `table/{name}`, `view/{name}`, or `data/{name}` for a view of the older Data Services
 */
export function prophet21Pager(resource: string, options: ODataOptions): ODataPager {
  checkPaging(resource, options);
  const { pageSize = PAGE_SIZE, top = Infinity } = options;
  const path = resource.startsWith("data/")
    ? `/data/erp/views/v1/${resource.slice("data/".length)}`
    : `/odataservice/odata/${resource}`;
  const key = pagingKey(resource, options, top <= pageSize && (options.skip ?? 0) === 0);
  if (key !== undefined) return pagesByKey(path, key, options);
  const fixed = fixedQuery(options, orderbyText(options.orderby));
  return { pageSize, top, page: (skip, count) => pagePath(path, fixed, skip, count) };
}

function checkPaging(resource: string, options: ODataOptions): void {
  if (!RESOURCE.test(resource)) {
    refuse(`odata() takes "table/", "view/" or "data/" and one name, such as "table/supplier"`);
  }
  if (options.expand) refuse(`"expand" is not known to Prophet 21: read the other table by its own call`);
  if (options.filter !== undefined) refuseDroppedOperator(options.filter);
  if (options.key === undefined) return;
  if (options.orderby !== undefined) refuse(`"key" and "orderby" were both given: pages go by one of them`);
  // Numbers of the older views carry a suffix that depends on the column's type, which a row does not tell.
  if (resource.startsWith("data/")) refuse(`"key" cannot page through the older views: give "orderby"`);
}

/** Undefined where the caller's order, or a single page, needs no key. */
function pagingKey(resource: string, options: ODataOptions, isOnePage: boolean): readonly string[] | undefined {
  const { key, orderby } = options;
  if (key !== undefined) return typeof key === "string" ? key.split(",").map((column) => column.trim()) : key;
  if (orderby !== undefined || isOnePage) return undefined;
  const known = tableKey(resource);
  if (known !== undefined) return known;
  const [object, name = "table"] = resource.split("/");
  const option = object === "data" ? "orderby" : "key";
  const fix = `give the columns that tell its rows apart, as "${option}": "${name}_id", or "top" of at most "pageSize"`;
  return refuse(`rows cannot be read page by page without an order: ${fix}`);
}

function pagesByKey(path: string, key: readonly string[], options: ODataOptions): ODataPager {
  const { pageSize = PAGE_SIZE, top = Infinity, filter, select } = options;
  const columns = select === undefined ? {} : { select: [...new Set([...select, ...key])] };
  const page = (skip: number, count: number, last?: unknown): string => {
    const after = last === undefined ? undefined : afterRow(key, last);
    const both = [filter, after].filter((part) => part !== undefined);
    const joined = both.length > 1 ? `(${both[0]}) and ${both[1]}` : both[0];
    const query = { ...columns, ...(joined === undefined ? {} : { filter: joined }) };
    return pagePath(path, fixedQuery(query, key.join(",")), last === undefined ? skip : 0, count);
  };
  return { pageSize, top, page };
}

/** `in (…)` is read by the server and then dropped, with the whole filter: 200 and every row (observed). */
function refuseDroppedOperator(filter: string): void {
  if (!/\bin\s*\(/i.test(withoutTexts(filter))) return;
  const message =
    "Prophet 21 drops `in (…)` from a filter and answers every row, so it was not sent: write (column eq 1 or column eq 2)";
  throw new ErpgateError("P21_ODATA_IN_DROPPED", message);
}
