import type { Row } from "../../odata/table.ts";
import type { Baq } from "../baqs.ts";
import type { KineticTables } from "../tables.ts";

const COLUMNS: readonly string[] = [
  "Company",
  "CustID",
  "CustNum",
  "Name",
  "City",
  "State",
  "Country",
  "TerritoryID",
  "CreditHold",
];

/** Customers with the number of their orders; of one territory, where its parameter names one. */
export const customerBaq: Baq = {
  id: "zCustomer01",
  columns: {
    Customer_Company: "Edm.String",
    Customer_CustID: "Edm.String",
    Customer_CustNum: "Edm.Int32",
    Customer_Name: "Edm.String",
    Customer_City: "Edm.String",
    Customer_State: "Edm.String",
    Customer_Country: "Edm.String",
    Customer_TerritoryID: "Edm.String",
    Customer_CreditHold: "Edm.Boolean",
    Calculated_Orders: "Edm.Int32",
    RowIdent: "Edm.Guid",
  },
  parameters: { TerritoryID: { type: "string" } },
  run: (tables, company, { TerritoryID = [] }) =>
    tables.Customer.rows
      .filter((row) => row["Company"] === company)
      .filter((row) => TerritoryID.length === 0 || TerritoryID.includes(String(row["TerritoryID"])))
      .map((customer) => customerRow(customer, tables)),
};

function customerRow(customer: Row, tables: KineticTables): Row {
  const orders = tables.OrderHed.rows.filter(
    (order) => order["Company"] === customer["Company"] && order["CustNum"] === customer["CustNum"],
  );
  const columns = Object.fromEntries(COLUMNS.map((column) => [`Customer_${column}`, customer[column] ?? null]));
  return { ...columns, Calculated_Orders: orders.length, RowIdent: customer["SysRowID"] ?? null };
}
