import type { EdmType, Table } from "../odata/table.ts";

type Columns = Readonly<Record<string, EdmType>>;

/** A table without its rows. */
export type TableSchema = Pick<Table, "keys" | "columns">;

/** The tables that Data Services shows; P21 has some 6,000 of them. */
export type TableName =
  | "company"
  | "location"
  | "supplier"
  | "vendor"
  | "product_group"
  | "price_book"
  | "price_page"
  | "customer"
  | "address"
  | "contacts"
  | "inv_mast"
  | "inv_loc"
  | "inventory_supplier"
  | "oe_hdr"
  | "oe_line"
  | "invoice_hdr"
  | "po_hdr"
  | "po_line";

const TEXT = "Edm.String";
const WHOLE = "Edm.Int32";
const DECIMAL = "Edm.Decimal";
const DATE = "Edm.DateTime";

/** Columns that nearly every P21 table has. */
const AUDIT: Columns = { delete_flag: TEXT, date_created: DATE, date_last_modified: DATE, last_maintained_by: TEXT };

function schema(keys: readonly string[], columns: Columns): TableSchema {
  return { keys, columns: { ...columns, ...AUDIT } };
}

/** Every table's columns and keys, under P21's own names. */
export const prophet21Schemas: Readonly<Record<TableName, TableSchema>> = {
  company: schema(["company_id"], { company_id: TEXT, company_name: TEXT }),
  location: schema(["location_id"], { location_id: DECIMAL, company_id: TEXT, location_name: TEXT }),
  supplier: schema(["supplier_id"], {
    supplier_id: DECIMAL,
    supplier_name: TEXT,
    buyer_id: TEXT,
    lead_time_days: WHOLE,
  }),
  vendor: schema(["company_id", "vendor_id"], {
    company_id: TEXT,
    vendor_id: DECIMAL,
    vendor_name: TEXT,
    default_terms_id: TEXT,
    currency_id: WHOLE,
  }),
  product_group: schema(["company_id", "product_group_id"], {
    company_id: TEXT,
    product_group_id: TEXT,
    product_group_desc: TEXT,
    asset_account_no: TEXT,
  }),
  price_book: schema(["price_book_uid"], {
    price_book_uid: WHOLE,
    price_book_id: TEXT,
    description: TEXT,
    row_status_flag: WHOLE,
  }),
  price_page: schema(["price_page_uid"], {
    price_page_uid: WHOLE,
    company_id: TEXT,
    description: TEXT,
    supplier_id: DECIMAL,
    product_group_id: TEXT,
    calculation_value1: DECIMAL,
    effective_date: DATE,
    expiration_date: DATE,
    row_status_flag: WHOLE,
  }),
  customer: schema(["company_id", "customer_id"], {
    company_id: TEXT,
    customer_id: WHOLE,
    customer_name: TEXT,
    customer_id_string: TEXT,
    salesrep_id: TEXT,
    credit_limit: DECIMAL,
    terms_id: TEXT,
  }),
  address: schema(["id"], {
    id: DECIMAL,
    name: TEXT,
    mail_address1: TEXT,
    mail_city: TEXT,
    mail_state: TEXT,
    mail_postal_code: TEXT,
    central_phone_number: TEXT,
  }),
  contacts: schema(["id"], {
    id: TEXT,
    first_name: TEXT,
    last_name: TEXT,
    email_address: TEXT,
    address_id: DECIMAL,
  }),
  inv_mast: schema(["inv_mast_uid"], {
    inv_mast_uid: WHOLE,
    item_id: TEXT,
    item_desc: TEXT,
    default_product_group: TEXT,
    default_selling_unit: TEXT,
    price1: DECIMAL,
    weight: DECIMAL,
    inactive: TEXT,
  }),
  inv_loc: schema(["company_id", "location_id", "inv_mast_uid"], {
    company_id: TEXT,
    location_id: DECIMAL,
    inv_mast_uid: WHOLE,
    product_group_id: TEXT,
    qty_on_hand: DECIMAL,
    qty_allocated: DECIMAL,
    moving_average_cost: DECIMAL,
  }),
  inventory_supplier: schema(["inv_mast_uid", "supplier_id"], {
    inv_mast_uid: WHOLE,
    supplier_id: DECIMAL,
    supplier_part_no: TEXT,
    cost: DECIMAL,
    list_price: DECIMAL,
  }),
  oe_hdr: schema(["order_no"], {
    order_no: TEXT,
    oe_hdr_uid: WHOLE,
    company_id: TEXT,
    customer_id: DECIMAL,
    po_no: TEXT,
    order_date: DATE,
    completed: TEXT,
    location_id: DECIMAL,
    taker: TEXT,
  }),
  oe_line: schema(["oe_line_uid"], {
    oe_line_uid: WHOLE,
    order_no: TEXT,
    line_no: WHOLE,
    inv_mast_uid: WHOLE,
    qty_ordered: DECIMAL,
    unit_price: DECIMAL,
  }),
  invoice_hdr: schema(["invoice_no"], {
    invoice_no: TEXT,
    order_no: TEXT,
    company_no: TEXT,
    customer_id: DECIMAL,
    invoice_date: DATE,
    total_amount: DECIMAL,
    paid_in_full_flag: TEXT,
  }),
  po_hdr: schema(["po_no"], {
    po_no: DECIMAL,
    company_no: TEXT,
    supplier_id: DECIMAL,
    order_date: DATE,
    complete: TEXT,
  }),
  po_line: schema(["po_line_uid"], {
    po_line_uid: WHOLE,
    po_no: DECIMAL,
    line_no: WHOLE,
    inv_mast_uid: WHOLE,
    qty_ordered: DECIMAL,
    unit_price: DECIMAL,
  }),
};

/** Tables that also exist as a view, which Data Services shows as `p21_view_{table}` with the same rows. */
export const viewedTables: readonly TableName[] = [
  "customer",
  "supplier",
  "vendor",
  "inv_mast",
  "inv_loc",
  "oe_hdr",
  "oe_line",
  "invoice_hdr",
  "price_page",
  "po_hdr",
];
