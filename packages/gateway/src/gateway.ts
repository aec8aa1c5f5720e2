import { randomBytes } from "node:crypto";
import { ErpgateError, type Runtime } from "@erpgate/client";
import { createAdminHandler } from "./admin/admin.ts";
import { type ClosingList, createClosingList } from "./closing-list.ts";
import type { GatewayConfig } from "./config/gateway-config.ts";
import type { Mount } from "./connections/mount.ts";
import { openMount } from "./connections/open-mount.ts";
import { connectionNameFault } from "./connections/reserved-names.ts";
import type { ConsumerDirectory } from "./consumers/directory.ts";
import type { ConnectionOptions } from "./dialect.ts";
import { CONTEXT_HEADERS, IDENTITY_HEADERS } from "./dialects.ts";
import type { OwnEndpoint } from "./endpoint.ts";
import type { GatewayLog } from "./event.ts";
import { type FindingText, loadFindingText } from "./finding-text.ts";
import { createForwarder } from "./forward/forward.ts";
import { RequestHeaderReader } from "./forward/request-headers.ts";
import { Front } from "./front.ts";
import { createIdentification, type Identification } from "./identity/identify.ts";
import type { TrustedIssuer } from "./identity/issuer.ts";
import { loadIssuers } from "./identity/load-issuers.ts";
import { oauthTokenEndpoint } from "./issue/oauth-token-endpoint.ts";
import { jwksEndpoint, metadataEndpoint } from "./issue/published-endpoints.ts";
import { createTokenIssuer } from "./issue/token-issuer.ts";
import type { Keyring } from "./keys/keyring.ts";
import { createListener, type Listener } from "./listen.ts";
import { ConnectionMetrics } from "./metrics/connection-metrics.ts";
import type { Gauge } from "./metrics/print-metrics.ts";
import { openRecords, type Records } from "./open-records.ts";
import { refuse } from "./refuse.ts";
import type { Store } from "./store/store.ts";

export interface GatewayOptions {
  /** Its file names are relative to the working directory unless `resolveGatewayFiles` has made them absolute. */
  readonly config: GatewayConfig;
  readonly connections: Readonly<Record<string, ConnectionOptions>>;
  /** For tests: the clock; `fetch` serves token requests alone, the data path has its own sockets. */
  readonly runtime?: Partial<Runtime>;
  /** @default silence */
  readonly log?: GatewayLog;
}

export interface RunningGateway extends AsyncDisposable {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly adminUrl: string;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly consumers: ConsumerDirectory;
  /** Takes nothing new, finishes what runs (up to `limits.drainTimeoutMs`), writes the audit trail out, and closes. */
  drain(): Promise<void>;
}

type Mounts = ReadonlyMap<string, Mount>;

/** What stands before any request comes. */
interface Foundation extends Records {
  readonly options: GatewayOptions;
  readonly log: GatewayLog;
  readonly now: () => number;
  readonly mounts: Mounts;
  readonly ownMetrics: ConnectionMetrics;
  /** Grows with what was opened; closed in reverse. */
  readonly opened: ClosingList;
}

const OWN_ENDPOINTS: ReadonlyMap<string, OwnEndpoint> = new Map([
  ["/oauth/token", oauthTokenEndpoint],
  ["/.well-known/jwks.json", jwksEndpoint],
  ["/.well-known/oauth-authorization-server", metadataEndpoint],
]);

