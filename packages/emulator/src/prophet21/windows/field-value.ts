import type { Row, Value } from "../../odata/table.ts";
import type { Prophet21Data } from "../data.ts";
import { prophet21Schemas } from "../tables.ts";
import { BusinessError } from "./business-error.ts";
import type { WindowElement, WindowField } from "./window-service.ts";

/** A cell as a window shows it: everything is text. */
export function shown(field: WindowField, row: Row, data: Prophet21Data): string {
  const value = row[field.column] ?? null;
  if (field.shows === "item")
    return String(data.table("inv_mast").rows.find((item) => item["inv_mast_uid"] === value)?.["item_id"] ?? "");
  return value === null ? "" : String(value);
}

/** A text that was keyed in as the cell it becomes. Throws BusinessError for what does not fit. */
export function keyed(field: WindowField, { table }: WindowElement, text: string, data: Prophet21Data): Value {
  if (field.shows === "item") return itemUid(text, data);
  if (text === "") return null;
  const type = prophet21Schemas[table].columns[field.column];
  if (type === "Edm.DateTime") return keyedDate(field, text);
  if (type !== "Edm.Int32" && type !== "Edm.Decimal") return text;
  const number = Number(text);
  const fits = Number.isFinite(number) && (type === "Edm.Decimal" || Number.isInteger(number));
  if (!fits) throw new BusinessError(`Invalid value for ${field.name}: '${text}'`);
  return number;
}

function itemUid(text: string, data: Prophet21Data): Value {
  const item = data.table("inv_mast").rows.find((row) => row["item_id"] === text);
  if (item === undefined) throw new BusinessError(`Item ID '${text}' does not exist.`);
  return item["inv_mast_uid"] ?? null;
}

function keyedDate(field: WindowField, text: string): string {
  const timeMs = Date.parse(/T/.test(text) ? `${text.replace(/Z$/, "")}Z` : `${text} UTC`);
  if (Number.isNaN(timeMs)) throw new BusinessError(`Invalid value for ${field.name}: '${text}'`);
  return new Date(timeMs).toISOString().slice(0, 19);
}
