import type { CallInit, WaitInit } from "../../connection.ts";
import { ErpgateError } from "../../errors.ts";
import type { Caller } from "../../http/call.ts";
import { makeCall } from "../../http/call.ts";
import { getJson } from "../../http/get-json.ts";
import { checkServiceName } from "./check-input.ts";
import { endSession } from "./end-session.ts";
import { openedWindow, readResult } from "./window-result.ts";
import { windowAt } from "./window.ts";
import type { InteractiveWindow } from "./window.ts";

/** How a session is opened. What is left out is the server's to decide. */
export interface InteractiveOptions extends WaitInit {
  /** `Auto` and `AutoInteractive` are for programs; they count differently against licences (documented). @default "User" */
  readonly sessionType?: "User" | "Auto" | "AutoInteractive";
  /** After how many idle seconds the server ends it. Whoever needs it for longer makes a call in time. @default 60 at the server */
  readonly idleSeconds?: number;
  /** False answers every dialog with its default at once. @default true at the server */
  readonly responseWindows?: boolean;
  /** The program's name, for the server's log. */
  readonly app?: string;
  /** The computer's name, likewise. */
  readonly workstation?: string;
  /** How long the session is meant to last at most, in milliseconds: its token must. @default 600000 */
  readonly longestMs?: number;
}

/**
 * An Interactive session: a user at a screen, with a token of its own that is never renewed. It takes one of the server's
 * few places (five by default, documented), so keep it short. Calls are not repeated by the client.
 */
export interface InteractiveSession extends AsyncDisposable {
  /** The server's id: `SessionId` up to 25.2, `Id` from 26.1. */
  readonly id: string;
  /** When its token ends, in epoch milliseconds; undefined for never. The session works no longer than that. */
  readonly expiresAtMs: number | undefined;
  /**
   * Opens a window.
   *
   * @param serviceName as `Order`: names and titles of windows are refused by 26.1 (observed)
   * @throws {ErpgateError} P21_WINDOW_DENIED for a window that this user may not open, or that is not deployed
   */
  open(serviceName: string, init?: WaitInit): Promise<InteractiveWindow>;
  /** A window that is open already, such as the dialog that a result names. Nothing is sent. */
  window(id: string): InteractiveWindow;
  /** Any other call within the session: a path below the UI server's address, as `/api/ui/interactive/v2/rows/limits`. */
  fetch(path: string, init?: CallInit): Promise<Response>;
  /**
   * Ends the session with the token that made it; `await using` does. A second time it does nothing.
   *
   * @throws {ErpgateError} where it could not be ended: the server then ends it after some six idle minutes (observed)
   */
  end(init?: WaitInit): Promise<void>;
}

/** What a session is made of. */
export interface SessionParts {
  readonly id: string;
  readonly expiresAtMs: number | undefined;
  /** Carries the session's own token. */
  readonly caller: Caller;
  /** The session is over: its token may be used for another. */
  readonly release: () => void;
}

/** The handle of a session that has been created. */
export function sessionOf({ id, expiresAtMs, caller, release }: SessionParts): InteractiveSession {
  let ending: Promise<void> | undefined;
  const checkOpen = (): void => {
    if (ending) throw new ErpgateError("CONNECTION_CLOSED", "the Interactive session has been ended");
  };
  const end = (init?: WaitInit): Promise<void> => {
    ending ??= endSession(caller, init).finally(release);
    return ending;
  };
  return Object.freeze({
    id,
    expiresAtMs,
    open: async (serviceName: string, init?: WaitInit) => {
      checkOpen();
      checkServiceName(serviceName);
      return openWindow(caller, serviceName, init);
    },
    window: (windowId: string) => windowAt(caller, windowId),
    fetch: async (path: string, init?: CallInit) => {
      checkOpen();
      return (await makeCall(caller, path, init)).answer.response();
    },
    end,
    // What was done is done: that the server has to end the session by itself is told to the log and fails nobody.
    [Symbol.asyncDispose]: async () => {
      try {
        await end();
      } catch (error) {
        const code = ErpgateError.is(error) ? error.code : "NETWORK_FAILED";
        caller.log?.({ event: "session-left", code });
      }
    },
  });
}

async function openWindow(caller: Caller, serviceName: string, init: WaitInit | undefined): Promise<InteractiveWindow> {
  const sent = { ...init, method: "POST", body: JSON.stringify({ ServiceName: serviceName }) };
  const answer = await getJson<Readonly<Record<string, unknown>> | undefined>(
    caller,
    "/api/ui/interactive/v2/window",
    sent,
  );
  const { events } = readResult(answer, "opening the window", caller.dialect.secrets);
  const id = [answer?.["WindowId"], answer?.["Id"], openedWindow(events)].find(
    (one): one is string => typeof one === "string" && one !== "",
  );
  if (id === undefined)
    throw new ErpgateError("ANSWER_UNRECOGNISED", "the window was opened, but the answer has no id for it");
  return windowAt(caller, id);
}
