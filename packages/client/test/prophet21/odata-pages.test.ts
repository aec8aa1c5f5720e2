import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { anyOf, filter, literal, olderDate, olderDecimal } from "../../src/prophet21/index.ts";
import { afterRow } from "../../src/prophet21/after-row.ts";
import { codeOf, emulated } from "./emulated.ts";
import type { Emulated } from "./emulated.ts";

const queries = ({ sent }: Emulated): readonly string[] =>
  sent.filter(({ url }) => url.includes("/odata")).map(({ url }) => decodeURIComponent(new URL(url).search));

describe("pages by key", () => {
  it("begin after the last row of the one before", async () => {
    await using world = emulated();
    const rows = world.p21.odata("table/supplier", {
      select: ["supplier_name"],
      filter: "delete_flag eq 'N' or 1 eq 2",
      top: 5,
      pageSize: 2,
    });
    const ids: unknown[] = [];
    for await (const { supplier_id } of rows) ids.push(supplier_id);
    assert.equal(new Set(ids).size, 5);
    const [first, second, third, ...more] = queries(world);
    const fixed = "$select=supplier_name,supplier_id&$filter=";
    const order = "&$orderby=supplier_id&$top=";
    assert.equal(first, `?${fixed}delete_flag eq 'N' or 1 eq 2${order}2`);
    const after = (id: unknown): string => `(delete_flag eq 'N' or 1 eq 2) and supplier_id gt ${String(id)}`;
    assert.equal(second, `?${fixed}${after(ids[1])}${order}2`);
    assert.equal(third, `?${fixed}${after(ids[3])}${order}1`);
    assert.equal(more.length, 0);
  });

  it("lose and double nothing, with keys of one column and of several, known or given", async () => {
    await using world = emulated();
    const cases = [
      ["table/supplier", {}, ["supplier_id"]],
      ["table/customer", { pageSize: 7 }, ["company_id", "customer_id"]],
      ["table/inv_loc", { pageSize: 333 }, ["company_id", "location_id", "inv_mast_uid"]],
      [
        "table/inventory_supplier",
        { key: ["inv_mast_uid", "supplier_id"], pageSize: 500 },
        ["inv_mast_uid", "supplier_id"],
      ],
      ["table/product_group", { key: "company_id, product_group_id", pageSize: 3 }, ["company_id", "product_group_id"]],
    ] as const;
    for (const [resource, options, key] of cases) {
      const seen = new Set<string>();
      let count = 0;
      for await (const row of world.p21.odata(resource, options)) {
        seen.add(key.map((column) => String(row[column])).join(" "));
        count += 1;
      }
      const all = await world.p21.get<{ "@odata.count": number }>(`/odataservice/odata/${resource}?$count=true&$top=0`);
      assert.equal(count, all["@odata.count"], resource);
      assert.equal(seen.size, count, resource);
    }
  });

  it("keep to a skip that the caller asked for, and end for a column that rows lack", async () => {
    await using world = emulated();
    const ids: unknown[] = [];
    for await (const row of world.p21.odata("table/supplier", { skip: 3, top: 4, pageSize: 2 }))
      ids.push(row["supplier_id"]);
    const [first, second] = queries(world);
    assert.match(first ?? "", /\$top=2&\$skip=3$/);
    assert.doesNotMatch(second ?? "", /\$skip/);
    assert.equal(new Set(ids).size, 4);
    assert.throws(() => afterRow(["x"], { y: 1 }), /"x", which a row lacks/);
    assert.throws(() => afterRow(["x"], { x: 2 ** 60 }), /"x"/);
    assert.throws(() => afterRow(["x"], { x: null }), /"x"/);
  });

  it("are cut so that every later row, and no other, comes after", () => {
    const cell = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(fc.tuple(cell, cell, cell), fc.tuple(cell, cell, cell), (last, row) => {
        const names = ["a", "b", "c"];
        const asRow = (cells: readonly number[]): Record<string, number> =>
          Object.fromEntries(names.map((name, at) => [name, cells[at] ?? 0]));
        const text = afterRow(names, asRow(last));
        const at = asRow(row);
        const comparison = text.replace(/([abc]) (gt|eq) (\d)/g, (_all, name: string, op: string, value: string) => {
          const cellValue = at[name] ?? 0;
          return String(op === "gt" ? cellValue > Number(value) : cellValue === Number(value));
        });
        const isAfter = evaluate(comparison);
        assert.equal(isAfter, row.join("") > last.join(""), `${text} for ${row.join()}`);
      }),
    );
  });
});

