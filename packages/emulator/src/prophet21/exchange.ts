import type { Call } from "../http/call.ts";
import type { Findings, Surroundings } from "../system.ts";
import type { Prophet21Address } from "./read-address.ts";
import type { MiddlewareSession, Prophet21State } from "./state.ts";
import type { Prophet21Switches } from "./switches.ts";

/** One request on its way through the steps; what a step finds out is there for the next. */
export interface Prophet21Exchange {
  readonly call: Call;
  readonly address: Prophet21Address;
  readonly state: Prophet21State;
  readonly switches: Prophet21Switches;
  readonly surroundings: Surroundings;
  readonly findings: Findings;
  /** Set by the bearer step. */
  session?: MiddlewareSession;
}

/** The session that the bearer step found; asking before that step ran is a mistake in the list of steps. */
export function currentSession({ session }: Prophet21Exchange): MiddlewareSession {
  if (session === undefined) throw new Error("this step must come after checkBearer");
  return session;
}
