import { ErpgateError } from "../../errors.ts";
import type { InteractiveOptions } from "./session.ts";
import type { FieldChange } from "./window.ts";

const SESSION_TYPES: readonly unknown[] = ["User", "Auto", "AutoInteractive"];

const isText = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";
const isFlag = (value: unknown): boolean => typeof value === "boolean";
const isAmount = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value) && value > 0;

const SESSION_OPTIONS: Readonly<Record<keyof InteractiveOptions, readonly [(value: unknown) => boolean, string]>> = {
  sessionType: [(value) => SESSION_TYPES.includes(value), `"User", "Auto" or "AutoInteractive"`],
  idleSeconds: [(value) => Number.isInteger(value) && isAmount(value), "a whole number of seconds above 0"],
  responseWindows: [isFlag, "true or false"],
  app: [isText, "a text that is not empty"],
  workstation: [isText, "a text that is not empty"],
  longestMs: [isAmount, "a number of milliseconds above 0"],
  timeoutMs: [isAmount, "a number of milliseconds above 0"],
  signal: [(value) => typeof value === "object" && value !== null && "aborted" in value, "an AbortSignal"],
};

/** Checks the options of a session, all at once. @throws {ErpgateError} REQUEST_INVALID */
export function checkSessionOptions(options: InteractiveOptions): void {
  const faults = Object.entries(options).flatMap(([name, value]) => {
    if (!Object.hasOwn(SESSION_OPTIONS, name)) {
      const known = Object.keys(SESSION_OPTIONS).join(", ");
      return [`${JSON.stringify(name)} is not an option of interactive(): it takes ${known}`];
    }
    const [isFine, what] = SESSION_OPTIONS[name as keyof InteractiveOptions];
    return value === undefined || isFine(value) ? [] : [`"${name}" must be ${what}`];
  });
  refuse(faults);
}

/** Checks fields to fill in: what lacks a part is not found by the server, or worse, breaks the call after it (observed). */
export function checkChanges(changes: readonly FieldChange[]): void {
  if (!Array.isArray(changes) || changes.length === 0) return refuse([`change() takes a list of fields to fill in`]);
  const faults = (changes as readonly FieldChange[]).flatMap(({ tab, datawindow, field, value }, at) => [
    ...(tab === null || isText(tab) ? [] : [`"tab" of change ${at} must be a tab's name, or null in a dialog`]),
    ...(isText(datawindow)
      ? []
      : [`"datawindow" of change ${at} is missing: since 25.2 the tab alone does not name it`]),
    ...(isText(field) ? [] : [`"field" of change ${at} is missing`]),
    ...(typeof value === "string" ? [] : [`"value" of change ${at} must be a text, as for every kind of field`]),
  ]);
  refuse(faults);
}

/** Checks the name of a service. */
export function checkServiceName(name: string): void {
  refuse(isText(name) ? [] : [`a window is opened by its ServiceName, as "Order"`]);
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new ErpgateError("REQUEST_INVALID", faults.join("; "));
}
