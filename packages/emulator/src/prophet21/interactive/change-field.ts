import type { Prophet21Data } from "../data.ts";
import type { Prophet21Switches } from "../switches.ts";
import { BusinessError } from "../windows/business-error.ts";
import { findRecord, NO_SUCH_ID } from "../windows/find-record.ts";
import { UiFault } from "./ui-fault.ts";
import { event, failed, succeeded, type UiResult } from "./ui-result.ts";
import { clearWindow, loadRecord, type Buffer, type UiWindow } from "./ui-window.ts";

/** One change as `PUT /v2/change` carries it; what is missing is undefined. */
export interface FieldChange {
  readonly tab: string | undefined;
  readonly datawindow: string | undefined;
  readonly field: string;
  readonly value: string;
}

/**
 * Keys a value into a field. Changes of one call are made one after the other, and those before a refused one stay made
 * (observed on 26.1.5894.1). Throws UiFault.
 */
export function changeField(
  window: UiWindow,
  change: FieldChange,
  data: Prophet21Data,
  build: Prophet21Switches["build"],
): UiResult {
  const buffer = bufferOf(window, change, build);
  const { service } = window;
  const known = buffer.element.fields.find(({ name }) => name === change.field);
  if (known === undefined)
    throw new UiFault(400, `Unable to find column named ${change.field}`, fieldsOf(buffer).join(", "));
  if (known.disabled) throw new UiFault(400, `Column is disabled: ${change.field}`, "fields that are enabled");
  const isKey = buffer.element === service.elements[0] && change.field === service.key.field;
  if (isKey && change.value !== "") return keyRecord(window, change.value, data, build);
  setCell(buffer, change);
  return succeeded(event("dwcontentchanged", { datawindow: buffer.element.datawindow }));
}

function setCell(buffer: Buffer, { field, value }: FieldChange): void {
  if (buffer.rows.length === 0) throw new UiFault(400, "There is no current row.", "POST …/v2/row first");
  buffer.rows[buffer.activeRow]?.set(field, value);
  buffer.edits[buffer.activeRow]?.set(field, value);
}

/** Naming a record loads it; a number that was never given out leaves an empty window (observed: Status 2 on 26.1, 0 on 25.2). */
function keyRecord(window: UiWindow, key: string, data: Prophet21Data, build: Prophet21Switches["build"]): UiResult {
  try {
    const found = findRecord(window.service, key, data);
    if (found !== undefined) {
      loadRecord(window, found, data);
      return succeeded(event("dwcontentchanged"));
    }
  } catch (error) {
    if (!(error instanceof BusinessError)) throw error;
    clearWindow(window);
    return failed(NO_SUCH_ID, build === "25.2" ? 0 : 2, event("dwcontentchanged"));
  }
  const [head] = window.buffers;
  if (head !== undefined)
    setCell(head, { tab: undefined, datawindow: undefined, field: window.service.key.field, value: key });
  return succeeded(event("dwcontentchanged"));
}

/** Up to 25.2 the datawindow must be named; 26.1 finds it by tab and field, too (observed). */
export function bufferOf(
  window: UiWindow,
  { tab, datawindow, field }: Pick<FieldChange, "tab" | "datawindow" | "field">,
  build: Prophet21Switches["build"],
): Buffer {
  const names = window.buffers.map(({ element }) => element.datawindow).join(", ");
  if (datawindow !== undefined && datawindow !== "") {
    const named = window.buffers.find(({ element }) => element.datawindow === datawindow);
    if (named !== undefined) return named;
    throw new UiFault(400, `Unable to find datawindow named ${datawindow}`, names);
  }
  const found = window.buffers.find(
    ({ element }) => (tab === undefined || element.tab === tab) && element.fields.some(({ name }) => name === field),
  );
  if (build === "25.2" || found === undefined) throw new UiFault(400, "Unable to find datawindow named ", names);
  return found;
}

function fieldsOf({ element }: Buffer): readonly string[] {
  return element.fields.map(({ name }) => name);
}
