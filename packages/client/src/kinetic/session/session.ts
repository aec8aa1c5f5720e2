import { ErpgateError } from "../../errors.ts";
import type { KineticWaitInit } from "../call-options.ts";
import { callsOf } from "../calls.ts";
import { callerWith } from "../caller-with.ts";
import type { KineticCaller } from "../caller-with.ts";
import type { KineticCalls } from "../connection.ts";
import { callMethod } from "../method.ts";
import { sessionCaller } from "./session-caller.ts";
import { login, logout, SESSION_SERVICE } from "./session-state.ts";
import type { SessionState } from "./session-state.ts";

/** How a session is opened. What it says of company, plant, language and licence holds for every call within it. */
export type KineticSessionOptions = Omit<KineticWaitInit, "sessionId" | "sessionInfo">;

/**
 * A session: one licence from Login to Logout, however many calls it is used for. All calls within it name it. Where the
 * server has ended it meanwhile (410), it is opened anew once; reads go on as if nothing had been, and a write fails with
 * KINETIC_SESSION_INVALID and may be sent again, since the session is there by then.
 */
export interface KineticSession extends KineticCalls, AsyncDisposable {
  /** The server's id; another one after a repair. */
  readonly id: string;
  /** Whether the server still has it. Asking is no use of it (inferred). */
  isValid(init?: KineticWaitInit): Promise<boolean>;
  /**
   * Uses the session, for whoever makes no call for as long as the server's idle time-out. No timer does it unasked: a
   * session that nobody ends should die.
   */
  keepAlive(init?: KineticWaitInit): Promise<void>;
  /**
   * Logs out; `await using` does, and so does the connection's `close()`. Once it has worked it does nothing more.
   *
   * @throws {ErpgateError} where it could not be done: the licence is held until the server's idle time-out
   */
  end(init?: KineticWaitInit): Promise<void>;
}

/** The sessions that a connection has open. */
export type OpenSessions = Set<KineticSession>;

/** Logs in and gives the handle. */
export async function openSession(
  from: KineticCaller,
  init: KineticWaitInit,
  opened: OpenSessions,
): Promise<KineticSession> {
  const base = withoutSession(from);
  const state: SessionState = { base, id: await login(base, init), isEnded: false, renewal: undefined };
  const session = sessionOf(state, () => opened.delete(session));
  opened.add(session);
  return session;
}

/** A session that the connection was given is somebody else's: a new one does not name it. */
function withoutSession({ caller, options }: KineticCaller): KineticCaller {
  const { sessionId, sessionInfo, ...rest } = options;
  const isPlain = sessionId === undefined && sessionInfo === undefined;
  return isPlain ? { caller, options } : callerWith({ caller, options: rest }, {});
}

function sessionOf(state: SessionState, forget: () => void): KineticSession {
  const within = sessionCaller(state);
  const end = createEnd(state, forget);
  return Object.freeze({
    ...callsOf(() => open(state, within)),
    get id() {
      return state.id;
    },
    isValid: (init?: KineticWaitInit) => isValid(state, init),
    keepAlive: async (init?: KineticWaitInit) => {
      await callMethod(open(state, within), [SESSION_SERVICE, "GetCurrentValues"], {}, init);
    },
    end,
    // What was done is done: that the server has to end the session by itself is told to the log and fails nobody.
    [Symbol.asyncDispose]: () => end().catch((error: unknown) => tellLeft(state, error)),
  });
}

function open(state: SessionState, within: KineticCaller): KineticCaller {
  if (!state.isEnded) return within;
  throw new ErpgateError("CONNECTION_CLOSED", "the session has been logged out");
}

/** Once it has worked, it has; after a failure the next try is a try. */
function createEnd(state: SessionState, forget: () => void): (init?: KineticWaitInit) => Promise<void> {
  let ending: Promise<void> | undefined;
  const run = async (init: KineticWaitInit | undefined): Promise<void> => {
    state.isEnded = true;
    // A Login under way would leave a session behind that nobody knows.
    await state.renewal?.catch(() => undefined);
    await logout(state.base, state.id, init);
    forget();
  };
  return (init) => {
    ending ??= run(init).catch((error: unknown) => {
      ending = undefined;
      throw error;
    });
    return ending;
  };
}

function tellLeft({ base: { caller } }: SessionState, error: unknown): void {
  caller.log?.({ event: "session-left", code: ErpgateError.is(error) ? error.code : "NETWORK_FAILED" });
}

/** A boolean (official: Swagger); a client in the field takes 400 for "no" as well (observed). */
async function isValid(state: SessionState, init: KineticWaitInit | undefined): Promise<boolean> {
  if (state.isEnded) return false;
  const { auth } = state.base.options;
  const userID = "username" in auth ? auth.username : "";
  try {
    const parameters = { sessionID: state.id, userID };
    const { returnObj } = await callMethod(state.base, [SESSION_SERVICE, "IsValidSession"], parameters, init);
    return returnObj === true;
  } catch (error) {
    if (ErpgateError.is(error) && (error.status === 400 || error.code === "KINETIC_SESSION_INVALID")) return false;
    throw error;
  }
}
