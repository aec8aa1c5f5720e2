import type { Row } from "../../odata/table.ts";
import type { Prophet21Data } from "../data.ts";
import { BusinessError } from "./business-error.ts";
import { keyed } from "./field-value.ts";
import type { WindowElement, WindowService } from "./window-service.ts";

/** What was keyed into one element: a row is field names and texts. */
export interface ElementEdits {
  readonly element: WindowElement;
  /** What tells rows apart, if the payload says so. */
  readonly keys: readonly string[];
  readonly rows: readonly ReadonlyMap<string, string>[];
}

/** Who saves, when, where, and how strictly. */
export interface SaveContext {
  readonly data: Prophet21Data;
  readonly by: string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
  /** Edits of disabled columns are let through and then do nothing (observed on 26.1). */
  readonly ignoreDisabled: boolean;
}

/** The cells that a row of edits sets, checked one by one in the order in which they were keyed in. */
export function cellsOf(
  element: WindowElement,
  row: ReadonlyMap<string, string>,
  service: Pick<WindowService, "key"> | undefined,
  { data, ignoreDisabled }: SaveContext,
): Row {
  const cells: Row = {};
  for (const [name, text] of row) {
    const field = element.fields.find((each) => each.name === name);
    if (field === undefined) throw new BusinessError(`Invalid column name: ${name}`);
    if (field.disabled && !ignoreDisabled) throw new BusinessError(`Column is disabled: ${name}`);
    const isNumber = service?.key.generated === true && service.key.field === name;
    if (!field.disabled && !isNumber) cells[field.column] = keyed(field, element, text, data);
  }
  return cells;
}

export function requireFields(element: WindowElement, row: Row): void {
  const missing = element.fields.find(({ column, required }) => required && (row[column] ?? "") === "");
  if (missing !== undefined) throw new BusinessError(`${missing.label} is required`);
}

/** One more than the highest, as a text where the column holds texts. */
export function nextNumber(rows: readonly Row[], column: string): number | string {
  const highest = rows.reduce((most, row) => Math.max(most, Number(row[column]) || 0), 0);
  return typeof rows[0]?.[column] === "string" ? String(highest + 1) : highest + 1;
}

/** Marks a row as changed now. */
export function stamp(row: Row, { by, nowMs }: Pick<SaveContext, "by" | "nowMs">): void {
  const now = new Date(nowMs).toISOString().slice(0, 19);
  row["date_created"] ??= now;
  row["date_last_modified"] = now;
  row["last_maintained_by"] = by;
}
