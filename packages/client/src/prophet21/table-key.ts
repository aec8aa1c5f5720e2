/**
 * What tells rows apart in the tables that are read most. The column names are in public client code (observed); that they
 * have no ties is how Prophet 21's own windows use them (inferred), so the `key` option wins over this.
 */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  address: ["id"],
  company: ["company_id"],
  contacts: ["id"],
  customer: ["company_id", "customer_id"],
  inv_loc: ["company_id", "location_id", "inv_mast_uid"],
  inv_mast: ["inv_mast_uid"],
  location: ["location_id"],
  oe_hdr: ["order_no"],
  po_hdr: ["po_no"],
  price_book: ["price_book_uid"],
  price_page: ["price_page_uid"],
  product_group: ["company_id", "product_group_id"],
  supplier: ["supplier_id"],
  vendor: ["company_id", "vendor_id"],
};

/** The key of a table that is known here. Views have none that anybody knows. */
export function tableKey(resource: string): readonly string[] | undefined {
  const [object, name = ""] = resource.toLowerCase().split("/");
  return object === "table" && Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
}
