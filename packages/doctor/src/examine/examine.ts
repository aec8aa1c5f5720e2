import {
  checkConnectionOptions,
  ErpgateError,
  redact,
  type KineticOptions,
  type Prophet21Options,
  type Runtime,
} from "@erpgate/client";
import type { LookupAddress } from "node:dns";
import { checkNames, type CheckName } from "./check-names.ts";
import { judgeClock } from "./clock.ts";
import { judgeConfiguration, type Origin } from "./configuration.ts";
import type { Check, Examination, Outcome } from "./examination.ts";
import { hidden } from "./hidden.ts";
import { checkDns } from "./network/check-dns.ts";
import { checkTcp } from "./network/check-tcp.ts";
import { placeOf } from "./network/place.ts";
import { runChecks, type CheckPlan } from "./run-checks.ts";
import { secretsOf } from "./secrets-of.ts";
import { checkTls, type TlsCheck } from "./tls/check-tls.ts";
import { createWalk, walkedChecks } from "./walk.ts";
import { walkSystem } from "./walk-system.ts";
import { fetchCarry } from "./wire/fetch-carry.ts";
import { nodeCarry } from "./wire/node-carry.ts";
import { createRecorder, type Recorder } from "./wire/recorder.ts";
import { routeFor } from "./wire/route.ts";

/** How to examine; all of it optional. */
export interface ExamineSettings extends Pick<Partial<Runtime>, "fetch" | "now"> {
  /** Only these checks are reported; what they need is run all the same. */
  readonly only?: readonly CheckName[];
  /** What the integration reads: `Erp.BO.CustomerSvc/Customers`, `table/supplier`. One row of it is asked for. */
  readonly resource?: string;
  /** Opens a session and ends it, which takes a licence for a moment. @default false */
  readonly session?: boolean;
  /** For one request or connection, in milliseconds. @default 10000 */
  readonly timeoutMs?: number;
  /** Where each setting of the connection comes from, for the report. */
  readonly origins?: readonly Origin[];
  /** Is told of each check in order, as soon as it and all before it are done. */
  readonly onCheck?: (check: Check) => void;
  /** @default the operating system's resolver */
  readonly lookup?: (hostname: string) => Promise<readonly LookupAddress[]>;
  /** Whose steps are shown. @default this one's */
  readonly platform?: NodeJS.Platform;
}

const DEFAULT_LIMIT_MS = 10_000;
/** A walk makes up to ten requests, each with a limit of its own. */
const WALK_LIMITS = 6;

/**
 * Looks at a connection layer by layer and says what stands in the way, and what soon will. At most one login is refused in a
 * run, no licence is left held, no table is read but for one row, nothing is written.
 *
 * @throws {ErpgateError} CONFIG_INVALID for options that `connect` would refuse
 */
export async function examine(
  options: KineticOptions | Prophet21Options,
  settings: ExamineSettings = {},
): Promise<Examination> {
  requireOptions(options);
  const { now = Date.now, timeoutMs = DEFAULT_LIMIT_MS, only, onCheck } = settings;
  const secrets = secretsOf(options);
  const startedAtMs = now();
  const route = routeFor(options);
  const recorder = createRecorder({
    carry: settings.fetch ? fetchCarry(settings.fetch) : nodeCarry(route),
    now,
    limitMs: timeoutMs,
  });
  const tls: { check?: TlsCheck } = {};
  const plans = plansFor(options, { ...settings, now, timeoutMs }, recorder, secrets, tls);
  const hide = <T>(value: T): T => hidden(value, secrets);
  const checks = await runChecks(plans, {
    limitMs: timeoutMs * WALK_LIMITS,
    now,
    only,
    onCheck: onCheck && ((check) => onCheck(hide(check))),
  });
  return hide({
    system: options.system,
    url: redact(options.url, secrets),
    startedAtMs,
    tookMs: Math.round(now() - startedAtMs),
    checks,
    ...summed(checks),
    calls: recorder.all.map(({ purpose, status, exchange: { request } }) => ({
      method: request?.method ?? "GET",
      address: `${request?.host ?? ""}${request?.path ?? ""}`,
      status: status === 0 ? undefined : status,
      purpose,
    })),
    chain: tls.check?.chain.length ? tls.check.chain.map(({ pem }) => pem).join("") : undefined,
  });
}

