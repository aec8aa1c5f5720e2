import type { ODataOptions } from "./odata-options.ts";

/** One query option, percent-encoded where a URL needs it, but left readable: `$filter=CustNum%20gt%205`. */
function option(name: string, value: string): string {
  return `$${name}=${encodeURIComponent(value).replace(/%24/g, "$").replace(/%2C/g, ",").replace(/%27/g, "'")}`;
}

/** A list of columns to sort by, as one text. */
export function orderbyText(orderby: ODataOptions["orderby"]): string | undefined {
  return typeof orderby === "string" || orderby === undefined ? orderby : orderby.join(",");
}

/** The query options that are the same for every page, each ready for a URL. */
export function fixedQuery(options: ODataOptions, orderby: string | undefined): readonly string[] {
  const { select, filter, expand } = options;
  return [
    ...(select ? [option("select", select.join(","))] : []),
    ...(filter === undefined ? [] : [option("filter", filter)]),
    ...(expand ? [option("expand", expand.join(","))] : []),
    ...(orderby === undefined ? [] : [option("orderby", orderby)]),
  ];
}

/** A page's path: resource, fixed options, `$top` and `$skip`. A query that the resource brings along (BAQ parameters) stays. */
export function pagePath(resource: string, fixed: readonly string[], skip: number, top: number): string {
  const query = [...fixed, `$top=${top}`, ...(skip > 0 ? [`$skip=${skip}`] : [])].join("&");
  return `${resource}${resource.includes("?") ? "&" : "?"}${query}`;
}
