import { answerMembers } from "../../answer-members.ts";
import type { WaitInit } from "../../connection.ts";
import { ErpgateError } from "../../errors.ts";
import type { Caller } from "../../http/call.ts";
import { getText } from "../../http/get-json.ts";
import type { AccessToken } from "../../token/token.ts";
import { checkSessionOptions } from "./check-input.ts";
import { endSession, SESSIONS } from "./end-session.ts";
import { sessionAuthorizer } from "./session-authorizer.ts";
import { createSessionTokens } from "./session-token.ts";
import { sessionOf } from "./session.ts";
import type { InteractiveOptions, InteractiveSession } from "./session.ts";
import { callerAt } from "./ui-server.ts";
import type { UiServer } from "./ui-server.ts";

const LONGEST_MS = 600_000;

/** Makes the opener of Interactive sessions for one connection. */
export function createInteractive(
  caller: Caller,
  server: (init: WaitInit | undefined) => Promise<UiServer>,
): (options?: InteractiveOptions) => Promise<InteractiveSession> {
  // A token carries one session (observed). A login that gives the same token each time can open no second one, and must
  // not end the first by the repair of a 409.
  const inUse = new Set<string>();
  const ownToken = createSessionTokens(caller);
  return async (options = {}) => {
    checkSessionOptions(options);
    const wait = waitOf(options);
    const at = await server(wait);
    const token = await ownToken(wait);
    checkLifetime(token, options.longestMs ?? LONGEST_MS, caller.runtime.now());
    if (inUse.has(token.token)) throw taken();
    inUse.add(token.token);
    const release = (): void => void inUse.delete(token.token);
    const { runtime, dialect } = caller;
    const own = callerAt(
      caller,
      at,
      sessionAuthorizer(token, at.endpoint.host, dialect.headers, () => runtime.now()),
    );
    try {
      const id = await create(own, options, wait);
      return sessionOf({ id, expiresAtMs: token.expiresAtMs, caller: own, release });
    } catch (error) {
      release();
      throw error;
    }
  };
}

function waitOf({ signal, timeoutMs }: InteractiveOptions): WaitInit {
  return { ...(signal ? { signal } : {}), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
}

function checkLifetime({ expiresAtMs }: AccessToken, longestMs: number, nowMs: number): void {
  if (expiresAtMs === undefined || expiresAtMs - nowMs >= longestMs) return;
  const left = Math.max(0, Math.floor((expiresAtMs - nowMs) / 1000));
  const message = `the token for the Interactive session ends in ${left} s, and the session may last ${Math.floor(longestMs / 1000)} s`;
  throw new ErpgateError("P21_TOKEN_TOO_SHORT", `${message}: have longer tokens issued, or give a smaller "longestMs"`);
}

function taken(): ErpgateError {
  const message =
    "this login gives the same token each time, and that token already carries a session of this connection";
  return new ErpgateError("P21_SESSION_EXISTS", `${message}: end it first, or give a login that fetches tokens`);
}

/**
 * Creates the session. A 409 is a session that this very token left behind, which only this token can end: it is ended and
 * the create tried once more. Where there was no clear answer, what may have been created is ended, since nobody else can.
 */
async function create(caller: Caller, options: InteractiveOptions, wait: WaitInit): Promise<string> {
  const init = { ...wait, method: "POST", body: JSON.stringify(createBody(options)) };
  const attempt = async (): Promise<string> => readId(await getText(caller, SESSIONS, init));
  try {
    return await attempt();
  } catch (error) {
    const code = ErpgateError.is(error) ? error.code : undefined;
    if (code !== "P21_SESSION_EXISTS") throw await withoutGhost(caller, error);
  }
  await endSession(caller, wait);
  return attempt();
}

function createBody({ sessionType, idleSeconds, responseWindows, app, workstation }: InteractiveOptions): object {
  return {
    ...(sessionType === undefined ? {} : { SessionType: sessionType }),
    ...(idleSeconds === undefined ? {} : { SessionTimeout: idleSeconds }),
    ...(responseWindows === undefined ? {} : { ResponseWindowHandlingEnabled: responseWindows }),
    ...(app === undefined ? {} : { ClientPlatformApp: app }),
    ...(workstation === undefined ? {} : { WorkstationID: workstation }),
  };
}

/** JSON, or XML where a proxy took the `Accept` away. */
function readId(body: string): string {
  const members = answerMembers(body);
  const id = members.get("SessionId") ?? members.get("Id") ?? "";
  if (id !== "") return id;
  throw new ErpgateError("ANSWER_UNRECOGNISED", "a session was asked for, and the answer has no id of one");
}

async function withoutGhost(caller: Caller, error: unknown): Promise<unknown> {
  const status = ErpgateError.is(error) ? error.status : undefined;
  const isRefused = status !== undefined && status >= 400 && status < 500;
  if (!isRefused) await endSession(caller, { timeoutMs: 5_000 }).catch(() => undefined);
  return error;
}
