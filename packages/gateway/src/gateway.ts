import { ErpgateError, type Runtime } from "@erpgate/client";
import { createAdmin } from "./admin/create-admin.ts";
import { type ClosingList, createClosingList } from "./closing-list.ts";
import type { Mount } from "./connections/mount.ts";
import { createMountSet, type MountSet } from "./connections/mount-set.ts";
import type { ConsumerDirectory } from "./consumers/directory.ts";
import type { GatewayLog } from "./event.ts";
import { createVerifyListener } from "./verify/open-verify.ts";
import { createPartsMaker, type InForce, type Lasting, verifyingParts } from "./front-parts.ts";
import { Front } from "./front.ts";
import type { Keyring } from "./keys/keyring.ts";
import { renewIdentity, warnOfEnd } from "./https/renew-identity.ts";
import type { ServerIdentity } from "./https/server-identity.ts";
import { createListener, type Listener } from "./listen.ts";
import { openMountPorts } from "./mount-ports.ts";
import { ConnectionMetrics } from "./metrics/connection-metrics.ts";
import { loadKeysFor, openRecords } from "./open-records.ts";
import { type Configuration, type Prepared, prepare } from "./reload/prepare.ts";
import type { ReloadResult } from "./reload/reload-result.ts";
import { createReloader } from "./reload/reloader.ts";
import type { Store } from "./store/store.ts";

export interface GatewayOptions extends Configuration {
  /**
   * Reads the configuration anew, for `reload()` and for `POST /reload` at the administration. Without it there is
   * nothing to read.
   */
  readonly readAgain?: () => Promise<Configuration>;
  /** For tests: the clock; `fetch` serves token requests alone, the data path has its own sockets. */
  readonly runtime?: Partial<Runtime>;
  /** @default silence */
  readonly log?: GatewayLog;
}

export interface RunningGateway extends AsyncDisposable {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly adminUrl: string;
  /** Where engines ask; undefined where that is not configured. */
  readonly verifyUrl: string | undefined;
  /** Where connections with a port of their own listen, by connection. */
  readonly mountUrls: Readonly<Record<string, string>>;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly consumers: ConsumerDirectory;
  /**
   * Puts another configuration in force, or the one that is read again. It is checked whole first. New requests go by the
   * new one from one moment to the next, running ones finish by the old; what is the same keeps its tokens and sockets.
   * Reloads take turns. Each has its audit row and its log line, also when it fails.
   * @returns what is different
   * @throws ErpgateError or ConfigError `CONFIG_INVALID` with every fault; ReloadError `RESTART_REQUIRED` with the options
   * that cannot change while it runs, `RELOAD_UNAVAILABLE`. Nothing was changed then.
   */
  reload(next?: Configuration): Promise<ReloadResult>;
  /** Takes nothing new, finishes what runs (up to `limits.drainTimeoutMs`), writes the audit trail out, and closes. */
  drain(): Promise<void>;
}

