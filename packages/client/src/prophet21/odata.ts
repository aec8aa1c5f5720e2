import type { ODataPager } from "../dialect.ts";
import { ErpgateError } from "../errors.ts";
import type { ODataOptions } from "../odata/odata-options.ts";
import { fixedQuery, orderbyText, pagePath } from "../odata/query.ts";

/** No cap of P21's own is known; pages keep an answer small. */
const PAGE_SIZE = 100;

const refuse = (message: string): never => {
  throw new ErpgateError("REQUEST_INVALID", message);
};

/** A filter with its quoted texts emptied, so that words within them are not taken for operators. */
const withoutTexts = (filter: string): string => filter.replace(/'(?:[^']|'')*'/g, "''");

/**
 * Pages of a Prophet 21 table or view. There is no `@odata.nextLink` and no `$expand` (observed), and the key of a table
 * is only in a `$metadata` of 4 MB: the order is the caller's to give as soon as there can be a second page.
 *
 * @param resource `table/{name}` or `view/{name}`
 */
export function prophet21Pager(resource: string, options: ODataOptions): ODataPager {
  if (!/^(?:table|view)\/[A-Za-z_]\w*$/.test(resource)) {
    refuse(`odata() takes "table/" or "view/" and one name, such as "table/supplier"`);
  }
  if (options.expand) refuse(`"expand" is not known to Prophet 21: read the other table by its own call`);
  if (options.filter !== undefined) refuseDroppedOperator(options.filter);
  const { pageSize = PAGE_SIZE, top = Infinity } = options;
  const orderby = orderbyText(options.orderby);
  if (orderby === undefined && (top > pageSize || (options.skip ?? 0) > 0)) {
    const example = `"orderby": "${resource.split("/")[1] ?? "table"}_id"`;
    refuse(
      `rows cannot be read page by page without an order: give the table's key, as ${example}, or "top" of at most ${pageSize}`,
    );
  }
  const fixed = fixedQuery(options, orderby);
  return { pageSize, top, page: (skip, count) => pagePath(`/odataservice/odata/${resource}`, fixed, skip, count) };
}

/** `in (…)` is read by the server and then dropped, with the whole filter: 200 and every row (observed). */
function refuseDroppedOperator(filter: string): void {
  if (!/\bin\s*\(/i.test(withoutTexts(filter))) return;
  const message =
    "Prophet 21 drops `in (…)` from a filter and answers every row, so it was not sent: write (column eq 1 or column eq 2)";
  throw new ErpgateError("P21_ODATA_IN_DROPPED", message);
}
