import type { WaitInit } from "../../connection.ts";
import { ErpgateError } from "../../errors.ts";
import type { Caller } from "../../http/call.ts";
import { getText } from "../../http/get-json.ts";

/** Where sessions are created, and ended by the token that created them. */
export const SESSIONS = "/api/ui/interactive/sessions";

/** Ends the session of the caller's token. One that is no longer there has ended. */
export async function endSession(caller: Caller, init: WaitInit | undefined): Promise<void> {
  try {
    await getText(caller, SESSIONS, { ...init, method: "DELETE" });
  } catch (error) {
    if (!ErpgateError.is(error) || error.code !== "P21_SESSION_INVALID") throw error;
  }
}
