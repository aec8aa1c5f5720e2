/** What an action of a window came to: 0 none, 1 success, 2 failure, 3 blocked by a dialog (observed). */
export type UiStatus = 0 | 1 | 2 | 3;

export interface UiEvent {
  readonly Name: string;
  readonly Data: readonly { readonly Key: string; readonly Value: string }[];
}

/** The answer to every action, as an integer status with what happened on the way. */
export interface UiResult {
  readonly Status: UiStatus;
  readonly Events: readonly UiEvent[];
  readonly Messages: readonly { readonly Text: string; readonly Type: number }[];
}

export function succeeded(...events: readonly UiEvent[]): UiResult {
  return { Status: 1, Events: events, Messages: [] };
}

/** The action failed; the window says why. */
export function failed(text: string, status: 0 | 2 = 2, ...events: readonly UiEvent[]): UiResult {
  return { Status: status, Events: events, Messages: [{ Text: text, Type: 2 }] };
}

/** A dialog has opened and must be answered first. */
export function blocked(windowId: string): UiResult {
  return { Status: 3, Events: [event("windowopened", { windowid: windowId })], Messages: [] };
}

export function event(name: string, data: Readonly<Record<string, string>> = {}): UiEvent {
  return { Name: name, Data: Object.entries(data).map(([Key, Value]) => ({ Key, Value })) };
}
