import { isObject, type JsonObject } from "../../http/json-object.ts";
import type { Row } from "../../odata/table.ts";
import type { Prophet21Data } from "../data.ts";
import { PROPHET21_COMPANY } from "../seed/counts.ts";
import { BusinessError } from "../windows/business-error.ts";
import { nextNumber, stamp } from "../windows/cells.ts";
import { windowService } from "../windows/catalogue.ts";
import { saveRecord } from "../windows/save-record.ts";
import type { RestFamily } from "./families.ts";
import { fromMembers, memberOf } from "./members.ts";

/** Who writes, and when. */
export interface RestWriter {
  readonly data: Prophet21Data;
  readonly by: string;
  readonly nowMs: number;
}

/** Creates a record: numbers are P21's to give, but for an item's id. Throws BusinessError. */
export function createRecord(family: RestFamily, sent: JsonObject, writer: RestWriter): Row {
  if (family.path === "sales/orders") return createOrder(sent, writer);
  const table = writer.data.table(family.table);
  const given = fromMembers(sent, table);
  const row: Row = {
    ...Object.fromEntries(Object.keys(table.columns).map((column) => [column, null])),
    ...(Object.hasOwn(table.columns, "company_id") ? { company_id: PROPHET21_COMPANY } : {}),
    delete_flag: "N",
    ...given,
  };
  const numbered = NUMBERED[family.table] ?? "id";
  row[numbered] = nextNumber(table.rows, numbered);
  requireNames(family, row);
  if (family.table === "inv_mast" && table.rows.some((other) => other["item_id"] === row["item_id"]))
    throw new BusinessError(
      `Error updating ${String(row["item_id"])}: Error updating inv_mast: The proposed item ID already exists in the database.`,
    );
  stamp(row, writer);
  table.rows.push(row);
  return row;
}

/** The column that P21 numbers itself, where it is not plainly called `id`. */
const NUMBERED: Readonly<Partial<Record<RestFamily["table"], string>>> = {
  customer: "customer_id",
  vendor: "vendor_id",
  inv_mast: "inv_mast_uid",
};

/** What each kind of record cannot do without. */
const NEEDED: Readonly<Partial<Record<RestFamily["table"], string>>> = {
  customer: "customer_name",
  vendor: "vendor_name",
  contacts: "last_name",
  address: "name",
  inv_mast: "item_id",
};

function requireNames({ table }: RestFamily, row: Row): void {
  const needed = NEEDED[table];
  if (needed !== undefined && (row[needed] ?? "") === "") throw new BusinessError(`${memberOf(needed)} is required`);
}

/** Changes what the body says and leaves the rest; the key in the address decides which record (documented). `Delete` marks it. */
export function changeRecord(family: RestFamily, row: Row, sent: JsonObject, writer: RestWriter): Row {
  const table = writer.data.table(family.table);
  const keys = [...table.keys, "item_id", "inv_mast_uid"];
  const given = Object.entries(fromMembers(sent, table)).filter(([column]) => !keys.includes(column));
  Object.assign(row, Object.fromEntries(given));
  if (sent["Delete"] === true) row["delete_flag"] = "Y";
  stamp(row, writer);
  return row;
}

/** An order through the window's own rules; its lines nest as `Lines.list` (observed on 25.2). */
function createOrder(sent: JsonObject, writer: RestWriter): Row {
  const service = windowService("Order");
  const [header, items] = service?.elements ?? [];
  if (service === undefined || header === undefined || items === undefined) throw new Error("there is an order window");
  const head = new Map(textsOf(sent, { CustomerId: "customer_id", PoNo: "po_no", Taker: "taker" }));
  const lines = listIn(sent["Lines"]).map(
    (line) =>
      new Map(textsOf(line, { ItemId: "oe_order_item_id", UnitQuantity: "unit_quantity", UnitPrice: "unit_price" })),
  );
  if (lines.length === 0) throw new BusinessError("An order must have at least one line.");
  const edits = [
    { element: header, keys: [], rows: [head] },
    { element: items, keys: [], rows: lines },
  ];
  return saveRecord(service, edits, { ...writer, ignoreDisabled: false }).head;
}

function listIn(value: unknown): readonly JsonObject[] {
  const list = isObject(value) ? value["list"] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function textsOf(sent: JsonObject, names: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(names).flatMap(([member, field]) => {
    const value = sent[member];
    return typeof value === "string" || typeof value === "number" ? [[field, String(value)] as const] : [];
  });
}
