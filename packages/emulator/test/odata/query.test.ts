import assert from "node:assert/strict";
import { test } from "node:test";
import { applyQuery, type QuerySource } from "../../src/odata/apply-query.ts";
import { odata3, odata4 } from "../../src/odata/functions.ts";
import { ODataError } from "../../src/odata/odata-error.ts";
import { readQuery } from "../../src/odata/query.ts";
import type { Table } from "../../src/odata/table.ts";

const lines: Table = {
  name: "line",
  keys: ["order", "line"],
  columns: { order: "Edm.Int32", line: "Edm.Int32", part: "Edm.String" },
  rows: [
    { order: 1, line: 1, part: "A" },
    { order: 1, line: 2, part: "B" },
  ],
};
const orders: Table = {
  name: "order",
  keys: ["order"],
  columns: { order: "Edm.Int32", customer: "Edm.String", open: "Edm.Boolean" },
  rows: [1, 2, 3, 4, 5].map((order) => ({ order, customer: order % 2 === 0 ? "even" : "odd", open: order > 3 })),
};

function source(dialect = odata4, defaultRowCap = 3): QuerySource {
  return {
    table: orders,
    typeName: "dbo.order",
    rows: orders.rows,
    relations: [{ name: "lines", table: lines, on: ["order"] }],
    dialect,
    defaultRowCap,
  };
}

function run(query: string, dialect = odata4): ReturnType<typeof applyQuery> {
  return applyQuery(readQuery(new URLSearchParams(query)), source(dialect));
}

test("without $top the cap applies, with $top it does not", () => {
  assert.equal(run("").rows.length, 3);
  assert.equal(run("$top=5").rows.length, 5);
  assert.equal(run("$top=0&$count=true").count, 5);
});

test("filter, order, skip, top and select work together, and the count is of what passed the filter", () => {
  const result = run(
    "%24filter=customer+eq+'odd'&%24orderby=order+desc&%24skip=1&%24top=1&%24select=order&%24inlinecount=allpages",
  );
  assert.deepEqual(result, { rows: [{ order: 3 }], count: 3 });
});

test("expand brings the children, with a select of its own", () => {
  assert.deepEqual(run("$top=2&$select=order&$expand=lines($select=part)").rows, [
    { order: 1, lines: [{ part: "A" }, { part: "B" }] },
    { order: 2, lines: [] },
  ]);
});

test("ordering by several columns", () => {
  assert.deepEqual(
    run("$top=9&$orderby=customer,order desc&$select=order").rows.map((row) => row["order"]),
    [4, 2, 5, 3, 1],
  );
});

for (const [query, kind, dialect] of [
  ["$filter=Order eq 1", "property", odata4],
  ["$select=Order", "property", odata4],
  ["$orderby=nothing", "property", odata4],
  ["$expand=nothing", "property", odata4],
  ["$filter=order eq '1'", "types", odata4],
  ["$filter=order", "types", odata4],
  ["$filter=contains(order,'1')", "function", odata4],
  ["$filter=substringof('o',customer)", "function", odata4],
  ["$filter=contains(customer,'o')", "function", odata3],
  ["$filter=order in (1,2)", "syntax", odata3],
  ["$filter=order eq", "syntax", odata4],
  ["$orderby=order sideways", "syntax", odata4],
  ["$top=-1", "option", odata4],
  ["$skip=many", "option", odata4],
] as const) {
  test(`refuses ${query} on ${dialect === odata3 ? "OData 3" : "OData 4"} as ${kind}`, () => {
    assert.throws(
      () => run(query, dialect),
      (error) => error instanceof ODataError && error.kind === kind,
    );
  });
}

test("a wrong filter is refused on an empty table too", () => {
  const query = readQuery(new URLSearchParams("$filter=nothing eq 1"));
  assert.throws(
    () => applyQuery(query, { ...source(), rows: [] }),
    /Could not find a property named 'nothing' on type 'dbo\.order'/,
  );
});
