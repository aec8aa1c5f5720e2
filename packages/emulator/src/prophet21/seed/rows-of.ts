import type { Row } from "../../odata/table.ts";
import type { TableName } from "../tables.ts";
import { invLocRows, invMastRows, inventorySupplierRows, pricePageRows, priceBookRows } from "./items.ts";
import { addressRows, companyRows, contactRows, customerRows, locationRows, productGroupRows } from "./masters.ts";
import { supplierRows, vendorRows } from "./masters.ts";
import { invoiceRows, orderLineRows, orderRows, purchaseLineRows, purchaseRows } from "./orders.ts";

const MAKERS: Readonly<Record<TableName, (random: () => number) => Row[]>> = {
  company: companyRows,
  location: locationRows,
  supplier: supplierRows,
  vendor: vendorRows,
  product_group: productGroupRows,
  price_book: priceBookRows,
  price_page: pricePageRows,
  customer: customerRows,
  address: addressRows,
  contacts: contactRows,
  inv_mast: invMastRows,
  inv_loc: invLocRows,
  inventory_supplier: inventorySupplierRows,
  oe_hdr: orderRows,
  oe_line: orderLineRows,
  invoice_hdr: invoiceRows,
  po_hdr: purchaseRows,
  po_line: purchaseLineRows,
};

/** A table's rows, each table from a source of chance of its own, so that none has to be made for another's sake. */
export function rowsOf(name: TableName, random: () => number): Row[] {
  return MAKERS[name](random);
}
