import type { Dialect, ReadText } from "../dialect.ts";
import { ErpgateError } from "../errors.ts";
import { fixedQuery, orderbyText, pagePath } from "../odata/query.ts";
import { entityKey } from "./entity-key.ts";

/** What Kinetic answers unasked (documented). */
const PAGE_SIZE = 100;

/** What an entity set is sorted by: asked for once a connection, since a service's `$metadata` can be large. */
type KeyOrders = Map<string, Promise<string>>;

/**
 * Makes the pager of one connection. Kinetic sends no `@odata.nextLink` (observed), so pages are cut with `$top` and
 * `$skip`, and an order without ties is needed or rows are lost and doubled between pages. Unless one is given, it is the
 * entity's own key, read from the service's `$metadata`.
 */
export function createKineticPager(): Dialect["odata"] {
  const orders: KeyOrders = new Map();
  return async (resource, options, read) => {
    const { pageSize = PAGE_SIZE, top = Infinity } = options;
    const isOnePage = top <= pageSize && (options.skip ?? 0) === 0;
    const orderby =
      orderbyText(options.orderby ?? options.key) ?? (isOnePage ? undefined : await keyOrder(orders, resource, read));
    const fixed = fixedQuery(options, orderby);
    return { pageSize, top, page: (skip, count) => pagePath(resource, fixed, skip, count) };
  };
}

/** One reading for all who ask; a failed one is forgotten, so that the next may succeed. */
function keyOrder(orders: KeyOrders, resource: string, read: ReadText): Promise<string> {
  const path = (resource.split("?")[0] ?? "").replace(/\/$/, "");
  const known = orders.get(path);
  if (known) return known;
  const order = readKeyOrder(path, read);
  orders.set(path, order);
  order.catch(() => orders.delete(path));
  return order;
}

async function readKeyOrder(path: string, read: ReadText): Promise<string> {
  const slash = path.lastIndexOf("/");
  const [service, entity] = [path.slice(0, slash), path.slice(slash + 1)];
  // A BAQ has no key: its order can only be the caller's.
  const isBaq = /(?:^|\/)BaqSvc(?:\/|$)/i.test(path);
  const key = isBaq || slash < 0 ? undefined : entityKey(await read(`${service}/$metadata`), entity);
  if (key !== undefined) return key.join(",");
  const why = isBaq
    ? "a BAQ has no key"
    : `the key of ${JSON.stringify(entity.slice(0, 60))} is not in the service's $metadata`;
  const fix = `give "orderby" with columns that have no ties, or "top" of at most "pageSize"`;
  throw new ErpgateError("REQUEST_INVALID", `rows cannot be read page by page without an order, and ${why}: ${fix}`);
}
