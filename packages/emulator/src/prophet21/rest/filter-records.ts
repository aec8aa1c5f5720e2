import { checkFilter } from "../../odata/check-filter.ts";
import { passes } from "../../odata/evaluate.ts";
import { odata3 } from "../../odata/functions.ts";
import { ODataError } from "../../odata/odata-error.ts";
import { parseFilter } from "../../odata/parse-filter.ts";
import type { Row, Table } from "../../odata/table.ts";
import { memberOf, toMembers } from "./members.ts";

/** The rows that a `$query` lets through: an OData 3 filter over the family's property names (documented). */
export function filterRecords(
  table: Table,
  query: string | null,
): { readonly rows: readonly Row[] } | { readonly refused: string } {
  if (query === null || query.trim() === "") return { rows: table.rows };
  const columns = Object.fromEntries(Object.entries(table.columns).map(([name, type]) => [memberOf(name), type]));
  const shown: Table = { name: table.name, keys: [], columns, rows: [] };
  try {
    const filter = parseFilter(query);
    checkFilter(filter, { table: shown, typeName: table.name, dialect: odata3 });
    return { rows: table.rows.filter((row) => passes(filter, toMembers(row), shown)) };
  } catch (error) {
    if (!(error instanceof ODataError)) throw error;
    return { refused: error.message };
  }
}
