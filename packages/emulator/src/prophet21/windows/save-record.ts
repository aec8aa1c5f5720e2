import type { Row } from "../../odata/table.ts";
import { PROPHET21_COMPANY } from "../seed/counts.ts";
import { cellsOf, nextNumber, requireFields, stamp, type ElementEdits, type SaveContext } from "./cells.ts";
import { findRecord } from "./find-record.ts";
import { planLines } from "./plan-lines.ts";
import { headElement, type WindowService } from "./window-service.ts";

export interface SavedRecord {
  readonly key: string;
  readonly isNew: boolean;
  readonly head: Row;
}

/**
 * Saves one record: the whole of it or nothing (observed). A key that is there means change, an empty one means a new record.
 * Throws BusinessError.
 */
export function saveRecord(service: WindowService, edits: readonly ElementEdits[], context: SaveContext): SavedRecord {
  const headEdits = mergedHead(service, edits);
  const found = findRecord(service, headEdits.get(service.key.field) ?? "", context.data);
  const head: Row = { ...(found ?? newHead(service, context)) };
  for (const { element, rows } of edits.filter((each) => each.element.type === "Form"))
    for (const row of rows) Object.assign(head, cellsOf(element, row, service, context));
  if (found === undefined) requireFields(headElement(service), head);
  const lines = planLines(edits, head, context);
  stamp(head, context);
  if (found === undefined) context.data.table(service.table).rows.push(head);
  else Object.assign(found, head);
  for (const write of lines) write();
  return { key: String(head[keyColumn(service)]), isNew: found === undefined, head };
}

function mergedHead(service: WindowService, edits: readonly ElementEdits[]): ReadonlyMap<string, string> {
  const forms = edits.filter(({ element }) => element === headElement(service));
  return new Map(forms.flatMap(({ rows }) => rows.flatMap((row) => [...row])));
}

function keyColumn(service: WindowService): string {
  const { key } = service;
  return headElement(service).fields.find(({ name }) => name === key.field)?.column ?? key.field;
}

/** A new record's numbers and defaults. */
function newHead(service: WindowService, { data, nowMs }: SaveContext): Row {
  const { rows, columns, keys } = data.table(service.table);
  const row: Row = Object.fromEntries(Object.keys(columns).map((column) => [column, null]));
  for (const column of Object.keys(columns)) {
    if (column === "company_id" || column === "company_no") row[column] = PROPHET21_COMPANY;
    if (column === "delete_flag" || column === "completed" || column === "complete" || column === "inactive")
      row[column] = "N";
    if (column === "order_date" || column === "effective_date") row[column] = day(nowMs);
    const numbered = column.endsWith("_uid") || (service.key.generated && column === keyColumn(service));
    if (numbered && (keys.includes(column) || column.endsWith("_uid"))) row[column] = nextNumber(rows, column);
  }
  return { ...row, ...(Object.hasOwn(columns, "row_status_flag") ? { row_status_flag: 704 } : {}) };
}

function day(nowMs: number): string {
  return `${new Date(nowMs).toISOString().slice(0, 10)}T00:00:00`;
}
