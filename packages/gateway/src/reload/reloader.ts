import type { GatewayConfig } from "../config/gateway-config.ts";
import type { Mount } from "../connections/mount.ts";
import type { MountSet } from "../connections/mount-set.ts";
import type { FrontParts, InForce, Lasting } from "../front-parts.ts";
import type { Front } from "../front.ts";
import type { Listener } from "../listen.ts";
import { loadKeysFor } from "../open-records.ts";
import { changedSettings, requireNoRestart } from "./changed-settings.ts";
import { type Configuration, type Prepared, prepare } from "./prepare.ts";
import { createLoginTrials } from "./login-trials.ts";
import { ReloadError } from "./reload-error.ts";
import { type ReloadCause, reloadEntry, reloadEvent, type ReloadOutcome } from "./reload-record.ts";
import type { ReloadResult } from "./reload-result.ts";

/** What a reload works on. */
export interface ReloaderParts {
  readonly lasting: Lasting;
  readonly mountSet: MountSet;
  readonly front: Pick<Front, "replace">;
  readonly makeParts: (inForce: InForce) => FrontParts;
  readonly server: Pick<Listener, "adjust">;
  /** Where the gateway listens. */
  readonly url: string;
  /** What the start brought into force. */
  readonly inForce: InForce;
  readonly draining: () => boolean;
  readonly readAgain: (() => Promise<Configuration>) | undefined;
  readonly warmUp: (mounts: ReadonlyMap<string, Mount>) => void;
}

/** A configuration that is ready to take over; until it does, nothing has changed. */
export interface StagedReload {
  readonly result: ReloadResult;
  /** Puts it in force, from one moment to the next. */
  commit(): void;
  abandon(): Promise<void>;
}

export interface StageOptions {
  /** False where another process has tried them: an ERP locks accounts by wrong passwords, however many processes send them. */
  readonly tryLogins: boolean;
}

export interface Reloader {
  /** See `RunningGateway.reload`. */
  readonly reload: (next?: Configuration, cause?: ReloadCause) => Promise<ReloadResult>;
  /**
   * The first half of a reload: all of it that can fail. For whoever reloads several at once, and sees to it that each is
   * committed or abandoned before the next is staged; says nothing to log and audit.
   */
  readonly stage: (next: Configuration, options?: StageOptions) => Promise<StagedReload>;
  /** What is in the way of logins that were to replace those in force: codes, by connection. Empty once a reload was good. */
  readonly loginFaults: ReadonlyMap<string, string>;
  /** The configuration in force. */
  config(): GatewayConfig;
  /** Resolves when no reload is under way and everything that was replaced is closed. Only once nothing is served any more. */
  settled(): Promise<void>;
}

/** @returns the one way to change a gateway's configuration while it runs */
export function createReloader(parts: ReloaderParts): Reloader {
  const { audit } = parts.lasting.records;
  const trials = createLoginTrials(parts.lasting.now);
  let inForce = parts.inForce;
  let turn: Promise<unknown> = Promise.resolve();
  let closings: Promise<unknown> = Promise.resolve();

  async function stage(next: Configuration | undefined, { tryLogins } = { tryLogins: true }): Promise<StagedReload> {
    if (parts.draining()) throw unavailable("The gateway is stopping.", "Reload the one that takes its place.");
    const configuration = next ?? (await readAgain(parts.readAgain));
    const prepared = await prepare(configuration, parts.mountSet, parts.lasting.log);
    const following = await complete(prepared, inForce, parts, async () => {
      if (tryLogins) await trials.run(prepared.change.changedLogins);
    });
    return {
      result: { ...prepared.change.difference, settings: changedSettings(inForce.config, following.config) },
      commit() {
        const closing = takeOver(prepared, following, parts);
        closings = Promise.all([closings, closing.catch(() => undefined)]);
        inForce = following;
      },
      abandon: () => prepared.change.abandon(),
    };
  }

  async function attempt(next: Configuration | undefined): Promise<ReloadResult> {
    const staged = await stage(next);
    staged.commit();
    return staged.result;
  }

  async function recorded(next: Configuration | undefined, cause: ReloadCause): Promise<ReloadResult> {
    const startedMs = performance.now();
    const outcome: ReloadOutcome = await attempt(next).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    audit.record(reloadEntry(outcome, cause, parts.lasting.now(), performance.now() - startedMs));
    parts.lasting.log(reloadEvent(outcome, cause));
    if ("error" in outcome) throw outcome.error;
    return outcome.result;
  }

  /** Each compares itself with what the one before brought into force. */
  async function afterwards(
    before: Promise<unknown>,
    next: Configuration | undefined,
    cause: ReloadCause,
  ): Promise<ReloadResult> {
    await before;
    return recorded(next, cause);
  }

  return {
    reload(next, cause = { by: "program" }) {
      const mine = afterwards(turn, next, cause);
      turn = mine.catch(() => undefined);
      return mine;
    },
    stage,
    get loginFaults() {
      return trials.faults;
    },
    config: () => inForce.config,
    async settled() {
      await turn;
      await closings;
    },
  };
}

async function readAgain(read: ReloaderParts["readAgain"]): Promise<Configuration> {
  if (read !== undefined) return read();
  throw unavailable("The gateway was started without a configuration file.", "Restart it to change anything.");
}

const unavailable = (message: string, fix: string): ReloadError => new ReloadError("RELOAD_UNAVAILABLE", message, fix);

/** The last that can fail. What was opened for nothing is closed again. */
async function complete(
  prepared: Prepared,
  before: InForce,
  parts: ReloaderParts,
  tryLogins: () => Promise<void>,
): Promise<InForce> {
  const { config, issuers, change } = prepared;
  try {
    requireNoRestart(before.config, config);
    const keys = await loadKeysFor(change.mounts, parts.lasting.records, parts.lasting.now);
    await tryLogins();
    return {
      config,
      issuers,
      keys,
      mounts: change.mounts,
      publicUrl: config.publicUrl ?? parts.url,
      portUrls: before.portUrls,
    };
  } catch (error) {
    await change.abandon();
    throw error;
  }
}

/** Nothing here waits, so no request sees half of it. @returns resolves when what was replaced is closed */
async function takeOver({ change }: Prepared, following: InForce, parts: ReloaderParts): Promise<void> {
  const next = parts.makeParts(following);
  const close = change.commit();
  parts.server.adjust(following.config.limits);
  const idle = parts.front.replace(next);
  parts.warmUp(following.mounts);
  await idle;
  await close();
}
