import { refusing, type Answer } from "../http/answer.ts";
import { kineticError } from "./errors.ts";
import type { KineticExchange } from "./exchange.ts";
import type { KineticUser } from "./state.ts";

/** .NET clients send Basic only after this challenge (observed:client); the realm's text is unknown. */
const CHALLENGE = 'Basic realm="Kinetic"';

/** The call goes on as this user. */
export function letIn(exchange: KineticExchange, user: KineticUser): undefined {
  exchange.user = user;
  exchange.findings.principal = user.username;
}

/** A 401, with the challenge that sends .NET clients to Basic. */
export function refuseLogin(exchange: KineticExchange, rule: string, message: string, wouldAccept: string): Answer {
  const answer = refusing(kineticError(exchange, "unauthorized", rule, message), wouldAccept);
  // The challenge names Basic, so it makes sense only where Basic works.
  return exchange.switches.basic === "off"
    ? answer
    : { ...answer, headers: { ...answer.headers, "www-authenticate": CHALLENGE } };
}
