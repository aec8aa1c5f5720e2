import { readAddress } from "@erpgate/client/prophet21";
import type { SessionCall } from "../../session-desk.ts";

// With and without the slash at its end; the second is the web client's own surface, older and still met.
const SESSIONS: ReadonlySet<string> = new Set(["api/ui/interactive/sessions", "ui/common/v1/sessions"]);

/** What a call below `/uiserver0` does to an Interactive session; undefined for one that has nothing to do with any. */
export function sessionCall(method: string, path: string): SessionCall | undefined {
  const address = readAddress(path);
  if (address?.kind !== "ui" || address.area !== "interactive") return undefined;
  if (!SESSIONS.has(address.rest.join("/").toLowerCase())) return "use";
  return method === "POST" ? "create" : method === "DELETE" ? "end" : "use";
}
