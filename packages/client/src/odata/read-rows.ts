import { ErpgateError } from "../errors.ts";
import type { Caller } from "../http/call.ts";
import { getJson, getText } from "../http/get-json.ts";
import { waitFor } from "../http/wait.ts";
import { checkODataOptions } from "./check-odata-options.ts";
import type { ODataOptions } from "./odata-options.ts";

/** What Kinetic answers unasked (documented); a site may have set its own ceiling above that, but none below it. */
const DEFAULT_CAP = 100;

/** Reads all rows of a resource, a page at a time; the next page is asked for when the rows of the last are used up. */
export async function* readRows<T>(
  caller: Caller,
  resource: string,
  options: ODataOptions,
): AsyncGenerator<T, void, void> {
  checkODataOptions(options);
  const { signal, timeoutMs } = options;
  const init = { ...(signal ? { signal } : {}), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  // Read for all who need it, so no one caller's signal ends it: that only ends this caller's wait.
  const paging = caller.dialect.odata(resource, options, (path) => getText(caller, path, undefined));
  const pager = await waitFor(paging, signal, timeoutMs);
  let last: unknown;
  for (let read = 0; read < pager.top;) {
    const asked = Math.min(pager.pageSize, pager.top - read);
    const path = pager.page((options.skip ?? 0) + read, asked, last);
    const rows = rowsOf(await getJson<unknown>(caller, path, Object.keys(init).length > 0 ? init : undefined));
    yield* rows as readonly T[];
    read += rows.length;
    last = rows.at(-1);
    if (isLast(rows.length, asked)) return;
  }
}

/** A short page is the last, unless it may be short because the server has a ceiling of its own: then one more call tells. */
function isLast(got: number, asked: number): boolean {
  return got === 0 || (got < asked && got < DEFAULT_CAP) || (got < asked && asked <= DEFAULT_CAP);
}

/** OData 3 (Kinetic v1) and OData 4 both carry the rows as `value`. */
function rowsOf(answer: unknown): readonly unknown[] {
  const value: unknown =
    typeof answer === "object" && answer !== null ? (answer as { value?: unknown }).value : undefined;
  if (Array.isArray(value)) return value;
  throw new ErpgateError(
    "ANSWER_UNRECOGNISED",
    "the answer has no `value` list, so this resource is no OData collection",
  );
}
