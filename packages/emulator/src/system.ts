import type { WakingClock } from "./clock.ts";
import type { FaultKind, FaultOptions } from "./faults.ts";
import type { Answer } from "./http/answer.ts";
import type { Call } from "./http/call.ts";

/** What a system gets from the emulator around it. */
export interface Surroundings {
  readonly clock: WakingClock;
  readonly random: () => number;
  readonly seed: number;
  countToken(kind: string): void;
  /** A fault that takes effect deep inside the system, such as an empty licence pool. */
  takeFault(call: Call, kind: FaultKind): FaultOptions | undefined;
}

/** What the system learns about a request beside the answer; it goes into the journal. */
export interface Findings {
  principal?: string;
  readonly notes: string[];
}

/** One vendor's server, as the emulator sees it. */
export interface EmulatedSystem {
  /** A promise only where the vendor keeps a caller waiting, as for a place in a pool. */
  handle(call: Call, findings: Findings): Answer | Promise<Answer>;
  isTokenRequest(call: Call): boolean;
  /** Makes every token issued so far invalid. */
  revokeTokens(): void;
  /** The vendor's own answer to a broken server. */
  serverError(call: Call, status: number): Answer;
  /** The vendor's answer while an upgrade is unfinished; undefined where there is none. */
  conversionsPending(call: Call): Answer | undefined;
  /** Every secret the system knows or knew, so that none gets into the journal. It may grow. */
  secrets(): readonly string[];
}
