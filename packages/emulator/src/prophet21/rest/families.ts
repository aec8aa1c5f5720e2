import type { Row } from "../../odata/table.ts";
import type { Prophet21Data } from "../data.ts";
import type { TableName } from "../tables.ts";
import { addressOf, itemSuppliersOf, linesOf, locationsOf } from "./extended.ts";

/** Rows of other tables that come with a record when `extendedproperties` asks for them. */
export type Extended = Readonly<Record<string, (row: Row, data: Prophet21Data) => unknown>>;

/** A REST family over a table. */
export interface RestFamily {
  /** Below `/api`: `entity/customers`. */
  readonly path: string;
  readonly element: string;
  readonly table: TableName;
  /** Does `/ping` answer? A 404 there proves nothing (observed); `/help` always does. */
  readonly ping: boolean;
  /** `/new`: a template, or a 500 where the resource has none (observed for addresses). */
  readonly template: "given" | "fails";
  readonly writes: "create and change" | "create" | "none";
  /** Creating without the final slash is a 307 (observed for inventory and orders). */
  readonly createNeedsSlash: boolean;
  /** A key of the form that addresses use, for messages. */
  readonly exampleKey: string;
  keyOf(row: Row): string;
  readonly extended: Extended;
}

/** The families that have records here. Customers and vendors are named `{CompanyId}_{Id}`, the others plainly (observed). */
export const restFamilies: readonly RestFamily[] = [
  {
    path: "entity/customers",
    element: "Customer",
    table: "customer",
    ping: true,
    template: "given",
    writes: "create and change",
    createNeedsSlash: false,
    exampleKey: "{CompanyId}_{CustomerId}",
    keyOf: (row) => `${row["company_id"]}_${row["customer_id"]}`,
    extended: { CustomerAddress: (row, data) => addressOf(row["customer_id"], data) },
  },
  {
    path: "entity/vendors",
    element: "Vendor",
    table: "vendor",
    ping: true,
    template: "given",
    writes: "create and change",
    createNeedsSlash: false,
    exampleKey: "{CompanyId}_{VendorId}",
    keyOf: (row) => `${row["company_id"]}_${row["vendor_id"]}`,
    extended: {},
  },
  {
    path: "entity/contacts",
    element: "Contact",
    table: "contacts",
    ping: true,
    template: "given",
    writes: "create and change",
    createNeedsSlash: false,
    exampleKey: "2001",
    keyOf: (row) => String(row["id"]),
    extended: {},
  },
  {
    path: "entity/addresses",
    element: "Address",
    table: "address",
    ping: true,
    template: "fails",
    writes: "create",
    createNeedsSlash: false,
    exampleKey: "100001",
    keyOf: (row) => String(row["id"]),
    extended: {},
  },
  {
    path: "inventory/parts",
    element: "InventoryPart",
    table: "inv_mast",
    ping: true,
    template: "given",
    writes: "create and change",
    createNeedsSlash: true,
    exampleKey: "an ItemId",
    keyOf: (row) => String(row["item_id"]),
    extended: { Locations: locationsOf, Suppliers: itemSuppliersOf },
  },
  {
    path: "sales/orders",
    element: "Order",
    table: "oe_hdr",
    ping: true,
    template: "given",
    writes: "create",
    createNeedsSlash: true,
    exampleKey: "1000001",
    keyOf: (row) => String(row["order_no"]),
    extended: { Lines: linesOf("oe_line", "order_no") },
  },
  {
    path: "purchasing/purchaseorders",
    element: "PurchaseOrder",
    table: "po_hdr",
    ping: true,
    template: "given",
    writes: "none",
    createNeedsSlash: true,
    exampleKey: "4000001",
    keyOf: (row) => String(row["po_no"]),
    extended: {},
  },
];

/** Other addresses of the same family (observed). */
const ALIASES: ReadonlyMap<string, string> = new Map([["inventory/v2/parts", "inventory/parts"]]);

/** Families that are there and have nothing in them here: whether `/ping` answers is all there is to see (observed). */
export const bareFamilies: ReadonlyMap<string, { readonly ping: boolean }> = new Map([
  ["sales/tasks", { ping: true }],
  ["accounting/gl", { ping: true }],
  ["extensibility/userdefinedfields", { ping: true }],
  ["filehandler", { ping: true }],
  ["environment/systems", { ping: false }],
]);

/** What an address below `/api` means: a family's name, and what follows it. */
export interface RestPlace {
  readonly name: string;
  readonly family: RestFamily | undefined;
  readonly rest: readonly string[];
}

/** Finds the family at the front of an address. */
export function findFamily(fixed: readonly string[], segments: readonly string[]): RestPlace | undefined {
  for (const length of [3, 2, 1]) {
    const asked = fixed.slice(0, length).join("/");
    const name = ALIASES.get(asked) ?? asked;
    const family = restFamilies.find(({ path }) => path === name);
    if (family !== undefined || bareFamilies.has(name)) return { name, family, rest: segments.slice(length) };
  }
  return undefined;
}
