import type { JsonObject } from "../../http/json-object.ts";
import type { SaveContext } from "../windows/cells.ts";
import type { OpenContext } from "./open-named-window.ts";
import { UiFault } from "./ui-fault.ts";
import { blocked, type UiResult } from "./ui-result.ts";
import type { UiDialog, UiWindow } from "./ui-window.ts";

/** One call to a window, with all that it may touch. */
export interface WindowCall extends OpenContext, Omit<SaveContext, "ignoreDisabled"> {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly body: JsonObject | string | undefined;
}

/** A window with a dialog open does nothing else (observed). */
export function whenFree(window: UiWindow, act: () => UiResult): UiResult {
  return window.dialog === undefined ? act() : blocked(window.dialog.id);
}

/** The window that the query names. Throws UiFault. */
export function windowAsked(call: WindowCall): UiWindow {
  const id = call.query.get("id");
  if (id === null) throw new UiFault(422, "Window ID was not provided", "id in the query; windowId is for tools only");
  return windowById(id, call);
}

/** The window that the body names. Throws UiFault. */
export function windowNamed(call: WindowCall): UiWindow {
  return windowById(text(members(call)["WindowId"]) ?? "", call);
}

/** The window of an id, its own or that of its dialog. Throws UiFault. */
export function windowById(id: string, call: WindowCall): UiWindow {
  return placeById(id, call).window;
}

/** What an id means in this session: a window, or a dialog and the window that opened it. Throws UiFault. */
export function placeById(id: string, { ui }: WindowCall): { readonly window: UiWindow; readonly dialog?: UiDialog } {
  const window = ui.windows.get(id);
  if (window !== undefined) return { window };
  const owner = [...ui.windows.values()].find(({ dialog }) => dialog?.id === id);
  if (owner?.dialog !== undefined) return { window: owner, dialog: owner.dialog };
  throw new UiFault(400, "Window not found", "the id of a window that this session opened");
}

/** The datawindow that the body names. */
export function datawindowOf(call: WindowCall): string | undefined {
  return text(members(call)["DatawindowName"]);
}

/** The body's members; none for a body that is no object. */
export function members({ body }: WindowCall): JsonObject {
  return typeof body === "object" ? body : {};
}

/** What is keyed in; numbers and truth values are taken as their texts. */
export function keyedText(value: unknown): string {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : (text(value) ?? "");
}

/** The value if it is a text. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Throws UiFault for a verb that this address does not have. */
export function requireMethod({ method }: WindowCall, ...allowed: readonly string[]): void {
  if (!allowed.includes(method))
    throw new UiFault(405, "The requested resource does not support http method.", allowed.join(", "));
}
