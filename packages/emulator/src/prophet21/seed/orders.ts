import { amount, between, oneOf, someDay } from "../../made-up-names.ts";
import type { Row } from "../../odata/table.ts";
import { audit, times } from "./audit.ts";
import { COUNTS, FIRST, LOCATIONS, PROPHET21_COMPANY } from "./counts.ts";

type Random = () => number;

export function orderRows(random: Random): Row[] {
  return times(COUNTS.oe_hdr, (at) => ({
    order_no: String(FIRST.order + at),
    oe_hdr_uid: at + 1,
    company_id: PROPHET21_COMPANY,
    customer_id: someCustomer(random),
    po_no: `PO${between(1000, 9999, random)}`,
    order_date: someDay(random),
    completed: random() < 0.6 ? "Y" : "N",
    location_id: oneOf(LOCATIONS, random)[0],
    taker: oneOf(["mhill", "jdoe", "web"], random),
    ...audit(random),
  }));
}

export function orderLineRows(random: Random): Row[] {
  return linesOf(COUNTS.oe_hdr, random, (at, uid) => ({ oe_line_uid: uid, order_no: String(FIRST.order + at) }));
}

/** Only the older orders have been invoiced. */
export function invoiceRows(random: Random): Row[] {
  return times(COUNTS.invoice_hdr, (at) => ({
    invoice_no: String(FIRST.invoice + at),
    order_no: String(FIRST.order + at),
    company_no: PROPHET21_COMPANY,
    customer_id: someCustomer(random),
    invoice_date: someDay(random),
    total_amount: amount(20, 9000, random),
    paid_in_full_flag: random() < 0.8 ? "Y" : "N",
    ...audit(random),
  }));
}

export function purchaseRows(random: Random): Row[] {
  return times(COUNTS.po_hdr, (at) => ({
    po_no: FIRST.purchaseOrder + at,
    company_no: PROPHET21_COMPANY,
    supplier_id: FIRST.supplier + between(0, COUNTS.supplier - 1, random),
    order_date: someDay(random),
    complete: random() < 0.5 ? "Y" : "N",
    ...audit(random),
  }));
}

export function purchaseLineRows(random: Random): Row[] {
  return linesOf(COUNTS.po_hdr, random, (at, uid) => ({ po_line_uid: uid, po_no: FIRST.purchaseOrder + at }));
}

/** One to four lines for each order. */
function linesOf(orders: number, random: Random, head: (order: number, uid: number) => Row): Row[] {
  const rows: Row[] = [];
  for (let order = 0; order < orders; order += 1) {
    const lines = between(1, 4, random);
    for (let line = 1; line <= lines; line += 1) {
      rows.push({ ...head(order, rows.length + 1), ...orderedItem(line, random) });
    }
  }
  return rows;
}

function orderedItem(line: number, random: Random): Row {
  return {
    line_no: line,
    inv_mast_uid: between(1, COUNTS.inv_mast, random),
    qty_ordered: between(1, 60, random),
    unit_price: amount(1, 500, random),
    ...audit(random),
  };
}

function someCustomer(random: Random): number {
  return FIRST.customer + between(0, COUNTS.customer - 1, random);
}