/**
 * Starts a gateway.
 * @throws ErpgateError `CONFIG_INVALID` listing every fault; StoreError where the store or its key file cannot be used
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const opened = createClosingList();
  try {
    const mountSet = opened.use(createMountSet(options.runtime ?? {}));
    const prepared = await prepare(options, mountSet, options.log ?? (() => undefined));
    prepared.change.commit();
    return await openGateway(options, mountSet, prepared, opened);
  } catch (error) {
    await opened.closeAll().catch(() => undefined);
    throw error;
  }
}

async function openGateway(
  options: GatewayOptions,
  mountSet: MountSet,
  { config, issuers, identity, change: { mounts } }: Prepared,
  opened: ClosingList,
): Promise<RunningGateway> {
  const { log = () => undefined, runtime = {} } = options;
  const now = runtime.now ?? Date.now;
  const records = await openRecords(config, now, opened);
  const lasting: Lasting = { records, ownMetrics: new ConnectionMetrics(), now, log };
  const keys = await loadKeysFor(mounts, records, now);

  // The public address may depend on the port that is given here, so the server is bound before its handler is made. No
  // request is read before the next turn of the event loop, and by then it is.
  let front: Front | undefined;
  let verifying: Front | undefined;
  const server = createListener(config.limits, (request, response) => front?.handle(request, response), identity);
  opened.defer(() => server.close(0));
  const url = await server.bind("gateway.listen", config.listen);
  const ports = await openMountPorts(
    config,
    (name) => (request, response) => front?.handlerFor(name)(request, response),
    opened,
    identity,
  );
  if (config.tls !== undefined && identity !== undefined) {
    warnOfEnd(identity, now(), log);
    const use = (renewed: ServerIdentity): void => [server, ports].forEach((each) => each.renew(renewed));
    opened.use(renewIdentity({ tls: config.tls, use, log, now }));
  }
  const verify = config.verify === undefined ? undefined : createVerifyListener(config, () => verifying);
  if (verify !== undefined) opened.defer(() => verify.close(0));
  const verifyUrl = config.verify && (await verify?.bind("gateway.verify", config.verify));
  const makeParts = createPartsMaker(lasting);
  const inForce: InForce = {
    config,
    mounts,
    issuers,
    keys,
    publicUrl: config.publicUrl ?? url,
    portUrls: ports.urls,
  };
  const parts = makeParts(inForce);
  const running = (front = new Front(parts));
  const asked = (verifying = new Front(verifyingParts(parts)));

  let draining = false;
  const reloader = createReloader({
    lasting,
    mountSet,
    front: {
      async replace(next) {
        await Promise.all([running.replace(next), asked.replace(verifyingParts(next))]);
      },
    },
    makeParts,
    server: {
      adjust(limits) {
        server.adjust(limits);
        ports.adjust(limits);
      },
    },
    url,
    inForce,
    draining: () => draining,
    readAgain: options.readAgain,
    warmUp: (fresh) => warmUp(fresh, log),
  });
  const { reload } = reloader;
  const admin = createAdmin({ lasting, front: running, mountSet, draining: () => draining, reload }, config);
  opened.defer(() => admin.close(0));
  const adminUrl = await admin.bind("gateway.admin", config.admin);
  warmUp(mounts, log);
  log({ level: "info", event: "gateway.started", message: `Listening at ${url}, administration at ${adminUrl}.` });

  let drained: Promise<void> | undefined;
  const drainOnce = async (): Promise<void> => {
    draining = true;
    running.drain();
    asked.drain();
    await stop(
      [server, ports, ...(verify === undefined ? [] : [verify])],
      reloader.config().limits.drainTimeoutMs,
      log,
    );
    await reloader.settled();
    await opened.closeAll();
    log({ level: "info", event: "gateway.stopped", message: "The gateway has stopped." });
  };
  const drain = (): Promise<void> => (drained ??= drainOnce());
  const { store, keyring, consumers } = records;
  const mountUrls = Object.fromEntries(ports.urls);
  return {
    url,
    adminUrl,
    verifyUrl,
    mountUrls,
    store,
    keyring,
    consumers,
    reload,
    drain,
    [Symbol.asyncDispose]: drain,
  };
}

async function stop(servers: readonly Pick<Listener, "close">[], timeoutMs: number, log: GatewayLog): Promise<void> {
  const complete = await Promise.all(servers.map((server) => server.close(timeoutMs)));
  if (complete.includes(false))
    log({ level: "warn", event: "gateway.cut", message: "What still ran at the drain's end was cut." });
}

/** Fetches tokens before the first caller waits for one. What fails here is reported and tried again with the first call. */
function warmUp(mounts: ReadonlyMap<string, Mount>, log: GatewayLog): void {
  for (const { name, outlet } of mounts.values()) {
    if (outlet.held() !== undefined) continue;
    outlet.connection.headers().catch((error: unknown) => {
      const code = ErpgateError.is(error) ? error.code : "unknown";
      const message = `Connection ${name} has no login yet: ${code}.`;
      log({ level: "warn", event: "connection.no-login", connection: name, code, message });
    });
  }
}
