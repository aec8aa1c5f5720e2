import { checkFilter, propertyType, type FilterContext } from "./check-filter.ts";
import { cell, orderOf, passes } from "./evaluate.ts";
import { ODataError } from "./odata-error.ts";
import { usesIn } from "./parse-filter.ts";
import type { Expand, OrderBy, Query } from "./query.ts";
import type { Relation, Row, Table, Value } from "./table.ts";

/** What a query runs over. */
export interface QuerySource extends FilterContext {
  /** The rows the caller may see, before the filter. */
  readonly rows: readonly Row[];
  readonly relations: readonly Relation[];
  /** The most rows answered when the query has no `$top`. */
  readonly defaultRowCap: number;
}

/** A row with the rows expanded into it. */
export type ResultRow = Record<string, Value | readonly Row[]>;

export interface QueryResult {
  readonly rows: readonly ResultRow[];
  /** How many rows passed the filter, if the query asked. */
  readonly count: number | undefined;
}

/** Runs a query: filter, count, order, skip, top, expand, select, in OData's order. Throws ODataError. */
export function applyQuery(query: Query, source: QuerySource): QueryResult {
  checkQuery(query, source);
  const found = sortRows(filterRows(query, source), query.orderBy, source.table);
  const page = found.slice(query.skip, query.skip + (query.top ?? source.defaultRowCap));
  return {
    rows: page.map((row) => ({ ...pick(row, query.select), ...expandRow(row, query.expand, source.relations) })),
    count: query.count ? found.length : undefined,
  };
}

function checkQuery(query: Query, source: QuerySource): void {
  if (query.filter !== undefined) checkFilter(query.filter, source);
  for (const { property } of query.orderBy) propertyType(property, source);
  for (const name of query.select ?? []) checkSelected(name, query, source);
  for (const { relation, select } of query.expand) {
    const found = relationOf(relation, source);
    for (const name of select ?? []) propertyType(name, { table: found.table, typeName: found.table.name });
  }
}

/** A relation may be selected as well as a column, if it is expanded. */
function checkSelected(name: string, query: Query, source: QuerySource): void {
  if (!query.expand.some(({ relation }) => relation === name)) propertyType(name, source);
}

function relationOf(name: string, source: QuerySource): Relation {
  const found = source.relations.find((relation) => relation.name === name);
  if (found === undefined)
    throw new ODataError("property", `Could not find a property named '${name}' on type '${source.typeName}'.`);
  return found;
}

function filterRows({ filter }: Query, { rows, table, dialect }: QuerySource): readonly Row[] {
  if (filter === undefined) return rows;
  if (dialect.inOperator === "drops-filter" && usesIn(filter)) return rows;
  return rows.filter((row) => passes(filter, row, table));
}

function sortRows(rows: readonly Row[], orderBy: readonly OrderBy[], table: Table): readonly Row[] {
  if (orderBy.length === 0) return rows;
  return rows.toSorted((left, right) => {
    for (const { property, descending } of orderBy) {
      const order = orderOf(cell(left, property, table), cell(right, property, table));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

function pick(row: Row, names: readonly string[] | undefined): Row {
  if (names === undefined) return row;
  return Object.fromEntries(names.filter((name) => Object.hasOwn(row, name)).map((name) => [name, row[name] ?? null]));
}

function expandRow(row: Row, expand: readonly Expand[], relations: readonly Relation[]): ResultRow {
  return Object.fromEntries(
    expand.map(({ relation, select }) => {
      const found = relations.find(({ name }) => name === relation);
      const children =
        found?.table.rows.filter((child) => found.on.every((column) => child[column] === row[column])) ?? [];
      return [relation, children.map((child) => pick(child, select))];
    }),
  );
}
