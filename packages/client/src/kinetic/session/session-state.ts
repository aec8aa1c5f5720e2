import { ErpgateError } from "../../errors.ts";
import { callerWith } from "../caller-with.ts";
import type { KineticCaller } from "../caller-with.ts";
import type { KineticWaitInit } from "../call-options.ts";
import { isGuid } from "../license.ts";
import { callMethod } from "../method.ts";

/** The service that opens and ends sessions (official: Swagger). */
export const SESSION_SERVICE = "Ice.Lib.SessionModSvc";

/** The session at the server that a handle stands for: another one after a repair. */
export interface SessionState {
  /** What the session was opened with; carries no session itself. */
  readonly base: KineticCaller;
  id: string;
  isEnded: boolean;
  /** A new Login under way, for all who need it. */
  renewal: Promise<void> | undefined;
}

/** Logs in: takes a licence of the claimed type until Logout (official: Swagger, observed). @returns the session's id */
export async function login({ caller, options }: KineticCaller, init: KineticWaitInit | undefined): Promise<string> {
  const { returnObj } = await callMethod<unknown, object>({ caller, options }, [SESSION_SERVICE, "Login"], {}, init);
  if (typeof returnObj === "string" && isGuid(returnObj)) return returnObj;
  throw new ErpgateError("ANSWER_UNRECOGNISED", "Login was answered with success and without a session id");
}

/**
 * Logs out. The session must be named in SessionInfo, as a JSON object and not as a bare GUID, or it stays and holds its
 * licence (observed on 2026.1). One that is no longer there has ended.
 */
export async function logout(base: KineticCaller, id: string, init: KineticWaitInit | undefined): Promise<void> {
  try {
    await callMethod(callerWith(base, { sessionInfo: id }), [SESSION_SERVICE, "Logout"], {}, init);
  } catch (error) {
    if (!ErpgateError.is(error) || error.code !== "KINETIC_SESSION_INVALID") throw error;
  }
}

/** Opens a session in the place of one that is gone: once, however many calls met the gap. */
export function renew(state: SessionState, goneId: string): Promise<void> {
  if (state.isEnded || state.id !== goneId) return Promise.resolve();
  state.renewal ??= reopen(state);
  return state.renewal;
}

async function reopen(state: SessionState): Promise<void> {
  try {
    state.id = await login(state.base, undefined);
  } finally {
    state.renewal = undefined;
  }
}