function requireOptions(options: unknown): void {
  const faults: string[] = [];
  checkConnectionOptions(options, (path, message, fix) =>
    faults.push(`"${path.join(".") || "options"}" ${message}. ${fix}`),
  );
  if (faults.length > 0)
    throw new ErpgateError("CONFIG_INVALID", `the connection options are not usable:\n  ${faults.join("\n  ")}`);
}

type Settings = ExamineSettings & { readonly now: () => number; readonly timeoutMs: number };

function plansFor(
  options: KineticOptions | Prophet21Options,
  settings: Settings,
  recorder: Recorder,
  secrets: readonly string[],
  tls: { check?: TlsCheck },
): Readonly<Record<CheckName, CheckPlan>> {
  const { now, timeoutMs, resource, session = false, platform = process.platform } = settings;
  const place = placeOf(options.url, timeoutMs, settings.lookup);
  const route = routeFor(options);
  const walk = createWalk();
  let walking: Promise<void> | undefined;
  const walked = (): Promise<void> =>
    (walking ??= walkSystem({ options, recorder, secrets, resource, session, now, limitMs: timeoutMs }, walk));
  const inProcess = async (): Promise<Outcome> => ({ verdict: "ok", summary: "not used: the ERP is in this process" });
  const below = (run: CheckPlan["run"]): CheckPlan["run"] => (settings.fetch === undefined ? run : inProcess);
  const ofWalk = (name: CheckName): CheckPlan => ({
    needs: ["tls"],
    run: async () => {
      await walked();
      return walk.outcome(name);
    },
  });
  return {
    ...(Object.fromEntries(walkedChecks.map((name) => [name, ofWalk(name)])) as Record<CheckName, CheckPlan>),
    proxy: { needs: [], run: below((signal) => route.checkProxy(place, signal)) },
    dns: { needs: ["proxy"], run: below(() => (route.isDirect(place.url) ? checkDns(place) : byProxy())) },
    tcp: { needs: ["dns"], run: below((signal) => (route.isDirect(place.url) ? checkTcp(place, signal) : byProxy())) },
    tls: {
      needs: ["tcp"],
      run: below(async (signal) => {
        tls.check = await checkTls(place, route, { nowMs: now(), trust: route.trust, platform }, signal);
        return tls.check.outcome;
      }),
    },
    clock: {
      needs: ["tls"],
      run: async () => {
        await walked().catch(() => undefined);
        return judgeClock(recorder.all);
      },
    },
    configuration: { needs: [], run: async () => judgeConfiguration(options, settings.origins ?? []) },
  };
}

const byProxy = async (): Promise<Outcome> => ({ verdict: "ok", summary: "the outgoing proxy's affair" });

function summed(checks: readonly Check[]): Pick<Examination, "findings" | "verdict"> {
  const of = (verdict: Check["verdict"]): Examination["findings"] =>
    checks
      .filter((check) => check.verdict === verdict)
      .flatMap(({ name, troubles }) => troubles.map((trouble) => ({ ...trouble, check: name, verdict })));
  const findings = [...of("fail"), ...of("unknown"), ...of("warn")];
  const has = (verdict: Check["verdict"]): boolean => checks.some((check) => check.verdict === verdict);
  return { findings, verdict: has("fail") || has("warn") ? "findings" : has("unknown") ? "unknown" : "ok" };
}

/** Every name of a check, in order. */
export const examinedChecks: readonly CheckName[] = checkNames;
