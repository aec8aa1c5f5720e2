import type { Answer } from "../http/answer.ts";
import { kineticError } from "./errors.ts";
import { currentCompany, type KineticExchange } from "./exchange.ts";

/**
 * Claims a seat for the call. Without a License header it is one of the Default user's (observed). The pools themselves are
 * not counted; the fault `license-exhausted` empties them.
 */
export function claimLicence(exchange: KineticExchange): Answer | undefined {
  if (exchange.surroundings.takeFault(exchange.call, "license-exhausted") === undefined) return undefined;
  const message = `Maximum users exceeded on license type: DefaultUser assigned to company: ${currentCompany(exchange)}`;
  return {
    ...kineticError(exchange, "licence", "fault.license-exhausted", message),
    wouldAccept: "the same request once this fault is over",
  };
}
