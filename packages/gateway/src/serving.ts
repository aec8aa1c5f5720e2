import type { RequestListener } from "node:http";
import { ErpgateError } from "@erpgate/client";
import { createLateShares, type LateShares } from "./admission/late-shares.ts";
import { type WriteLedger, WriteMemory } from "./admission/write-memory.ts";
import type { AdminSubjects } from "./admin/create-admin.ts";
import type { ClosingList } from "./closing-list.ts";
import { createRelayListener } from "./cluster/relay-listener.ts";
import { createSessionRoutes, type SessionRoutes, type SessionRoutesParts } from "./cluster/session-routes.ts";
import { createSharedTokens } from "./cluster/shared-tokens.ts";
import { createLateTokens, type LateTokens } from "./connections/late-tokens.ts";
import type { Mount } from "./connections/mount.ts";
import { createMountSet, type MountSet } from "./connections/mount-set.ts";
import type { GatewayLog } from "./event.ts";
import { createPartsMaker, type InForce, type Lasting, verifyingParts } from "./front-parts.ts";
import { Front } from "./front.ts";
import type { GatewayOptions } from "./gateway.ts";
import { renewIdentity, warnOfEnd } from "./https/renew-identity.ts";
import type { ServerIdentity } from "./https/server-identity.ts";
import { createListener, type Listener } from "./listen.ts";
import { openMountPorts } from "./mount-ports.ts";
import { ConnectionMetrics } from "./metrics/connection-metrics.ts";
import { createLineWriter } from "./observe/line-writer.ts";
import { openTracing } from "./observe/open-tracing.ts";
import { loadKeysFor, openRecords, type Records } from "./open-records.ts";
import { type Prepared, prepare } from "./reload/prepare.ts";
import { createReloader, type Reloader } from "./reload/reloader.ts";
import type { Store } from "./store/store.ts";
import { createVerifyListener } from "./verify/open-verify.ts";

export interface ServingOptions extends GatewayOptions {
  /** Opens the store at its location: itself, or through the process that has it. */
  readonly openStore: (location: string) => Promise<Store>;
  /** When the gateway that this is a process of was started, in epoch milliseconds. @default now */
  readonly startedAtMs?: number;
  /** Where other processes serve as well: how calls of sessions find the one that has them. */
  readonly sessions?: SessionSharing;
  /** Remembers writes that their callers gave a key. @default here */
  readonly writes?: WriteLedger;
  /** Sees every request that callers send, before it is served. */
  readonly onRequest?: RequestListener;
}

/** What the processes of one gateway know of each other's sessions. */
export interface SessionSharing {
  /** Known to the processes of this gateway alone. */
  readonly secret: string;
  readonly ownerOf: SessionRoutesParts["ownerOf"];
}

/** The part of a gateway that takes requests: the whole of it but its administration. */
export interface Serving {
  readonly url: string;
  readonly verifyUrl: string | undefined;
  readonly mountUrls: Readonly<Record<string, string>>;
  readonly records: Records;
  readonly reloader: Reloader;
  /** What its administration speaks about. */
  readonly subjects: AdminSubjects;
  /** Fetches tokens before the first caller waits for one. */
  readonly warmUp: () => void;
  /** See `RunningGateway.drain`. */
  readonly drain: () => Promise<void>;
}

/**
 * Listens and serves. What it opens is handed to `opened`, also when a later step fails.
 * @throws ErpgateError `CONFIG_INVALID` listing every fault; StoreError where the store or its key file cannot be used
 */
export async function startServing(options: ServingOptions, opened: ClosingList): Promise<Serving> {
  const tokens = createLateTokens();
  const shares = createLateShares();
  const mountSet = opened.use(
    createMountSet({ runtime: options.runtime ?? {}, tokens, shares, log: options.log ?? (() => undefined) }),
  );
  const prepared = await prepare(options, mountSet, options.log ?? (() => undefined));
  prepared.change.commit();
  return openServing(options, { mountSet, tokens, shares }, prepared, opened);
}

