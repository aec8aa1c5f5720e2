import type { JsonObject } from "../../http/json-object.ts";
import type { Prophet21User } from "../state.ts";
import type { Prophet21Switches } from "../switches.ts";
import { userNamed } from "../users.ts";
import { windowServices } from "../windows/catalogue.ts";
import type { WindowService } from "../windows/window-service.ts";
import { UiFault } from "./ui-fault.ts";
import type { UiSession } from "./ui-sessions.ts";
import { openWindow, type UiWindow } from "./ui-window.ts";

/** Who opens a window, and where. */
export interface OpenContext {
  readonly ui: UiSession;
  readonly build: Prophet21Switches["build"];
  readonly user: string;
  readonly users: readonly Prophet21User[];
  readonly newId: () => string;
}

/**
 * Opens a window by its service name. Throws UiFault with one text for everything that stands in the way: not deployed, not
 * permitted, or, on 26.1, called by its name or title (observed on 26.1.5894.1).
 */
export function openNamedWindow(sent: JsonObject, context: OpenContext): UiWindow {
  const service = findService(sent, context.build);
  if (service === undefined || !service.available || isDenied(service, context)) throw cannotOpen(sent, context);
  const window = openWindow(context.newId(), service);
  context.ui.windows.set(window.id, window);
  return window;
}

function findService(sent: JsonObject, build: OpenContext["build"]): WindowService | undefined {
  const byName = windowServices.find(({ name }) => name === sent["ServiceName"]);
  if (byName !== undefined || build !== "25.2") return byName;
  return windowServices.find(({ title, windowClass }) => title === sent["Title"] || windowClass === sent["Name"]);
}

function isDenied(service: WindowService, { user, users }: OpenContext): boolean {
  return userNamed(user, { users })?.deniedWindows.includes(service.name) ?? false;
}

function cannotOpen(sent: JsonObject, { user, users }: OpenContext): UiFault {
  const wanted =
    [sent["ServiceName"], sent["Title"], sent["Name"]].find((name): name is string => typeof name === "string") ?? "";
  const denied = userNamed(user, { users })?.deniedWindows ?? [];
  const open = windowServices.filter(({ name, available }) => available && !denied.includes(name));
  return new UiFault(
    400,
    `Cannot open window ${wanted} because is not available or user ${user} does not have permission.`,
    `ServiceName with one of ${open.map(({ name }) => name).join(", ")}`,
  );
}
