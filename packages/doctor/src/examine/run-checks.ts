import { checkNames, type CheckName } from "./check-names.ts";
import type { Check, Outcome } from "./examination.ts";

/** A check as the runner sees it. */
export interface CheckPlan {
  /** Checks that must have passed: else this one is skipped and names the one to blame. */
  readonly needs: readonly CheckName[];
  /** `signal` is aborted when the check's time is up. */
  readonly run: (signal: AbortSignal) => Promise<Outcome>;
}

export interface RunSettings {
  /** For each check by itself, in milliseconds. */
  readonly limitMs: number;
  readonly now: () => number;
  /** Only these are reported; what they need is still run. */
  readonly only?: readonly CheckName[] | undefined;
  /** Is told of each check in order, as soon as it and all before it are done. */
  readonly onCheck?: ((check: Check) => void) | undefined;
}

/**
 * Runs the checks: those that do not depend on each other at once, each with its own time limit, each by itself, so that one
 * that crashes or hangs is `unknown` and takes nothing along.
 */
export async function runChecks(
  plans: Readonly<Record<CheckName, CheckPlan>>,
  { limitMs, now, only, onCheck }: RunSettings,
): Promise<readonly Check[]> {
  const running = new Map<CheckName, Promise<Check>>();
  const start = (name: CheckName): Promise<Check> => {
    const known = running.get(name);
    if (known !== undefined) return known;
    const check = runOne(name, plans[name], plans[name].needs.map(start), { limitMs, now });
    running.set(name, check);
    return check;
  };
  const asked = checkNames.filter((name) => only === undefined || only.includes(name));
  const started = asked.map(start);
  const done: Check[] = [];
  for (const each of started) {
    const check = await each;
    done.push(check);
    onCheck?.(check);
  }
  return done;
}

async function runOne(
  name: CheckName,
  plan: CheckPlan,
  needs: readonly Promise<Check>[],
  { limitMs, now }: Pick<RunSettings, "limitMs" | "now">,
): Promise<Check> {
  const blocker = (await Promise.all(needs)).find(blocks);
  const startedAtMs = now();
  const outcome =
    blocker === undefined
      ? await guarded(plan, limitMs)
      : { verdict: "skip" as const, summary: `waits for ${blocker.blockedBy ?? blocker.name}` };
  return {
    name,
    blockedBy: blocker && (blocker.blockedBy ?? blocker.name),
    troubles: [],
    advice: [],
    details: [],
    ...outcome,
    tookMs: Math.max(0, Math.round(now() - startedAtMs)),
  };
}

/** A check that had nothing to do blocks nobody. */
function blocks({ verdict, blockedBy }: Check): boolean {
  return verdict === "fail" || verdict === "unknown" || blockedBy !== undefined;
}

async function guarded(plan: CheckPlan, limitMs: number): Promise<Outcome> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => {
      controller.abort();
      resolve({ verdict: "unknown", summary: `not decided after ${String(limitMs / 1000)} s` });
    }, limitMs);
  });
  try {
    return await Promise.race([plan.run(controller.signal), late]);
  } catch (error) {
    // The message of an unforeseen error may quote anything, so only its kind is told.
    const kind = error instanceof Error ? error.name : typeof error;
    return { verdict: "unknown", summary: `the check itself failed (${kind}): a defect of erpgate` };
  } finally {
    clearTimeout(timer);
  }
}
