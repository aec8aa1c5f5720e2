import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { selectWhere } from "../../src/kinetic/select-where.ts";
import { ODataError } from "../../src/odata/odata-error.ts";
import { parseWhere } from "../../src/odata/parse-where.ts";
import type { Table } from "../../src/odata/table.ts";

const table: Table = {
  name: "Customer",
  keys: ["CustNum"],
  columns: { CustNum: "Edm.Int32", Name: "Edm.String", Since: "Edm.DateTime", Hold: "Edm.Boolean" },
  rows: [1, 2, 3, 4].map((CustNum) => ({
    CustNum,
    Name: `N${5 - CustNum}`,
    Since: `202${CustNum}-01-01T00:00:00`,
    Hold: CustNum === 4,
  })),
};

for (const [where, expected] of [
  ["", [1, 2, 3, 4]],
  ["CustNum > 2", [3, 4]],
  ["CustNum >= '2' AND CustNum < 4", [2, 3]],
  ["CustNum <> 2 BY CustNum DESC", [4, 3, 1]],
  ["BY Name", [4, 3, 2, 1]],
  ["Customer.CustNum = 1 or Name = 'N1'", [1, 4]],
  ["Since >= '2023-01-01'", [3, 4]],
  ["not (Hold = true)", [1, 2, 3]],
  ["Hold = 'true'", [4]],
] as const) {
  test(`where ${JSON.stringify(where)}`, () => {
    assert.deepEqual(
      selectWhere(where, table, table.rows).map((row) => row["CustNum"]),
      expected,
    );
  });
}

test("an unknown column and an unreadable clause are refused", () => {
  assert.throws(() => selectWhere("Nothing = 1", table, table.rows), ODataError);
  assert.throws(() => selectWhere("CustNum = ", table, table.rows), ODataError);
  assert.throws(() => selectWhere("CustNum = 1 BY Nothing", table, table.rows), ODataError);
});

test("garbage is refused with an ODataError and with nothing else", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        parseWhere(text);
      } catch (error) {
        assert.ok(error instanceof ODataError, String(error));
      }
    }),
  );
});