/** Works out a text of true, false, and, or and brackets. */
function evaluate(text: string): boolean {
  const inner = /\(([^()]*)\)/.exec(text);
  if (inner) return evaluate(text.replace(inner[0], String(evaluate(inner[1] ?? ""))));
  return text.split(" or ").some((part) => part.split(" and ").every((one) => one.trim() === "true"));
}

describe("literals", () => {
  it("quote texts and leave numbers bare", () => {
    assert.equal(
      filter`name eq ${"O'Brien"} and id eq ${10_050} and ok eq ${true} and x ne ${null}`,
      "name eq 'O''Brien' and id eq 10050 and ok eq true and x ne null",
    );
    assert.equal(literal(123_456_789_012_345_678_901n), "123456789012345678901");
    assert.equal(literal(new Date(0)), "1970-01-01T00:00:00.000Z");
    assert.equal(anyOf("supplier_id", [1, 2]), "(supplier_id eq 1 or supplier_id eq 2)");
    assert.equal(anyOf("code", ["a'b"]), "(code eq 'a''b')");
    assert.equal(olderDate(new Date(0)), "datetime'1970-01-01T00:00:00'");
    assert.equal(olderDecimal("12.50"), "12.50M");
  });

  it("refuse what has no literal", () => {
    for (const bad of [
      () => literal(Number.NaN),
      () => literal(Infinity),
      () => literal(new Date("x")),
      () => anyOf("x", []),
      () => olderDecimal("1e3"),
      () => olderDecimal(Number.NaN),
    ]) {
      assert.throws(bad, { code: "REQUEST_INVALID" });
    }
  });

  it("let no text out of its quotes", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const written = filter`name eq ${text}`;
        assert.match(written, /^name eq '(?:[^']|'')*'$/);
      }),
    );
  });

  it("make a number in quotes a number", async () => {
    await using world = emulated();
    const read = async (text: string): Promise<unknown[]> => {
      const rows: unknown[] = [];
      for await (const row of world.p21.odata("table/supplier", { filter: text, top: 5 })) rows.push(row);
      return rows;
    };
    const [one] = (await read("supplier_id gt 0")) as { supplier_id: number }[];
    const id = one?.supplier_id ?? 0;
    assert.equal(await codeOf(read(`supplier_id eq '${id}'`)), "P21_APPLICATION_ERROR");
    assert.equal((await read(filter`supplier_id eq ${id}`)).length, 1);
    assert.equal((await read(anyOf("supplier_id", [id, -1]))).length, 1);
  });
});

describe("the older views", () => {
  it("are read in the caller's order", async () => {
    await using world = emulated();
    const list = await world.p21.get<{ value: { name: string }[] }>("/data/erp/views/v1");
    const [view] = list.value;
    assert.ok(view);
    const [first] = (
      await world.p21.get<{ value: Record<string, unknown>[] }>(`/data/erp/views/v1/${view.name}?$top=1`)
    ).value;
    const [column = ""] = Object.keys(first ?? {});
    const rows: unknown[] = [];
    for await (const row of world.p21.odata(`data/${view.name}`, { orderby: column, top: 5, pageSize: 2 }))
      rows.push(row);
    assert.equal(rows.length, 5);
  });
});