async function openServing(
  options: ServingOptions,
  {
    mountSet,
    tokens,
    shares,
  }: { readonly mountSet: MountSet; readonly tokens: LateTokens; readonly shares: LateShares },
  { config, issuers, identity, change: { mounts } }: Prepared,
  opened: ClosingList,
): Promise<Serving> {
  const { log = () => undefined, runtime = {} } = options;
  const now = runtime.now ?? Date.now;
  const records = await openRecords(config, { now, openStore: options.openStore }, opened);
  const { startedAtMs = now() } = options;
  tokens.use(createSharedTokens({ tokens: records.store.tokens, keyring: records.keyring, now, startedAtMs }));
  shares.use(records.store);
  // Sessions and seats go back while the store is there to hear of it.
  opened.use(mountSet);
  const lines = createLineWriter(options.writeText ?? ((to, text) => void process[to].write(text)));
  opened.defer(async () => lines[Symbol.dispose]());
  const tracing = config.tracing === undefined ? undefined : opened.use(await openTracing(config.tracing, log));
  const writes = options.writes ?? new WriteMemory(now);
  const relay = await openRelay(options, () => front, opened);
  const { routes } = relay;
  const lasting: Lasting = { records, ownMetrics: new ConnectionMetrics(), now, log, lines, tracing, writes, routes };
  const keys = await loadKeysFor(mounts, records, now);

  // The public address may depend on the port that is given here, so the server is bound before its handler is made. No
  // request is read before the next turn of the event loop, and by then it is.
  let front: Front | undefined;
  let verifying: Front | undefined;
  const seen = seenBy(options.onRequest);
  const server = createListener(
    config.limits,
    seen((request, response) => front?.handle(request, response)),
    identity,
  );
  opened.defer(() => server.close(0));
  const url = await server.bind("gateway.listen", config.listen);
  const ports = await openMountPorts(
    config,
    (name) => seen((request, response) => front?.handlerFor(name)(request, response)),
    opened,
    identity,
  );
  if (config.tls !== undefined && identity !== undefined) {
    warnOfEnd(identity, now(), log);
    const use = (renewed: ServerIdentity): void => [server, ports].forEach((each) => each.renew(renewed));
    opened.use(renewIdentity({ tls: config.tls, identity, use, log, now }));
  }
  const verify = config.verify === undefined ? undefined : createVerifyListener(config, () => verifying, seen);
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
  let drained: Promise<void> | undefined;
  const drainOnce = async (): Promise<void> => {
    draining = true;
    running.drain();
    asked.drain();
    await stop(
      [server, ports, ...(verify === undefined ? [] : [verify]), ...relay.listeners],
      reloader.config().limits.drainTimeoutMs,
      log,
    );
    await reloader.settled();
    await opened.closeAll();
    log({ level: "info", event: "gateway.stopped", message: "The gateway has stopped." });
  };
  const drain = (): Promise<void> => (drained ??= drainOnce());
  return {
    url,
    verifyUrl,
    mountUrls: Object.fromEntries(ports.urls),
    records,
    reloader,
    subjects: {
      lasting,
      front: running,
      mountSet,
      draining: () => draining,
      reload: reloader.reload,
      loginFaults: () => reloader.loginFaults,
    },
    warmUp: () => warmUp(mounts, log),
    drain,
  };
}

/** Where calls come in that other processes hand over; nothing where there are none. */
async function openRelay(
  { sessions, config: { limits } }: ServingOptions,
  front: () => Front | undefined,
  opened: ClosingList,
): Promise<{ readonly routes: SessionRoutes | undefined; readonly listeners: readonly Listener[] }> {
  if (sessions === undefined) return { routes: undefined, listeners: [] };
  const listener = createRelayListener(limits, sessions.secret, (port) => (request, response) => {
    if (port === undefined) front()?.handle(request, response);
    else front()?.handlerFor(port)(request, response);
  });
  opened.defer(() => listener.close(0));
  const own = await listener.bind("gateway.listen", { host: "127.0.0.1", port: 0, exclusive: true });
  return { routes: createSessionRoutes({ own, ...sessions }), listeners: [listener] };
}

function seenBy(onRequest: RequestListener | undefined): (handle: RequestListener) => RequestListener {
  if (onRequest === undefined) return (handle) => handle;
  return (handle) => (request, response) => {
    onRequest(request, response);
    handle(request, response);
  };
}

async function stop(servers: readonly Pick<Listener, "close">[], timeoutMs: number, log: GatewayLog): Promise<void> {
  const complete = await Promise.all(servers.map((server) => server.close(timeoutMs)));
  if (complete.includes(false))
    log({ level: "warn", event: "gateway.cut", message: "What still ran at the drain's end was cut." });
}

/** Fetches tokens before the first caller waits for one. What fails here is reported and tried again with the first call. */
function warmUp(mounts: ReadonlyMap<string, Mount>, log: GatewayLog): void {
  for (const { name, outlet, forUsers } of mounts.values()) {
    if (forUsers || outlet.held() !== undefined) continue;
    outlet.connection.headers().catch((error: unknown) => {
      const code = ErpgateError.is(error) ? error.code : "unknown";
      const message = `Connection ${name} has no login yet: ${code}.`;
      log({ level: "warn", event: "connection.no-login", connection: name, code, message });
    });
  }
}
