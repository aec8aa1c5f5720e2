import {
  amount,
  between,
  companyKinds,
  companyWords,
  oneOf,
  partAdjectives,
  partNouns,
  places,
  someDay,
} from "../made-up-names.ts";
import type { Row } from "../odata/table.ts";
import { seededRandom } from "../seeded-random.ts";
import { emptyProphet21Tables, type Prophet21Tables } from "./tables.ts";

/** The one company of the emulated tenant. */
export const PROPHET21_COMPANY = "ACME";

const COUNTS = {
  supplier: 60,
  price_page: 240,
  customer: 320,
  contacts: 150,
  inv_mast: 500,
  oe_hdr: 400,
  po_hdr: 120,
} as const;

const GROUPS: readonly (readonly [id: string, text: string])[] = [
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

/** Fills the tables: the same rows for the same seed. */
export function seedTables(seed: number): Prophet21Tables {
  const tables = emptyProphet21Tables();
  const random = seededRandom(seed, "prophet21");
  seedMasters(tables, random);
  seedItems(tables, random);
  seedSales(tables, random);
  seedPurchases(tables, random);
  return tables;
}

function audit(random: () => number): Row {
  const day = someDay(random);
  return { delete_flag: "N", date_created: day, date_last_modified: day, last_maintained_by: "admin" };
}

function seedMasters(tables: Prophet21Tables, random: () => number): void {
  tables.company.rows.push({ company_id: PROPHET21_COMPANY, company_name: "Acme Distribution", ...audit(random) });
  for (let at = 1; at <= COUNTS.supplier; at += 1) {
    tables.supplier.rows.push({
      supplier_id: 10_000 + at,
      supplier_name: madeUpCompany(random),
      buyer_id: String(between(1, 8, random)),
      lead_time_days: between(2, 45, random),
      ...audit(random),
    });
  }
  for (const [id, text] of GROUPS) {
    tables.product_group.rows.push({
      company_id: PROPHET21_COMPANY,
      product_group_id: id,
      product_group_desc: text,
      asset_account_no: `1300${between(10, 99, random)}`,
      ...audit(random),
    });
  }
  for (let at = 1; at <= COUNTS.price_page; at += 1) tables.price_page.rows.push(pricePage(at, random));
  for (let at = 1; at <= COUNTS.customer; at += 1) tables.customer.rows.push(customer(100_000 + at, random));
  for (let at = 1; at <= COUNTS.contacts; at += 1) {
    const [city] = oneOf(places, random);
    tables.contacts.rows.push({
      id: String(2000 + at),
      first_name: oneOf(["Ana", "Ben", "Cora", "Dan", "Eve", "Finn"], random),
      last_name: oneOf(["Fields", "Grant", "Hayes", "Irwin", "Jones"], random),
      email_address: `contact${at}@${city.replace(" ", "").toLowerCase()}.example`,
      address_id: 100_000 + between(1, COUNTS.customer, random),
      ...audit(random),
    });
  }
}

function pricePage(at: number, random: () => number): Row {
  const supplier = 10_000 + between(1, COUNTS.supplier, random);
  const [group, text] = oneOf(GROUPS, random);
  return {
    price_page_uid: at,
    company_id: PROPHET21_COMPANY,
    description: `${text} list ${at}`,
    supplier_id: supplier,
    product_group_id: group,
    calculation_value1: amount(1, 3, random),
    effective_date: someDay(random),
    expiration_date: "2030-12-31T00:00:00",
    row_status_flag: random() < 0.9 ? 704 : 705,
    ...audit(random),
  };
}

function customer(id: number, random: () => number): Row {
  return {
    company_id: PROPHET21_COMPANY,
    customer_id: id,
    customer_name: madeUpCompany(random),
    customer_id_string: String(id),
    salesrep_id: String(between(1, 20, random)),
    credit_limit: between(1, 200, random) * 500,
    terms_id: oneOf(["1", "2", "3"], random),
    ...audit(random),
  };
}

function seedItems(tables: Prophet21Tables, random: () => number): void {
  for (let uid = 1; uid <= COUNTS.inv_mast; uid += 1) {
    const noun = oneOf(partNouns, random);
    const [group] = oneOf(GROUPS, random);
    tables.inv_mast.rows.push({
      inv_mast_uid: uid,
      item_id: `${noun.slice(0, 3).toUpperCase()}${10_000 + uid}`,
      item_desc: `${oneOf(partAdjectives, random)} ${noun.toLowerCase()}`,
      default_product_group: group,
      price1: amount(1, 600, random),
      weight: amount(0, 40, random),
      inactive: random() < 0.04 ? "Y" : "N",
      ...audit(random),
    });
    tables.inv_loc.rows.push({
      company_id: PROPHET21_COMPANY,
      location_id: 10,
      inv_mast_uid: uid,
      product_group_id: group,
      qty_on_hand: between(0, 900, random),
      qty_allocated: between(0, 40, random),
      ...audit(random),
    });
  }
}

function seedSales(tables: Prophet21Tables, random: () => number): void {
  for (let at = 1; at <= COUNTS.oe_hdr; at += 1) {
    const order = String(1_000_000 + at);
    tables.oe_hdr.rows.push({
      order_no: order,
      oe_hdr_uid: at,
      company_id: PROPHET21_COMPANY,
      customer_id: 100_000 + between(1, COUNTS.customer, random),
      po_no: `PO${between(1000, 9999, random)}`,
      order_date: someDay(random),
      completed: random() < 0.6 ? "Y" : "N",
      location_id: 10,
      ...audit(random),
    });
    for (let line = 1; line <= between(1, 3, random); line += 1) {
      tables.oe_line.rows.push({
        oe_line_uid: tables.oe_line.rows.length + 1,
        order_no: order,
        ...orderedItem(line, random),
      });
    }
  }
}

function seedPurchases(tables: Prophet21Tables, random: () => number): void {
  for (let at = 1; at <= COUNTS.po_hdr; at += 1) {
    const order = 4_000_000 + at;
    tables.po_hdr.rows.push({
      po_no: order,
      company_no: PROPHET21_COMPANY,
      supplier_id: 10_000 + between(1, COUNTS.supplier, random),
      order_date: someDay(random),
      complete: random() < 0.5 ? "Y" : "N",
      ...audit(random),
    });
    for (let line = 1; line <= between(1, 3, random); line += 1) {
      tables.po_line.rows.push({
        po_line_uid: tables.po_line.rows.length + 1,
        po_no: order,
        ...orderedItem(line, random),
      });
    }
  }
}

function orderedItem(line: number, random: () => number): Row {
  return {
    line_no: line,
    inv_mast_uid: between(1, COUNTS.inv_mast, random),
    qty_ordered: between(1, 60, random),
    unit_price: amount(1, 500, random),
    ...audit(random),
  };
}

function madeUpCompany(random: () => number): string {
  return `${oneOf(companyWords, random)} ${oneOf(companyKinds, random)}`;
}
