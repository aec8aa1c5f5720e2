import type { Answer } from "../../http/answer.ts";
import { claimSeat } from "../claim-licence.ts";
import { currentCompany, signedIn, type KineticExchange } from "../exchange.ts";
import { methodAnswer, textParameter, type MethodParameters } from "../method-call.ts";
import { randomGuid } from "../../seeded-random.ts";
import { currentValues, keepValue, licenceStatus, setCompany, setPlant, setUser } from "./session-values.ts";
import type { MethodService, ServiceMethod } from "./method-service.ts";

const reads = (run: ServiceMethod["run"]): ServiceMethod => ({ readsOnly: true, run });
const writes = (run: ServiceMethod["run"]): ServiceMethod => ({ readsOnly: false, run });

/** `Ice.Lib.SessionModSvc` (method names: official:swagger). */
export const sessionMod: MethodService = {
  service: "Ice.Lib.SessionModSvc",
  methods: {
    Login: writes(login),
    Logout: writes(logout),
    IsValidSession: reads(isValidSession),
    SetCompany: writes(setCompany),
    SetPlant: writes(setPlant),
    SetUser: writes(setUser),
    SetEmployee: writes(keepValue("employeeID", "newEmployeeID")),
    SetLanguage: writes(keepValue("languageID", "newLanguageID")),
    SetWorkstation: writes(keepValue("workstationID", "newWorkstationID")),
    GetCurrentValues: reads(currentValues),
    GetLicense: reads(licenceStatus),
    GetCustomVersion: reads(({ switches }) => methodAnswer(`${switches.version}.0`)),
    GetPatchLevel: reads(({ switches }) => methodAnswer(switches.version)),
    DedicatedTenancy: reads(() => methodAnswer(false)),
    // What is pending is answered before any method is reached
    AssertConversionsPending: reads(() => methodAnswer(undefined)),
    GetSessionInfoForEdgeAgentUser: reads(edgeAgentUser),
  },
};

/** Takes a licence and opens a session with it (observed). The id is all that it returns. */
function login(exchange: KineticExchange): Answer {
  const id = randomGuid(exchange.random);
  const seat = claimSeat(exchange, id);
  if (seat !== undefined && "status" in seat) return seat;
  const nowMs = exchange.surroundings.clock.now();
  exchange.state.sessions.start({
    id,
    username: signedIn(exchange).username,
    createdAtMs: nowMs,
    lastUsedAtMs: nowMs,
    company: currentCompany(exchange),
    plant: exchange.plant ?? "",
    values: new Map(),
    seat,
  });
  exchange.findings.notes.push(`session opened, licence ${seat?.type ?? "spared"}`);
  return methodAnswer(id);
}

/** Returns nothing, and ends the session only if SessionInfo names it (observed); without that it stays and holds its licence. */
function logout({ session, sessionFrom, state, switches, findings }: KineticExchange): Answer {
  if (session === undefined) {
    findings.notes.push("Logout names no session: nothing ended");
  } else if (sessionFrom === "License" && switches.logoutNeedsSessionInfo) {
    findings.notes.push("Logout names its session in License only: it stays, and holds its licence");
  } else {
    state.sessions.end(session.id);
    findings.notes.push("session ended");
  }
  return methodAnswer(undefined);
}

/** A boolean, whatever it is asked for (official:swagger). Asking is no use of the session. */
function isValidSession({ state }: KineticExchange, parameters: MethodParameters): Answer {
  const session = state.sessions.find(textParameter(parameters, "sessionID"));
  const userId = textParameter(parameters, "userID");
  return methodAnswer(session !== undefined && (userId === "" || userId === session.username));
}

/** How the server sees the caller (names: official:swagger). */
function edgeAgentUser(exchange: KineticExchange): Answer {
  const facts = exchange.login ?? { mode: "Basic" };
  const expiresOn = facts.expiresAtMs === undefined ? null : new Date(facts.expiresAtMs).toISOString();
  return methodAnswer(undefined, {
    userName: signedIn(exchange).username,
    authMode: facts.mode,
    expiresOn,
    oid: facts.oid ?? "",
    tid: facts.tid ?? "",
  });
}
