import type { Blame } from "./blame.ts";
import { checkNames, type CheckName } from "./check-names.ts";
import type { Outcome, Trouble } from "./examination.ts";

/** What a dialect's walk through its probes has shown of the checks on the way. */
export interface Walk {
  /** Shown to be in order. A later call adds to it. */
  pass(check: CheckName, summary: string, more?: Passed): void;
  /** In order, and something about it is to be heeded. */
  warn(check: CheckName, summary: string, troubles: readonly Trouble[]): void;
  /** The way ends here: whatever has not passed waits for it. */
  stop(blame: Blame): void;
  /** Nothing to check, or not tried on purpose. */
  leave(check: CheckName, summary: string): void;
  readonly stoppedAt: CheckName | undefined;
  /** What the walk shows of one check. */
  outcome(check: CheckName): Outcome & { readonly blockedBy?: CheckName };
}

type Passed = Pick<Outcome, "details" | "advice">;

export function createWalk(): Walk {
  const found = new Map<CheckName, Outcome>();
  let stopped: Blame | undefined;
  const add = (check: CheckName, outcome: Outcome): void => {
    const before = found.get(check);
    const isWorse = before?.verdict === "warn" || before?.verdict === "fail";
    found.set(check, {
      verdict: isWorse ? before.verdict : outcome.verdict,
      summary: isWorse ? before.summary : outcome.summary,
      troubles: [...(before?.troubles ?? []), ...(outcome.troubles ?? [])],
      advice: [...(before?.advice ?? []), ...(outcome.advice ?? [])],
      details: [...(before?.details ?? []), ...(outcome.details ?? [])],
    });
  };
  return {
    pass: (check, summary, more = {}) => add(check, { verdict: "ok", summary, ...more }),
    warn: (check, summary, troubles) => add(check, { verdict: "warn", summary, troubles }),
    leave: (check, summary) => add(check, { verdict: "skip", summary }),
    stop: (given) => {
      if (stopped !== undefined) return;
      const blame = { ...given, check: homeOf(given.check) };
      stopped = blame;
      const isUnknown = blame.troubles.every(({ id, confidence }) => id === undefined && confidence < 0.55);
      found.delete(blame.check);
      add(blame.check, {
        verdict: isUnknown ? "unknown" : "fail",
        summary: blame.troubles[0]?.title ?? "failed",
        troubles: blame.troubles,
      });
    },
    get stoppedAt() {
      return stopped?.check;
    },
    outcome: (check) => {
      const known = found.get(check);
      if (known !== undefined) return known;
      if (stopped === undefined) return { verdict: "unknown", summary: "nothing seen decides it" };
      return { verdict: "skip", summary: `waits for ${stopped.check}`, blockedBy: stopped.check };
    },
  };
}

/** A fault below HTTP that shows itself only on the way is told where it stopped the walk; a clock, where it spoilt the token. */
function homeOf(check: CheckName): CheckName {
  if (walkedChecks.includes(check)) return check;
  return check === "clock" || check === "configuration" ? "token" : "http";
}

/** The checks that a walk through a dialect's probes decides. */
export const walkedChecks: readonly CheckName[] = checkNames.filter(
  (name) => !["proxy", "dns", "tcp", "tls", "clock", "configuration"].includes(name),
);
