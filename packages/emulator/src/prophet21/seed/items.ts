import { amount, between, oneOf, partAdjectives, partNouns, someDay } from "../../made-up-names.ts";
import type { Row } from "../../odata/table.ts";
import { audit, times } from "./audit.ts";
import { COUNTS, FIRST, groupOf, LOCATIONS, PRODUCT_GROUPS, PROPHET21_COMPANY } from "./counts.ts";

type Random = () => number;

export function invMastRows(random: Random): Row[] {
  return times(COUNTS.inv_mast, (at) => {
    const noun = oneOf(partNouns, random);
    return {
      inv_mast_uid: at + 1,
      item_id: `${noun.slice(0, 3).toUpperCase()}${10_001 + at}`,
      item_desc: `${oneOf(partAdjectives, random)} ${noun.toLowerCase()}`,
      default_product_group: groupOf(at + 1),
      default_selling_unit: oneOf(["EA", "BX", "FT"], random),
      price1: amount(1, 600, random),
      weight: amount(0, 40, random),
      inactive: random() < 0.04 ? "Y" : "N",
      ...audit(random),
    };
  });
}

/** Every item at every location: the largest table, 12,000 rows. */
export function invLocRows(random: Random): Row[] {
  return LOCATIONS.flatMap(([location]) =>
    times(COUNTS.inv_mast, (at) => ({
      company_id: PROPHET21_COMPANY,
      location_id: location,
      inv_mast_uid: at + 1,
      product_group_id: groupOf(at + 1),
      qty_on_hand: between(0, 900, random),
      qty_allocated: between(0, 40, random),
      moving_average_cost: amount(1, 300, random),
      ...audit(random),
    })),
  );
}

export function inventorySupplierRows(random: Random): Row[] {
  return times(COUNTS.inv_mast, (at) => {
    const cost = amount(1, 300, random);
    return {
      inv_mast_uid: at + 1,
      supplier_id: FIRST.supplier + between(0, COUNTS.supplier - 1, random),
      supplier_part_no: `S-${between(10_000, 99_999, random)}`,
      cost,
      list_price: Math.round(cost * 180) / 100,
      ...audit(random),
    };
  });
}

export function priceBookRows(random: Random): Row[] {
  return times(COUNTS.price_book, (at) => ({
    price_book_uid: at + 1,
    price_book_id: `P${1 + (at % 4)}_${PRODUCT_GROUPS[at % PRODUCT_GROUPS.length]?.[0] ?? "FAST"}`,
    description: `Price book ${at + 1}`,
    row_status_flag: 704,
    ...audit(random),
  }));
}

/** 704 is active, 705 is not: P21's own status codes. */
export function pricePageRows(random: Random): Row[] {
  return times(COUNTS.price_page, (at) => {
    const [group, text] = oneOf(PRODUCT_GROUPS, random);
    return {
      price_page_uid: at + 1,
      company_id: PROPHET21_COMPANY,
      description: `${text} list ${at + 1}`,
      supplier_id: FIRST.supplier + between(0, COUNTS.supplier - 1, random),
      product_group_id: group,
      calculation_value1: amount(1, 3, random),
      effective_date: someDay(random),
      expiration_date: "2030-12-31T00:00:00",
      row_status_flag: random() < 0.9 ? 704 : 705,
      ...audit(random),
    };
  });
}
