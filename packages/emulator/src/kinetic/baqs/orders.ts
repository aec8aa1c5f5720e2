import type { Row } from "../../odata/table.ts";
import type { Baq } from "../baqs.ts";

/**
 * Orders with parameters: `CustNum`, a list, and `MaxRows`. Both work inside the query, before any `$filter` is looked at
 * (claimed): of the first `MaxRows` orders a filter leaves some, and never fetches others.
 */
export const orderBaq: Baq = {
  id: "zOrder01",
  columns: {
    OrderHed_Company: "Edm.String",
    OrderHed_OrderNum: "Edm.Int32",
    OrderHed_CustNum: "Edm.Int32",
    OrderHed_OpenOrder: "Edm.Boolean",
    OrderHed_TotalCharges: "Edm.Decimal",
    Calculated_Lines: "Edm.Int32",
    RowIdent: "Edm.Guid",
  },
  parameters: { CustNum: { type: "integer" }, MaxRows: { type: "integer" } },
  run: (tables, company, { CustNum = [], MaxRows = [] }) =>
    tables.OrderHed.rows
      .filter((row) => row["Company"] === company)
      .filter((row) => CustNum.length === 0 || CustNum.includes(String(row["CustNum"])))
      .slice(0, MaxRows[0] === undefined ? undefined : Number(MaxRows[0]))
      .map((order) => orderRow(order, tables.OrderDtl.rows)),
};

const COLUMNS: readonly string[] = ["Company", "OrderNum", "CustNum", "OpenOrder", "TotalCharges"];

function orderRow(order: Row, lines: readonly Row[]): Row {
  const own = lines.filter(
    (line) => line["Company"] === order["Company"] && line["OrderNum"] === order["OrderNum"],
  ).length;
  const columns = Object.fromEntries(COLUMNS.map((column) => [`OrderHed_${column}`, order[column] ?? null]));
  return { ...columns, Calculated_Lines: own, RowIdent: order["SysRowID"] ?? null };
}
