import type { EdmType, Table } from "../odata/table.ts";

type Columns = Readonly<Record<string, EdmType>>;

/** Columns that nearly every P21 table has. */
const AUDIT: Columns = {
  delete_flag: "Edm.String",
  date_created: "Edm.DateTime",
  date_last_modified: "Edm.DateTime",
  last_maintained_by: "Edm.String",
};
const CUSTOMER: Columns = {
  company_id: "Edm.String",
  customer_id: "Edm.Int32",
  customer_name: "Edm.String",
  customer_id_string: "Edm.String",
  salesrep_id: "Edm.String",
  credit_limit: "Edm.Decimal",
  terms_id: "Edm.String",
  ...AUDIT,
};

/** The tables that Data Services shows, with P21's column names. */
export type Prophet21Tables = Readonly<Record<TableName, Table>>;

type TableName =
  | "company"
  | "supplier"
  | "product_group"
  | "price_page"
  | "customer"
  | "contacts"
  | "inv_mast"
  | "inv_loc"
  | "oe_hdr"
  | "oe_line"
  | "po_hdr"
  | "po_line";

const SCHEMAS: Readonly<Record<TableName, Schema>> = {
  company: schema(["company_id"], { company_id: "Edm.String", company_name: "Edm.String", ...AUDIT }),
  supplier: schema(["supplier_id"], {
    supplier_id: "Edm.Decimal",
    supplier_name: "Edm.String",
    buyer_id: "Edm.String",
    lead_time_days: "Edm.Int32",
    ...AUDIT,
  }),
  product_group: schema(["company_id", "product_group_id"], {
    company_id: "Edm.String",
    product_group_id: "Edm.String",
    product_group_desc: "Edm.String",
    asset_account_no: "Edm.String",
    ...AUDIT,
  }),
  price_page: schema(["price_page_uid"], {
    price_page_uid: "Edm.Int32",
    company_id: "Edm.String",
    description: "Edm.String",
    supplier_id: "Edm.Decimal",
    product_group_id: "Edm.String",
    calculation_value1: "Edm.Decimal",
    effective_date: "Edm.DateTime",
    expiration_date: "Edm.DateTime",
    row_status_flag: "Edm.Int32",
    ...AUDIT,
  }),
  customer: schema(["company_id", "customer_id"], CUSTOMER),
  contacts: schema(["id"], {
    id: "Edm.String",
    first_name: "Edm.String",
    last_name: "Edm.String",
    email_address: "Edm.String",
    address_id: "Edm.Decimal",
    ...AUDIT,
  }),
  inv_mast: schema(["inv_mast_uid"], {
    inv_mast_uid: "Edm.Int32",
    item_id: "Edm.String",
    item_desc: "Edm.String",
    default_product_group: "Edm.String",
    price1: "Edm.Decimal",
    weight: "Edm.Decimal",
    inactive: "Edm.String",
    ...AUDIT,
  }),
  inv_loc: schema(["company_id", "location_id", "inv_mast_uid"], {
    company_id: "Edm.String",
    location_id: "Edm.Decimal",
    inv_mast_uid: "Edm.Int32",
    product_group_id: "Edm.String",
    qty_on_hand: "Edm.Decimal",
    qty_allocated: "Edm.Decimal",
    ...AUDIT,
  }),
  oe_hdr: schema(["order_no"], {
    order_no: "Edm.String",
    oe_hdr_uid: "Edm.Int32",
    company_id: "Edm.String",
    customer_id: "Edm.Decimal",
    po_no: "Edm.String",
    order_date: "Edm.DateTime",
    completed: "Edm.String",
    location_id: "Edm.Decimal",
    ...AUDIT,
  }),
  oe_line: schema(["oe_line_uid"], {
    oe_line_uid: "Edm.Int32",
    order_no: "Edm.String",
    line_no: "Edm.Int32",
    inv_mast_uid: "Edm.Int32",
    qty_ordered: "Edm.Decimal",
    unit_price: "Edm.Decimal",
    ...AUDIT,
  }),
  po_hdr: schema(["po_no"], {
    po_no: "Edm.Decimal",
    company_no: "Edm.String",
    supplier_id: "Edm.Decimal",
    order_date: "Edm.DateTime",
    complete: "Edm.String",
    ...AUDIT,
  }),
  po_line: schema(["po_line_uid"], {
    po_line_uid: "Edm.Int32",
    po_no: "Edm.Decimal",
    line_no: "Edm.Int32",
    inv_mast_uid: "Edm.Int32",
    qty_ordered: "Edm.Decimal",
    unit_price: "Edm.Decimal",
    ...AUDIT,
  }),
};

/** Every table, without a row. */
export function emptyProphet21Tables(): Prophet21Tables {
  const tables = Object.entries(SCHEMAS).map(([name, { keys, columns }]) => [name, { name, keys, columns, rows: [] }]);
  return Object.fromEntries(tables) as Prophet21Tables;
}

interface Schema {
  readonly keys: readonly string[];
  readonly columns: Columns;
}

function schema(keys: readonly string[], columns: Columns): Schema {
  return { keys, columns };
}

/** Views as Data Services shows them: the same rows under `p21_view_*` names. */
export function viewsOf(tables: Prophet21Tables): readonly Table[] {
  const shown: readonly (keyof Prophet21Tables)[] = [
    "customer",
    "supplier",
    "inv_mast",
    "oe_hdr",
    "oe_line",
    "price_page",
  ];
  return shown.map((name) => ({ ...tables[name], name: `p21_view_${name}` }));
}
