import { setTimeout as pause } from "node:timers/promises";
import type { Runtime } from "@erpgate/client";
import type { WriteLedger } from "../admission/write-memory.ts";
import { createAdmin } from "../admin/create-admin.ts";
import { createClosingList } from "../closing-list.ts";
import type { GatewayLog } from "../event.ts";
import type { StagedReload } from "../reload/reloader.ts";
import { type Serving, startServing } from "../serving.ts";
import { openChannel, type Port } from "./channel.ts";
import { LoadMeter } from "./load-meter.ts";
import { createStoreWay } from "./orphan-store.ts";
import { createRemoteStore } from "./store-calls.ts";
import type { PrimaryCalls, WorkerCalls } from "./worker-calls.ts";

export interface WorkerOptions {
  /** Leads to the primary. */
  readonly port: Port;
  readonly log: GatewayLog;
  readonly runtime?: Partial<Runtime>;
}

export interface Worker {
  /** The primary is gone: cuts what is under way, puts audit rows, seats and sessions in order, and resolves when that is done, or cannot be. */
  abandon(): Promise<void>;
}

/** How long that may take. New processes need not wait for it: nobody listens any more. */
const ORPHAN_MS = 10_000;

/**
 * Serves requests as one of several processes. Store, configuration and the word to stop come from the primary; sockets
 * are shared by `node:cluster`.
 */
export function serveAsWorker({ port, log, runtime = {} }: WorkerOptions): Worker {
  const opened = createClosingList();
  let location: string | undefined;
  const listeners = new Set<() => void>();
  const meter = new LoadMeter();
  let serving: Serving | undefined;
  let staged: Promise<StagedReload> | undefined;
  const running = (): Serving => {
    if (serving === undefined) throw new TypeError("The worker has not been started.");
    return serving;
  };

  const own: WorkerCalls = {
    async start(configuration, store, { startedAtMs, secret }) {
      location = configuration.config.store;
      const openStore = (): Promise<ReturnType<typeof createRemoteStore>> =>
        Promise.resolve(createRemoteStore(way.call, store, { onChange }));
      const sessions = { secret, ownerOf: (...asked: readonly [string, string]) => call("sessionOwner", ...asked) };
      const shared = { openStore, sessions, writes, onRequest: meter.take, log, runtime, startedAtMs };
      serving = await startServing({ ...configuration, ...shared }, opened);
      const admin = createAdmin(serving.subjects, configuration.config);
      opened.defer(() => admin.close(0));
      const adminUrl = await admin.bind("gateway.admin", { host: "127.0.0.1", port: 0, exclusive: true });
      serving.warmUp();
      const { url, verifyUrl, mountUrls } = serving;
      return { url, verifyUrl, mountUrls, adminUrl };
    },
    async stage(configuration, options) {
      staged = running().reloader.stage(configuration, options);
      return (await staged).result;
    },
    commit: async () => (await staged)?.commit(),
    abandon: async () => (await staged?.catch(() => undefined))?.abandon(),
    async changed() {
      for (const listener of listeners) listener();
      await serving?.records.consumers.reload();
    },
    load: () => meter.read(),
    letGo: (count) => meter.letGo(count),
    drain: async () => serving?.drain(),
  };
  const call = openChannel<PrimaryCalls>(port, own);
  const way = opened.use(createStoreWay((name, ...args) => call(name, ...args)));
  const writes: WriteLedger = {
    claim: (...args) => call("writesClaim", ...args),
    settle: (...args) => call("writesSettle", ...args),
  };

  async function abandon(): Promise<void> {
    if (location === undefined) return;
    way.goAlone(location);
    const closing = opened.closeAll().catch(() => undefined);
    await Promise.race([closing, pause(ORPHAN_MS, undefined, { ref: false })]);
  }

  function onChange(listener: () => void): Disposable {
    const entry = (): void => listener();
    listeners.add(entry);
    queueMicrotask(entry);
    return { [Symbol.dispose]: () => void listeners.delete(entry) };
  }

  return { abandon };
}
