import { refusing, type Answer } from "../http/answer.ts";
import { kineticError } from "./errors.ts";
import { currentCompany, serviceAsked, signedIn, type KineticExchange } from "./exchange.ts";
import { SESSION_SERVICE } from "./find-session.ts";
import { LICENCE_TYPE_NAMES, licenceTypeOf, type LicenceType } from "./licence-types.ts";
import type { Seat } from "./licences.ts";
import { headerMember } from "./read-call-headers.ts";

/** What every business-object call waits on a shared licence (claimed, from the vendor's licence paper). */
const SHARED_PENALTY_MS = 20_000;

/**
 * The licence for the call. A session has its own, counted once however many calls use it (claimed); a call without one holds a
 * licence for its own length, a Default user's where no License header names a type (observed). Session calls claim none
 * here: Login does it by itself, and the others must work when everything is taken.
 */
export function claimLicence(exchange: KineticExchange): Answer | undefined {
  if (serviceAsked(exchange) === SESSION_SERVICE || exchange.address.kind === "batch") return undefined;
  const claimed = exchange.session?.seat ?? (exchange.session === undefined ? claimSeat(exchange) : undefined);
  if (claimed === undefined || "status" in claimed) return claimed;
  if (exchange.session === undefined) exchange.seat = claimed;
  else if (isExhaustedByFault(exchange)) return refuseExhausted(exchange, claimed.type);
  if (claimed.type === "WebServiceShared" && serviceAsked(exchange).includes(".bo.")) {
    exchange.workMs += SHARED_PENALTY_MS;
    exchange.state.licences.countPenalty();
    exchange.findings.notes.push("waits 20 s, as every business-object call on a shared licence");
  }
  return undefined;
}

/** A licence of the type that the License header claims; undefined for a user who needs none. */
export function claimSeat(exchange: KineticExchange, sessionId?: string): Seat | Answer | undefined {
  const type = typeClaimed(exchange);
  if (type === undefined) return refuseType(exchange);
  if (isExhaustedByFault(exchange)) return refuseExhausted(exchange, type);
  if (isSpared(exchange)) return undefined;
  const { state, surroundings } = exchange;
  const wanted: Seat = {
    company: currentCompany(exchange),
    type,
    username: signedIn(exchange).username,
    sinceMs: surroundings.clock.now(),
    sessionId,
  };
  // Idle sessions end first: theirs are the licences that come free by themselves
  state.sessions.list();
  return state.licences.claim(wanted) ?? refuseExhausted(exchange, type);
}

function typeClaimed(exchange: KineticExchange): LicenceType | undefined {
  const guid = headerMember(exchange, "license", "ClaimedLicense");
  return guid === undefined ? "DefaultUser" : licenceTypeOf(guid);
}

/** By default the flag has no such effect: only one source claims it. */
function isSpared(exchange: KineticExchange): boolean {
  return exchange.switches.integrationAccountSparesLicence && signedIn(exchange).account["IntegrationAccount"] === true;
}

function isExhaustedByFault({ call, surroundings }: KineticExchange): boolean {
  return surroundings.takeFault(call, "license-exhausted") !== undefined;
}

/** 400, not 401 or 503 (observed on one version); the full .NET name of the exception is unknown. */
function refuseExhausted(exchange: KineticExchange, type: LicenceType): Answer {
  const company = currentCompany(exchange);
  const message = `Maximum users exceeded on license type: ${type} assigned to company: ${company}`;
  const pool = exchange.state.licences.pools.find((each) => each.company === company && each.type === type);
  return refusing(
    kineticError(exchange, "licence", "kinetic.licence.exhausted", message),
    `the same request when one of the ${String(pool?.owned ?? 0)} ${type} licences of ${company} is free; a fault may also have emptied the pool`,
  );
}

/** What the real server says to a GUID that is no licence type is unknown; saying so is kinder than guessing. */
function refuseType(exchange: KineticExchange): Answer {
  return refusing(
    kineticError(exchange, "badRequest", "kinetic.licence.type", "The claimed license type is not valid."),
    `ClaimedLicense with the GUID of ${LICENCE_TYPE_NAMES.join(", ")}`,
  );
}
