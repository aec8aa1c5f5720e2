import { createClosingList } from "../closing-list.ts";
import { plain } from "../connections/same-options.ts";
import type { GatewayOptions } from "../gateway.ts";
import { openRecords } from "../open-records.ts";
import type { Configuration } from "../reload/prepare.ts";
import { ReloadError } from "../reload/reload-error.ts";
import { type ReloadCause, reloadEntry, reloadEvent, type ReloadOutcome } from "../reload/reload-record.ts";
import type { ReloadResult } from "../reload/reload-result.ts";
import { openStore } from "../store/open-store.ts";
import { createClusterAdmin } from "./cluster-admin.ts";
import { createCrew } from "./crew.ts";
import { createForker, type ForkOptions } from "./worker-process.ts";

/** For workers to write their audit rows and log sessions out, beyond the time that calls are given to finish. */
const DRAIN_RESERVE_MS = 5000;
const BALANCE_MS = 250;

export interface ClusterOptions extends GatewayOptions {
  /** How many processes serve. */
  readonly workers: number;
  readonly fork: ForkOptions;
}

/** A gateway of several processes. */
export interface RunningCluster extends AsyncDisposable {
  readonly url: string;
  readonly adminUrl: string;
  readonly verifyUrl: string | undefined;
  readonly mountUrls: Readonly<Record<string, string>>;
  /** Reads the configuration again: every worker checks it, then all put it in force, or none does. */
  reload(cause?: ReloadCause): Promise<ReloadResult>;
  drain(): Promise<void>;
}

/**
 * Starts worker processes and looks after them. This process has the store and the administration; it forwards nothing.
 * @throws what kept a worker from starting, as `startGateway` does; StoreError
 */
export async function startCluster(options: ClusterOptions): Promise<RunningCluster> {
  const { config, log = () => undefined, runtime = {}, readAgain } = options;
  const now = runtime.now ?? Date.now;
  const opened = createClosingList();
  const fork = createForker(options.fork);
  // Reading its modules is most of a worker's start, and goes on while the store is opened here.
  const ahead = Array.from({ length: options.workers }, fork);
  try {
    const records = await openRecords(config, { now, openStore: (location) => openStore(location) }, opened);
    const { store, audit, keyring } = records;
    const crew = createCrew({ count: options.workers, fork: () => ahead.shift() ?? fork(), store, now, log });
    const watching = store.onChange(() => void crew.changed());
    opened.defer(() => Promise.resolve(watching[Symbol.dispose]()));
    const address = await crew.start(sendable(options));
    opened.defer(() => crew.drain(DRAIN_RESERVE_MS));

    // One that has just died is missing when it is asked for the next time.
    const balancing = setInterval(() => void crew.balance().catch(() => undefined), BALANCE_MS);
    opened.defer(() => Promise.resolve(clearInterval(balancing)));
    const reload = async (cause: ReloadCause = { by: "program" }): Promise<ReloadResult> => {
      const startedMs = performance.now();
      const outcome: ReloadOutcome = await readAnd(readAgain, (next) => crew.reload(sendable(next)));
      audit.record(reloadEntry(outcome, cause, now(), performance.now() - startedMs));
      log(reloadEvent(outcome, cause));
      if ("error" in outcome) throw outcome.error;
      return outcome.result;
    };
    const admin = createClusterAdmin({ crew, keyring, reload, now, log }, config);
    opened.defer(() => admin.close(0));
    const adminUrl = await admin.bind("gateway.admin", config.admin);
    const message = `${options.workers} workers listen at ${address.url}, administration at ${adminUrl}.`;
    log({ level: "info", event: "gateway.started", message });
    const drain = (): Promise<void> => opened.closeAll();
    const { url, verifyUrl, mountUrls } = address;
    return { url, adminUrl, verifyUrl, mountUrls, reload, drain, [Symbol.asyncDispose]: drain };
  } catch (error) {
    for (const unused of ahead) unused.kill();
    await opened.closeAll().catch(() => undefined);
    throw error;
  }
}

/** What can be sent to a process of our own: secrets as texts, and no function. */
function sendable({ config, connections }: Configuration): Configuration {
  return { config, connections: plain(connections) as Configuration["connections"] };
}

async function readAnd(
  read: GatewayOptions["readAgain"],
  reload: (next: Configuration) => Promise<ReloadResult>,
): Promise<ReloadOutcome> {
  try {
    if (read !== undefined) return { result: await reload(await read()) };
    const message = "The gateway was started without a configuration file.";
    return { error: new ReloadError("RELOAD_UNAVAILABLE", message, "Restart it to change anything.") };
  } catch (error) {
    return { error };
  }
}
