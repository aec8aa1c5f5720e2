import { refusing, type Answer } from "../../http/answer.ts";
import { kineticError } from "../errors.ts";
import { signedIn, type KineticExchange } from "../exchange.ts";
import { methodAnswer, textParameter, type MethodParameters } from "../method-call.ts";
import type { Session } from "../sessions.ts";
import type { MethodService } from "./method-service.ts";

/**
 * `Ice.BO.AdminSessionSvc` (methods and columns: official:swagger; the table's name is ours). Who may look at others' sessions
 * is unknown: here a security manager sees all, everybody else the own ones.
 */
export const adminSession: MethodService = {
  service: "Ice.BO.AdminSessionSvc",
  methods: {
    GetSessionList: { readsOnly: true, run: getSessionList },
    GetCurrentSession: { readsOnly: true, run: getCurrentSession },
    DeleteBySessionId: { readsOnly: false, run: deleteBySessionId },
    GetSessionIdleTimeout: {
      readsOnly: true,
      run: ({ switches }) => methodAnswer(switches.sessionIdleTimeoutMinutes),
    },
    IsLockedForSessionCreation: { readsOnly: true, run: () => methodAnswer(false) },
  },
};

function getSessionList(exchange: KineticExchange): Answer {
  return methodAnswer({ AdminSession: visible(exchange).map((session) => row(session, exchange)) });
}

function getCurrentSession(exchange: KineticExchange): Answer {
  const { session } = exchange;
  return methodAnswer({ AdminSession: session === undefined ? [] : [row(session, exchange)] });
}

/** `{sessionId}`: ends it and frees its licence. Returns nothing. */
function deleteBySessionId(exchange: KineticExchange, parameters: MethodParameters): Answer {
  const wanted = textParameter(parameters, "sessionId").toLowerCase();
  const session = visible(exchange).find(({ id }) => id === wanted);
  if (session === undefined)
    return refusing(
      kineticError(exchange, "recordNotFound", "kinetic.session.unknown", "Record not found."),
      "the id of an open session: an own one, or any for a security manager",
    );
  exchange.state.sessions.end(session.id);
  return methodAnswer(undefined);
}

function visible(exchange: KineticExchange): readonly Session[] {
  const { username, account } = signedIn(exchange);
  const all = exchange.state.sessions.list();
  return account["SecurityMgr"] === true ? all : all.filter((session) => session.username === username);
}

function row(session: Session, { switches }: KineticExchange): Readonly<Record<string, unknown>> {
  return {
    SessionID: session.id,
    CurUserID: session.username,
    CurComp: session.company,
    SessionType: "REST",
    LicenseType: session.seat?.type ?? "",
    InUse: false,
    Expired: false,
    Timeout: switches.sessionIdleTimeoutMinutes,
    ClientComputerName: "",
    LastUsedOn: new Date(session.lastUsedAtMs).toISOString(),
    RowMod: "",
  };
}
