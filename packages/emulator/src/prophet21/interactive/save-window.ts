import { BusinessError } from "../windows/business-error.ts";
import type { ElementEdits, SaveContext } from "../windows/cells.ts";
import { saveRecord } from "../windows/save-record.ts";
import { event, failed, succeeded, type UiResult } from "./ui-result.ts";
import { loadRecord, type Buffer, type UiWindow } from "./ui-window.ts";

/** Saves what is on the screen and shows the record as it is then. A business rule that refuses is Status 2, not an HTTP error. */
export function saveWindow(window: UiWindow, context: SaveContext): UiResult {
  try {
    const { key, isNew, head } = saveRecord(window.service, editsOf(window), context);
    loadRecord(window, head, context.data);
    const events = isNew ? [event("keygenerated", { [window.service.key.field]: key })] : [];
    return succeeded(...events, event("savesucceeded"));
  } catch (error) {
    if (!(error instanceof BusinessError)) throw error;
    return failed(error.message);
  }
}

function editsOf(window: UiWindow): readonly ElementEdits[] {
  return window.buffers.map((buffer, at) => ({
    element: buffer.element,
    keys: [],
    rows: at === 0 ? [withKey(window, buffer)] : rowsWithEdits(buffer),
  }));
}

/** The record's own form always says which record it is. */
function withKey({ service }: UiWindow, { rows, edits }: Buffer): ReadonlyMap<string, string> {
  const { field } = service.key;
  return new Map([[field, rows[0]?.get(field) ?? ""], ...(edits[0] ?? [])]);
}

/** A grid's row is found again by its key fields, changed or not. */
function rowsWithEdits({ element, rows, edits }: Buffer): readonly ReadonlyMap<string, string>[] {
  return edits.flatMap((edit, at) => {
    if (edit.size === 0) return [];
    const keys = element.keyFields.map((name) => [name, rows[at]?.get(name) ?? ""] as const);
    return [new Map([...keys, ...edit])];
  });
}
