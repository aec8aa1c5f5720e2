/** The one company of the emulated tenant. */
export const PROPHET21_COMPANY = "ACME";

/** How many rows each table has at the start: a small distributor, yet large enough that reading everything is felt. */
export const COUNTS = {
  supplier: 60,
  vendor: 48,
  price_book: 12,
  price_page: 240,
  customer: 320,
  contacts: 150,
  inv_mast: 4_000,
  oe_hdr: 3_000,
  invoice_hdr: 1_800,
  po_hdr: 600,
} as const;

/** The first number of each series. */
export const FIRST = {
  supplier: 10_001,
  vendor: 20_001,
  customer: 100_001,
  contact: 2_001,
  order: 1_000_001,
  invoice: 3_000_001,
  purchaseOrder: 4_000_001,
} as const;

export const LOCATIONS: readonly (readonly [id: number, name: string])[] = [
  [10, "Main warehouse"],
  [20, "North branch"],
  [30, "Harbor branch"],
];

export const PRODUCT_GROUPS: readonly (readonly [id: string, text: string])[] = [
  ["FAST", "Fasteners"],
  ["HYDR", "Hydraulics"],
  ["ELEC", "Electrical"],
  ["PLMB", "Plumbing"],
  ["BEAR", "Bearings"],
  ["SAFE", "Safety"],
  ["TOOL", "Hand tools"],
  ["ABRA", "Abrasives"],
  ["CHEM", "Chemicals"],
  ["PACK", "Packaging"],
  ["WELD", "Welding"],
  ["HVAC", "Heating and cooling"],
];

/** The product group of an item: the same wherever the item is looked at. */
export function groupOf(itemUid: number): string {
  return PRODUCT_GROUPS[itemUid % PRODUCT_GROUPS.length]?.[0] ?? "FAST";
}