/**
 * Starts a gateway.
 * @throws ErpgateError `CONFIG_INVALID` listing every fault; StoreError where the store or its key file cannot be used
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { config, connections } = options;
  const { issuers, faults } = await loadIssuers(config.issuers);
  requireNoFault(connections, faults);
  const opened = createClosingList();
  try {
    return await openGateway(options, issuers, opened);
  } catch (error) {
    await opened.closeAll().catch(() => undefined);
    throw error;
  }
}

async function openGateway(
  options: GatewayOptions,
  issuers: ReadonlyMap<string, TrustedIssuer>,
  opened: ClosingList,
): Promise<RunningGateway> {
  const { config, log = () => undefined, runtime = {} } = options;
  const mounts = openMounts(options, opened);
  const now = runtime.now ?? Date.now;
  const records = await openRecords(config, mounts, now, opened);
  const foundation: Foundation = { ...records, options, log, now, mounts, ownMetrics: new ConnectionMetrics(), opened };

  // The public address may depend on the port that is given here, so the server is bound before its handler is made. No
  // request is read before the next turn of the event loop, and by then it is.
  let front: Front | undefined;
  const server = createListener(config.limits, (request, response) => front?.handle(request, response));
  opened.defer(() => server.close(0));
  const url = await server.bind("gateway.listen", config.listen);
  const publicUrl = config.publicUrl ?? url;
  const identification = createIdentification({ ...records, publicUrl, issuers });
  const running = (front = createFront(foundation, identification, publicUrl));

  let draining = false;
  const admin = createAdmin(foundation, running, identification, () => draining);
  const adminUrl = await admin.bind("gateway.admin", config.admin);
  warmUp(mounts, log);
  log({ level: "info", event: "gateway.started", message: `Listening at ${url}, administration at ${adminUrl}.` });

  let drained: Promise<void> | undefined;
  const drainOnce = async (): Promise<void> => {
    draining = true;
    running.drain();
    const complete = await server.close(config.limits.drainTimeoutMs);
    if (!complete) log({ level: "warn", event: "gateway.cut", message: "What still ran at the drain's end was cut." });
    await opened.closeAll();
    log({ level: "info", event: "gateway.stopped", message: "The gateway has stopped." });
  };
  const drain = (): Promise<void> => (drained ??= drainOnce());
  const { store, keyring, consumers } = records;
  return { url, adminUrl, store, keyring, consumers, drain, [Symbol.asyncDispose]: drain };
}

function createFront(foundation: Foundation, identification: Identification, publicUrl: string): Front {
  const { mounts, consumers, audit, keys, ownMetrics, now, log } = foundation;
  const { limits } = foundation.options.config;
  let findings: FindingText = () => undefined;
  void loadFindingText().then((loaded) => (findings = loaded));
  return new Front({
    mounts,
    endpoints: OWN_ENDPOINTS,
    headerReader: new RequestHeaderReader(IDENTITY_HEADERS, CONTEXT_HEADERS),
    identification,
    consumers,
    issuer: createTokenIssuer({
      keys,
      publicUrl,
      tokenLifetimeSeconds: limits.tokenLifetimeSeconds,
      mountTokenLifetimeSeconds: limits.erpTokenLifetimeSeconds,
    }),
    forwarder: createForwarder({
      publicUrl,
      mostBodyBytes: limits.bodyBytes,
      refuse: (exchange, reason, finding) => refuse(exchange, reason, findings, finding),
    }),
    audit,
    ownMetrics,
    publicUrl,
    mostBodyBytes: limits.bodyBytes,
    now,
    log,
    findings: () => findings,
    idPrefix: `${randomBytes(4).toString("hex")}-`,
  });
}

function createAdmin(
  foundation: Foundation,
  front: Front,
  identification: Identification,
  draining: () => boolean,
): Listener {
  const { store, audit, mounts, ownMetrics, opened, options } = foundation;
  const byName = [...mounts.values()].map(({ name, metrics }) => [name, metrics] as const);
  const metrics = new Map([...byName, ["", ownMetrics] as const]);
  const gauges = (): readonly Gauge[] => [
    { name: "erpgate_requests_in_flight", help: "Requests that are being answered.", value: front.inFlight },
    {
      name: "erpgate_credentials_remembered",
      help: "Verified credentials in memory.",
      value: identification.remembered,
    },
    { name: "erpgate_audit_waiting", help: "Audit rows that wait to be committed.", value: audit.waiting },
    { name: "process_resident_memory_bytes", help: "Resident memory.", value: process.memoryUsage.rss() },
  ];
  const handler = createAdminHandler({ store, audit, mounts, draining, metrics: () => [metrics, gauges()] });
  const admin = createListener(options.config.limits, handler);
  opened.defer(() => admin.close(0));
  return admin;
}

function openMounts({ connections, config, runtime = {} }: GatewayOptions, opened: ClosingList): Mounts {
  const mounts = new Map<string, Mount>();
  for (const [name, options] of Object.entries(connections)) {
    const mount = openMount(name, options, config.limits, runtime);
    opened.defer(() => mount.close());
    mounts.set(name, mount);
  }
  return mounts;
}

function requireNoFault(
  connections: GatewayOptions["connections"],
  issuerFaults: readonly { readonly path: string; readonly message: string }[],
): void {
  const names = Object.keys(connections).flatMap((name) => {
    const fault = connectionNameFault(name);
    return fault === undefined ? [] : [`connections.${name}: ${fault.message}. ${fault.fix}`];
  });
  const faults = [...names, ...issuerFaults.map(({ path, message }) => `gateway.${path}: ${message}.`)];
  if (Object.keys(connections).length === 0) faults.push("connections: there is none. Add at least one.");
  if (faults.length > 0)
    throw new ErpgateError("CONFIG_INVALID", ["The gateway cannot start:", ...faults].join("\n  "));
}

/** Fetches tokens before the first caller waits for one. What fails here is reported and tried again with the first call. */
function warmUp(mounts: Mounts, log: GatewayLog): void {
  for (const { name, outlet } of mounts.values()) {
    if (outlet.held() !== undefined) continue;
    outlet.connection.headers().catch((error: unknown) => {
      const code = ErpgateError.is(error) ? error.code : "unknown";
      const message = `Connection ${name} has no login yet: ${code}.`;
      log({ level: "warn", event: "connection.no-login", connection: name, code, message });
    });
  }
}
