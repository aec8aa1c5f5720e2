import type { EdmType, Row } from "../odata/table.ts";
import type { KineticTables } from "./tables.ts";

/** A query that somebody designed: columns are `Table_Field` and `Calculated_Name` (documented). */
export interface Baq {
  readonly id: string;
  readonly columns: Readonly<Record<string, EdmType>>;
  run(tables: KineticTables, company: string): Row[];
}

const CUSTOMER_COLUMNS: readonly string[] = [
  "Company",
  "CustID",
  "CustNum",
  "Name",
  "City",
  "State",
  "Country",
  "CreditHold",
];

/** The BAQs there are. */
export const baqs: readonly Baq[] = [
  {
    id: "zCustomer01",
    columns: {
      Customer_Company: "Edm.String",
      Customer_CustID: "Edm.String",
      Customer_CustNum: "Edm.Int32",
      Customer_Name: "Edm.String",
      Customer_City: "Edm.String",
      Customer_State: "Edm.String",
      Customer_Country: "Edm.String",
      Customer_CreditHold: "Edm.Boolean",
      Calculated_Orders: "Edm.Int32",
      RowIdent: "Edm.Guid",
    },
    run: (tables, company) =>
      tables.Customer.rows.filter((row) => row["Company"] === company).map((customer) => customerRow(customer, tables)),
  },
];

function customerRow(customer: Row, tables: KineticTables): Row {
  const orders = tables.OrderHed.rows.filter(
    (order) => order["Company"] === customer["Company"] && order["CustNum"] === customer["CustNum"],
  );
  const columns = Object.fromEntries(
    CUSTOMER_COLUMNS.map((column) => [`Customer_${column}`, customer[column] ?? null]),
  );
  return { ...columns, Calculated_Orders: orders.length, RowIdent: customer["SysRowID"] ?? null };
}
