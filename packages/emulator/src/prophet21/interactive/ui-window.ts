import type { Row } from "../../odata/table.ts";
import type { Prophet21Data } from "../data.ts";
import { shown } from "../windows/field-value.ts";
import { rowsOfRecord } from "../windows/find-record.ts";
import { dataTypeOf, headElement, type WindowElement, type WindowService } from "../windows/window-service.ts";

/** One datawindow's rows on the screen; what was changed and not saved yet is in `edits`. */
export interface Buffer {
  readonly element: WindowElement;
  rows: Map<string, string>[];
  /** By row. */
  edits: Map<string, string>[];
  activeRow: number;
}

/** An open window, or a dialog that it opened. */
export interface UiWindow {
  readonly id: string;
  readonly service: WindowService;
  readonly buffers: readonly Buffer[];
  activeTab: string;
  /** The dialog that has to be answered first. */
  dialog: UiDialog | undefined;
}

export interface UiDialog {
  readonly id: string;
  readonly title: string;
  readonly windowClass: string;
  /** What pressing Yes does. */
  readonly confirm: () => void;
}

export function openWindow(id: string, service: WindowService): UiWindow {
  const buffers = service.elements.map((element): Buffer => ({ element, rows: [], edits: [], activeRow: 0 }));
  const window: UiWindow = { id, service, buffers, activeTab: headElement(service).tab, dialog: undefined };
  clearWindow(window);
  return window;
}

/** An empty screen: one blank row in each form, none in a grid. */
export function clearWindow(window: UiWindow): void {
  for (const buffer of window.buffers) {
    const rows = buffer.element.type === "Form" ? [blankRow(buffer.element)] : [];
    Object.assign(buffer, { rows, edits: rows.map(() => new Map()), activeRow: 0 });
  }
}

export function blankRow({ fields }: WindowElement): Map<string, string> {
  return new Map(fields.map(({ name }) => [name, ""]));
}

/** Shows a record. */
export function loadRecord(window: UiWindow, head: Row, data: Prophet21Data): void {
  for (const buffer of window.buffers) {
    const { element } = buffer;
    const rows = rowsOfRecord(element, window.service, head, data).map(
      (row) => new Map(element.fields.map((field) => [field.name, shown(field, row, data)] as const)),
    );
    Object.assign(buffer, { rows, edits: rows.map(() => new Map()), activeRow: 0 });
  }
}

/** What a window is made of, as opening and GET answer it. */
export function windowDefinition(window: UiWindow): object {
  const { service, buffers } = window;
  const tabs = [...new Set(service.elements.map(({ tab }) => tab))];
  return {
    Id: window.id,
    WindowId: window.id,
    Title: service.title,
    ServiceName: service.name,
    ActiveTab: window.activeTab,
    TabPageList: tabs.map((tab) => ({ Name: tab, Text: tab, Enabled: true })),
    Datawindows: buffers.map(({ element }) => ({
      Name: element.datawindow,
      FullName: element.name,
      ParentPage: element.tab,
      Style: element.type,
      Fields: element.fields.map(({ name, label, disabled }) => ({
        Name: name,
        Label: label,
        Enabled: !disabled,
        DataType: dataTypeOf(element, name),
      })),
    })),
  };
}

/** The data on the active tab: other tabs' datawindows are left out (observed), so absence proves nothing. */
export function windowData(window: UiWindow): readonly object[] {
  return window.buffers
    .filter(({ element }) => element.tab === window.activeTab)
    .map(({ element, rows, activeRow }) => ({
      Name: element.datawindow,
      FullName: element.name,
      ActiveRow: activeRow,
      TotalRows: rows.length,
      Columns: element.fields.map(({ name }) => name),
      Data: rows.map((row) => element.fields.map(({ name }) => row.get(name) ?? "")),
    }));
}
