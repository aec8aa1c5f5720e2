import { element, field, type WindowService } from "./window-service.ts";

/** Fields that every window shows. */
const COMPANY = field("company_id", "Company ID", { disabled: true, required: true });

/** The windows of the emulated tenant; a real one lists about 300. */
export const windowServices: readonly WindowService[] = [
  {
    name: "Customer",
    title: "Customer Maintenance",
    windowClass: "w_customer_maintenance",
    table: "customer",
    key: { field: "customer_id", generated: true },
    available: true,
    elements: [
      element(
        "TABPAGE_1.tp_1_dw_1",
        "Form",
        "customer",
        ["customer_id"],
        [
          field("customer_id", "Customer ID"),
          COMPANY,
          field("customer_name", "Customer Name", { required: true }),
          field("salesrep_id", "Salesrep ID"),
          field("delete_flag", "Delete"),
        ],
      ),
      element(
        "TABPAGE_2.tp_2_dw_2",
        "Form",
        "customer",
        [],
        [field("credit_limit", "Credit Limit"), field("terms_id", "Terms ID")],
      ),
    ],
  },
  {
    name: "Supplier",
    title: "Supplier Maintenance",
    windowClass: "w_supplier_maintenance",
    table: "supplier",
    key: { field: "supplier_id", generated: true },
    available: true,
    elements: [
      element(
        "TABPAGE_1.tp_1_dw_1",
        "Form",
        "supplier",
        ["supplier_id"],
        [
          field("supplier_id", "Supplier ID"),
          field("supplier_name", "Supplier Name", { required: true }),
          field("buyer_id", "Buyer ID"),
          field("lead_time_days", "Lead Time (days)"),
        ],
      ),
    ],
  },
  {
    name: "Item",
    title: "Item Maintenance",
    windowClass: "w_inventory_sheet",
    table: "inv_mast",
    key: { field: "item_id", generated: false },
    available: true,
    elements: [
      element(
        "TABPAGE_1.tp_1_dw_1",
        "Form",
        "inv_mast",
        ["item_id"],
        [
          field("item_id", "Item ID", { required: true }),
          field("item_desc", "Item Description", { required: true }),
          field("default_product_group", "Product Group"),
          field("price1", "Price 1"),
          field("weight", "Weight"),
          field("inactive", "Inactive"),
        ],
      ),
    ],
  },
  {
    name: "SalesPricePage",
    title: "Sales Price Page Entry",
    windowClass: "w_sales_price_page",
    table: "price_page",
    key: { field: "price_page_uid", generated: true },
    available: true,
    elements: [
      element(
        "FORM.form",
        "Form",
        "price_page",
        ["price_page_uid"],
        [
          field("price_page_uid", "Price Page UID"),
          field("company_id", "Company ID"),
          field("description", "Description", { required: true }),
          field("supplier_id", "Supplier ID"),
          field("product_group_id", "Product Group ID"),
          field("effective_date", "Effective Date"),
          field("expiration_date", "Expiration Date"),
          field("row_status_flag", "Row Status", { disabled: true }),
        ],
      ),
      element("VALUES.values", "Form", "price_page", [], [field("calculation_value1", "Calculation Value 1")]),
    ],
  },
  {
    name: "Order",
    title: "Order Entry",
    windowClass: "w_order_entry_sheet",
    table: "oe_hdr",
    key: { field: "order_no", generated: true },
    available: true,
    elements: [
      element(
        "TABPAGE_1.order",
        "Form",
        "oe_hdr",
        ["order_no"],
        [
          field("order_no", "Order No"),
          COMPANY,
          field("customer_id", "Customer ID", { required: true }),
          field("po_no", "PO No"),
          field("order_date", "Order Date"),
          field("sales_loc_id", "Sales Location ID", { column: "location_id" }),
          field("taker", "Taker"),
          field("completed", "Completed", { disabled: true }),
        ],
      ),
      element(
        "TP_ITEMS.items",
        "List",
        "oe_line",
        ["oe_order_item_id"],
        [
          field("line_no", "Line No", { disabled: true }),
          field("oe_order_item_id", "Item ID", { column: "inv_mast_uid", required: true, shows: "item" }),
          field("unit_quantity", "Quantity", { column: "qty_ordered", required: true }),
          field("unit_price", "Unit Price"),
        ],
      ),
    ],
  },
  {
    name: "PurchaseOrder",
    title: "Purchase Order Entry",
    windowClass: "w_purchase_order_entry_sheet",
    table: "po_hdr",
    key: { field: "po_no", generated: true },
    available: true,
    elements: [
      element(
        "TABPAGE_1.tp_1_dw_1",
        "Form",
        "po_hdr",
        ["po_no"],
        [
          field("po_no", "PO No"),
          field("company_no", "Company No", { disabled: true }),
          field("supplier_id", "Supplier ID", { required: true }),
          field("order_date", "Order Date"),
          field("complete", "Complete", { disabled: true }),
        ],
      ),
      element(
        "TABPAGE_17.tp_17_dw_17",
        "List",
        "po_line",
        ["item_id"],
        [
          field("line_no", "Line No", { disabled: true }),
          field("item_id", "Item ID", { column: "inv_mast_uid", required: true, shows: "item" }),
          field("qty_ordered", "Quantity", { required: true }),
          field("unit_price", "Unit Price"),
        ],
      ),
    ],
  },
  {
    name: "ProductionOrder",
    title: "Production Order Entry",
    windowClass: "w_production_order_entry_sheet",
    table: "oe_hdr",
    key: { field: "order_no", generated: true },
    available: false,
    elements: [element("TABPAGE_1.tp_1_dw_1", "Form", "oe_hdr", ["order_no"], [field("order_no", "Order No")])],
  },
];

/** The window of a service name; names count as they are written. */
export function windowService(name: unknown): WindowService | undefined {
  return windowServices.find((service) => service.name === name);
}
