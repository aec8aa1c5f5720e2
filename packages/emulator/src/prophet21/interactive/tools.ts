import type { SaveContext } from "../windows/cells.ts";
import { findRecord } from "../windows/find-record.ts";
import { saveWindow } from "./save-window.ts";
import { UiFault } from "./ui-fault.ts";
import { blocked, event, failed, succeeded, type UiResult } from "./ui-result.ts";
import { clearWindow, type UiDialog, type UiWindow } from "./ui-window.ts";

/** The buttons of a window, and those of a dialog. */
export function toolsOf(place: UiWindow | UiDialog): readonly object[] {
  const names = "service" in place ? WINDOW_TOOLS : DIALOG_TOOLS;
  return names.map(([ToolName, ToolText]) => ({ ToolName, ToolText, Enabled: true }));
}

const WINDOW_TOOLS = [
  ["cb_save", "Save"],
  ["cb_clear", "Clear"],
  ["cb_delete", "Delete"],
] as const;
const DIALOG_TOOLS = [
  ["cb_yes", "Yes"],
  ["cb_no", "No"],
] as const;

/** What running a tool needs besides the window. */
export interface ToolContext extends SaveContext {
  /** False: dialogs are answered with Yes at once. */
  readonly responseWindows: boolean;
  readonly newId: () => string;
}

/** Presses a button. Throws UiFault for one that is not there. */
export function runTool(window: UiWindow, tool: string, context: ToolContext): UiResult {
  switch (tool) {
    case "cb_save":
      return saveWindow(window, context);
    case "cb_clear":
      clearWindow(window);
      return succeeded(event("dwcontentchanged"));
    case "cb_delete":
      return askToDelete(window, context);
    default:
      throw new UiFault(400, `Unable to find tool named ${tool}`, WINDOW_TOOLS.map(([name]) => name).join(", "));
  }
}

/** Answers a dialog. It belongs to its window, which goes on after that. */
export function answerDialog(window: UiWindow, { confirm }: UiDialog, tool: string): UiResult {
  if (tool !== "cb_yes" && tool !== "cb_no")
    throw new UiFault(400, `Unable to find tool named ${tool}`, "cb_yes or cb_no");
  window.dialog = undefined;
  if (tool === "cb_yes") confirm();
  return succeeded(event("windowclosed"));
}

/** Deleting asks first: the way to meet a response window here. */
function askToDelete(window: UiWindow, context: ToolContext): UiResult {
  const key = window.buffers[0]?.rows[0]?.get(window.service.key.field) ?? "";
  const record = findRecord(window.service, key, context.data);
  if (record === undefined) return failed("There is no record to delete.");
  const confirm = (): void => {
    record["delete_flag"] = "Y";
    clearWindow(window);
  };
  if (!context.responseWindows) {
    confirm();
    return succeeded(event("dwcontentchanged"));
  }
  window.dialog = { id: context.newId(), title: "Delete", windowClass: "w_message", confirm };
  return blocked(window.dialog.id);
}
