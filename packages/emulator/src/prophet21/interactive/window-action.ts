import { isObject } from "../../http/json-object.ts";
import type { WindowPart } from "../read-address.ts";
import { bufferOf, changeField } from "./change-field.ts";
import { openNamedWindow } from "./open-named-window.ts";
import { saveWindow } from "./save-window.ts";
import { answerDialog, runTool, toolsOf } from "./tools.ts";
import { UiFault } from "./ui-fault.ts";
import { event, succeeded } from "./ui-result.ts";
import { blankRow, clearWindow, windowData, windowDefinition, type UiDialog, type UiWindow } from "./ui-window.ts";
import {
  datawindowOf,
  keyedText,
  members,
  placeById,
  requireMethod,
  text,
  whenFree,
  windowAsked,
  windowById,
  windowNamed,
  type WindowCall,
} from "./window-call.ts";

/** Does what a window call asks for. Throws UiFault. */
export function windowAction(part: WindowPart, call: WindowCall): object {
  switch (part) {
    case "window":
      return windowPart(call);
    case "data":
      return dataPart(call);
    case "change":
      requireMethod(call, "PUT");
      return change(call);
    case "tab":
      requireMethod(call, "PUT");
      return changeTab(call);
    case "row":
      requireMethod(call, "POST", "PUT");
      return call.method === "POST" ? addRow(call) : selectRow(call);
    case "tools":
      requireMethod(call, "GET", "POST");
      return call.method === "GET" ? toolsOf(toolPlace(call)) : tool(call);
  }
}

function windowPart(call: WindowCall): object {
  requireMethod(call, "POST", "GET", "DELETE");
  if (call.method === "POST") {
    const window = openNamedWindow(members(call), call);
    return { ...windowDefinition(window), ...succeeded(event("windowopened", { windowid: window.id })) };
  }
  const window = windowAsked(call);
  if (call.method === "GET") return windowDefinition(window);
  call.ui.windows.delete(window.id);
  return succeeded(event("windowclosed", { windowid: window.id }));
}

/** Saving takes the window's id as a bare JSON string; an object is a 422 (documented). */
function dataPart(call: WindowCall): object {
  requireMethod(call, "GET", "PUT", "DELETE");
  if (call.method === "GET") return windowData(windowAsked(call));
  if (call.method === "DELETE") {
    clearWindow(windowAsked(call));
    return succeeded(event("dwcontentchanged"));
  }
  if (typeof call.body !== "string")
    throw new UiFault(422, "Window ID was not provided", "the window's id as a JSON string");
  const window = windowById(call.body, call);
  return whenFree(window, () => saveWindow(window, { ...call, ignoreDisabled: false }));
}

function change(call: WindowCall): object {
  const window = windowNamed(call);
  const list = members(call)["List"];
  const changes = Array.isArray(list) ? list.filter(isObject) : [];
  return whenFree(window, () => {
    const results = changes.map((sent) =>
      changeField(
        window,
        {
          tab: text(sent["TabName"]),
          datawindow: text(sent["DatawindowName"]),
          field: text(sent["FieldName"]) ?? "",
          value: keyedText(sent["Value"]),
        },
        call.data,
        call.build,
      ),
    );
    // One result for the whole batch (observed)
    const bad = results.find(({ Status }) => Status !== 1);
    return bad ?? succeeded(...results.flatMap(({ Events }) => Events));
  });
}

/** 26.1 knows PageName only, 25.2 took TabName as well (observed). */
function changeTab(call: WindowCall): object {
  const window = windowNamed(call);
  const sent = members(call);
  const page = text(sent["PageName"]) ?? (call.build === "25.2" ? text(sent["TabName"]) : undefined);
  const tabs = window.service.elements.map(({ tab }) => tab);
  if (page === undefined || !tabs.includes(page))
    throw new UiFault(400, `Unable to find tab page named ${page ?? ""}`, `PageName with one of ${tabs.join(", ")}`);
  return whenFree(window, () => {
    window.activeTab = page;
    return succeeded(event("tabpageselected", { page }));
  });
}

function addRow(call: WindowCall): object {
  const window = windowNamed(call);
  const buffer = bufferOf(window, { tab: undefined, datawindow: datawindowOf(call), field: "" }, call.build);
  return whenFree(window, () => {
    buffer.rows.push(blankRow(buffer.element));
    buffer.edits.push(new Map());
    buffer.activeRow = buffer.rows.length - 1;
    return succeeded(event("rowadded", { row: String(buffer.activeRow) }));
  });
}

function selectRow(call: WindowCall): object {
  const window = windowNamed(call);
  const buffer = bufferOf(window, { tab: undefined, datawindow: datawindowOf(call), field: "" }, call.build);
  const row = Number(members(call)["Row"]);
  if (buffer.rows[row] === undefined) throw new UiFault(400, "Invalid row.", `a row below ${buffer.rows.length}`);
  return whenFree(window, () => {
    buffer.activeRow = row;
    return succeeded(event("rowselected", { row: String(row) }));
  });
}

function tool(call: WindowCall): object {
  const name = text(members(call)["ToolName"]) ?? "";
  const { window, dialog } = placeById(text(members(call)["WindowId"]) ?? "", call);
  if (dialog !== undefined) return answerDialog(window, dialog, name);
  const context = { ...call, ignoreDisabled: false, responseWindows: call.ui.responseWindows };
  return whenFree(window, () => runTool(window, name, context));
}

/** Tools are asked for with `windowId`; `id`, as everywhere else, breaks (observed). */
function toolPlace(call: WindowCall): UiWindow | UiDialog {
  const id = call.query.get("windowId");
  if (id === null) throw new UiFault(500, "", "windowId in the query: this one address does not take id");
  const { window, dialog } = placeById(id, call);
  return dialog ?? window;
}
