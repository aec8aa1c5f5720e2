import type { WaitInit } from "../../connection.ts";
import type { Caller } from "../../http/call.ts";
import { getJson } from "../../http/get-json.ts";
import { checkChanges } from "./check-input.ts";
import { readResult } from "./window-result.ts";
import type { WindowResult } from "./window-result.ts";

/** A field to fill in. */
export interface FieldChange {
  /** The tab's name; null in a dialog, which has no tabs. Choose the tab with `tab()` first. */
  readonly tab: string | null;
  /** Needed since 25.2, which cannot tell it from the tab any more (observed). In P21: right-click, SQL Information. */
  readonly datawindow: string;
  readonly field: string;
  /** Always a text. */
  readonly value: string;
  /** `Data` for the value behind what the screen shows. @default "Display" */
  readonly valueType?: "Display" | "Data";
}

/** A button, or a line of a right-click menu. */
export interface InteractiveTool {
  /** As `cb_save`. */
  readonly tool: string;
  readonly text?: string;
  readonly datawindow?: string;
  readonly field?: string;
  readonly row?: number;
}

/**
 * A window of an Interactive session, or a dialog that one opened. Every action throws an {@link ErpgateError} with the
 * code P21_APPLICATION_ERROR where the application refused it; nothing is repeated by the client.
 */
export interface InteractiveWindow {
  readonly id: string;
  /** What the window is made of: tabs, datawindows, fields. */
  state(init?: WaitInit): Promise<unknown>;
  /** The data on the active tab. Other tabs' datawindows are left out, so what is not there proves nothing (observed). */
  data(init?: WaitInit): Promise<unknown>;
  /** Fills in fields, in this order. The first that fails ends it, and those before it stay filled in. */
  change(changes: readonly FieldChange[], init?: WaitInit): Promise<WindowResult>;
  tab(name: string, init?: WaitInit): Promise<WindowResult>;
  addRow(datawindow: string, init?: WaitInit): Promise<WindowResult>;
  /** Makes a row the active one; rows count from 0 (observed). */
  selectRow(datawindow: string, row: number, init?: WaitInit): Promise<WindowResult>;
  tools(at?: Pick<InteractiveTool, "datawindow" | "field" | "row">, init?: WaitInit): Promise<unknown>;
  run(tool: InteractiveTool, init?: WaitInit): Promise<WindowResult>;
  /** Saves. A success that matters is worth reading back: a window may keep a part to itself (observed). */
  save(init?: WaitInit): Promise<WindowResult>;
  /** Empties the screen, for another record. */
  clear(init?: WaitInit): Promise<WindowResult>;
  close(init?: WaitInit): Promise<WindowResult>;
}

const V2 = "/api/ui/interactive/v2";

/** A handle of a window that is open. Nothing is sent. */
export function windowAt(caller: Caller, id: string): InteractiveWindow {
  const byId = `?id=${encodeURIComponent(id)}`;
  const act = async (
    method: string,
    path: string,
    body: unknown,
    action: string,
    init: WaitInit | undefined,
  ): Promise<WindowResult> => {
    const sent = body === undefined ? { ...init, method } : { ...init, method, body: JSON.stringify(body) };
    return readResult(await getJson<unknown>(caller, V2 + path, sent), action, caller.dialect.secrets);
  };
  return Object.freeze({
    id,
    state: (init?: WaitInit) => getJson(caller, `${V2}/window${byId}`, init),
    data: (init?: WaitInit) => getJson(caller, `${V2}/data${byId}`, init),
    change: async (changes: readonly FieldChange[], init?: WaitInit) => {
      checkChanges(changes);
      return act("PUT", "/change", { WindowId: id, List: changes.map(wireChange) }, "changing fields", init);
    },
    tab: (name: string, init?: WaitInit) =>
      act("PUT", "/tab", { WindowId: id, PageName: name }, "choosing the tab", init),
    addRow: (datawindow: string, init?: WaitInit) =>
      act("POST", "/row", { WindowId: id, DatawindowName: datawindow }, "adding a row", init),
    selectRow: (datawindow: string, row: number, init?: WaitInit) =>
      act("PUT", "/row", { WindowId: id, DatawindowName: datawindow, Row: row }, "choosing the row", init),
    tools: (at?: Pick<InteractiveTool, "datawindow" | "field" | "row">, init?: WaitInit) =>
      getJson(caller, `${V2}/tools${toolQuery(id, at)}`, init),
    run: (tool: InteractiveTool, init?: WaitInit) =>
      act("POST", "/tools", wireTool(id, tool), "running the tool", init),
    // The bare id as a JSON text: an object around it is a 422 (documented).
    save: (init?: WaitInit) => act("PUT", "/data", id, "saving", init),
    clear: (init?: WaitInit) => act("DELETE", `/data${byId}`, undefined, "clearing", init),
    close: (init?: WaitInit) => act("DELETE", `/window${byId}`, undefined, "closing", init),
  });
}

function wireChange({ tab, datawindow, field, value, valueType }: FieldChange): object {
  const type = valueType === undefined ? {} : { ValueType: valueType };
  return { TabName: tab, DatawindowName: datawindow, FieldName: field, Value: value, ...type };
}

function wireTool(id: string, { tool, text = "", datawindow, field, row }: InteractiveTool): object {
  return {
    WindowId: id,
    ToolName: tool,
    ToolText: text,
    ...(datawindow === undefined ? {} : { DatawindowName: datawindow }),
    ...(field === undefined ? {} : { FieldName: field }),
    ...(row === undefined ? {} : { Row: row }),
  };
}

/** Tools alone are asked for with `windowId`: the `id` of all other addresses breaks here (observed). */
function toolQuery(id: string, at: Pick<InteractiveTool, "datawindow" | "field" | "row"> = {}): string {
  const query = [
    ["windowId", id],
    ["dwName", at.datawindow],
    ["fieldName", at.field],
    ["row", at.row],
  ] as const;
  const given = query.filter(([, value]) => value !== undefined);
  return `?${given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join("&")}`;
}
