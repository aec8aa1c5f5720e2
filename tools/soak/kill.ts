// Longer than a screen: one story, told in the order in which it happens.
import { setTimeout as pause } from "node:timers/promises";
import {
  exportAudit,
  type GatewayOptions,
  issueOperatorToken,
  openStore,
  type Store,
  verifyAudit,
} from "@erpgate/gateway";
import { type EmbeddedPostgres, startPostgres } from "../../packages/gateway/test/store/embedded-postgres.ts";
import { seeded } from "../seeded-secrets.ts";
import { type Administrator, startAdministrator } from "./administrator.ts";
import { type CommittedBatches, watchCommitted } from "./committed-batches.ts";
import { type ErpProcess, startErpProcess } from "./erp-process.ts";
import { type GatewayPlace, type GatewayProcess, makePlace, serve } from "./gateway-place.ts";
import { type Load, type LoadCall, startLoad } from "./load.ts";

export interface KillSoakOptions {
  readonly engine: "postgres" | "sqlite";
  /** Processes of each gateway that serve. */
  readonly workers: number;
  /** Of each gateway and connection. */
  readonly callers: number;
  /** Of each caller. Enough to meet every moment, and not so much that the machine is what is tried. */
  readonly callsPerSecond: number;
  /** How long PostgreSQL stays away. Longer than a seat's lease, so that seats run out as well. */
  readonly storeAwayMs: number;
  /** How long the ERP stays away. Longer than its tokens last. */
  readonly erpAwayMs: number;
  /** How long calls are watched after each blow. */
  readonly watchMs: number;
  /** Told what is going on. */
  readonly tell: (line: string) => void;
}

/** One process that was killed, and what became of the calls. */
export interface Blow {
  readonly killed: string;
  /** Calls that went elsewhere, or need nothing of it, and were not served all the same. */
  readonly undue: number;
  /** How calls ended meanwhile, those that were served aside. */
  readonly refusals: string;
  /** From the moment it was there again (a gateway: from the kill) to the last call that was not served. */
  readonly recoveredMs: number;
  /** What readiness said meanwhile. */
  readonly readiness: string;
  /** Until every gateway said again that it is ready. */
  readonly readyAgainMs: number;
}

export interface KillSoakFigures {
  readonly blows: readonly Blow[];
  readonly calls: number;
  readonly changesAcknowledged: number;
  readonly changesRefused: number;
  readonly changesLost: readonly string[];
  /** Changes without an audit row. */
  readonly changesUnaudited: readonly string[];
  readonly batchesAcknowledged: number;
  readonly batchesLost: readonly string[];
  readonly chains: number;
  readonly chainBreaks: readonly string[];
  /** Answered by the gateway that was never killed, and without a row in the trail. */
  readonly callsUnaudited: number;
}

const TOKEN_SECONDS = 5;
const PATHS = {
  kinetic: "/kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=1",
  p21: "/p21/odataservice/odata/table/supplier?$top=1",
  /** Calls need a seat, which is a lease in the store. */
  seated: "/seated/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=1",
};
type ConnectionName = keyof typeof PATHS;
const CONNECTIONS = Object.keys(PATHS) as ConnectionName[];

interface Stage {
  readonly options: KillSoakOptions;
  readonly postgres: EmbeddedPostgres | undefined;
  readonly erp: ErpProcess;
  readonly place: GatewayPlace;
  /** The first is never killed where there are two. */
  readonly gateways: GatewayProcess[];
  readonly tracks: readonly Track[];
  readonly administrator: Administrator;
}

/** Calls of one gateway's callers to one connection. */
interface Track {
  readonly gateway: number;
  readonly connection: ConnectionName;
  readonly calls: LoadCall[];
}

/** Gateways, the database and the ERP are killed one after the other while calls and changes go on. */
export async function soakKills(options: KillSoakOptions): Promise<KillSoakFigures> {
  await using stack = new AsyncDisposableStack();
  const postgres = options.engine === "postgres" ? stack.use(await startPostgres()) : undefined;
  const erp = stack.use(await startErpProcess(ERP));
  const admission = { seated: { seats: { count: 4, waitMs: 1000 } } };
  const store = postgres === undefined ? {} : { store: await postgres.newPlace() };
  const place = stack.use(await makePlace(connectionsTo(erp), { ...store, section: { admission } }));
  const keys: string[] = [];
  for (let number = 0; number < (postgres === undefined ? 1 : 2); number++) {
    const scopes = {
      kinetic: "/EPIC06/Erp.BO.CustomerSvc",
      seated: "/EPIC06/Erp.BO.CustomerSvc",
      p21: "/odata:supplier",
    };
    keys.push(await place.register(`load-${number}`, scopes));
  }
  const gateways = await Promise.all(keys.map(() => serve(place, { workers: options.workers })));
  stack.defer(async () => void (await Promise.all(gateways.map((gateway) => gateway[Symbol.asyncDispose]()))));

  const opened = stack.use(await openStore(place.location));
  const committed = stack.use(watchCommitted(opened));
  const { token } = await issueOperatorToken(place.keyFile, 3_600_000, Date.now());
  const administrator = stack.use(startAdministrator(() => gateways.map(({ adminUrl }) => adminUrl), token));
  const { tracks, loads } = startLoads(gateways, keys, options);
  for (const load of loads) stack.use(load);

  const stage: Stage = { options, postgres, erp, place, gateways, tracks, administrator };
  await untilServed(stage, performance.now());
  const blows: Blow[] = [];
  for (const blow of [
    () => killGateway(stage),
    ...(options.workers > 1 ? [() => killWorker(stage)] : []),
    ...(postgres === undefined ? [] : [() => killPostgres(stage, postgres)]),
    () => killErp(stage),
  ]) {
    const figures = await blow();
    options.tell(`${options.engine}: ${figures.killed} killed; served again after ${figures.recoveredMs} ms`);
    blows.push(figures);
  }

  await Promise.all(loads.map((load) => load.stop()));
  await administrator.stop();
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  return await figuresOf(stage, blows, opened, committed);
}

const ERP = {
  kinetic: {
    user: { username: "svc", password: seeded("soak-password") },
    apiKey: seeded("soak-api-key"),
    switches: { tokenLifetimeSeconds: TOKEN_SECONDS },
  },
  prophet21: {
    consumerKey: { key: seeded("soak-consumer-key"), scope: "/odata:supplier", tokenExpire: TOKEN_SECONDS },
  },
};

function connectionsTo({ kinetic, prophet21 }: ErpProcess): GatewayOptions["connections"] {
  const login = ERP.kinetic.user;
  const erp = { system: "kinetic", url: kinetic, company: "EPIC06", apiKey: ERP.kinetic.apiKey } as const;
  return {
    kinetic: { ...erp, auth: { kind: "token-resource", ...login } },
    seated: { ...erp, auth: { kind: "basic", ...login } },
    p21: { system: "prophet21", url: prophet21, auth: { kind: "consumer-key", key: ERP.prophet21.consumerKey.key } },
  };
}

function startLoads(
  gateways: readonly GatewayProcess[],
  keys: readonly string[],
  { callers, callsPerSecond }: Pick<KillSoakOptions, "callers" | "callsPerSecond">,
): { readonly tracks: readonly Track[]; readonly loads: readonly Load[] } {
  const tracks = gateways.flatMap((_, gateway) =>
    CONNECTIONS.map((connection): Track => ({ gateway, connection, calls: [] })),
  );
  const loads = tracks.map(({ gateway, connection, calls }) =>
    startLoad({
      url: () => `${gateways[gateway]?.url}${PATHS[connection]}`,
      key: keys[gateway] ?? "",
      callers,
      callsPerSecond: callsPerSecond * callers,
      tell: (call) => calls.push(call),
    }),
  );
  return { tracks, loads };
}

async function killGateway(stage: Stage): Promise<Blow> {
  const { gateways, options, place } = stage;
  const last = gateways.length - 1;
  const since = performance.now();
  await gateways[last]?.kill();
  gateways[last] = await serve(place, { workers: options.workers });
  const after = await watch(stage, since);
  const elsewhere = ({ gateway, connection }: Track): boolean => gateway !== last && connection !== "seated";
  return { killed: "gateway", readiness: "", ...after, ...outcome(stage, since, since, elsewhere) };
}

async function killWorker(stage: Stage): Promise<Blow> {
  const { gateways } = stage;
  const last = gateways.length - 1;
  const since = performance.now();
  const { workers } = (await readiness(gateways[last])).report;
  const [victim] = workers?.each ?? [];
  if (victim === undefined) throw new Error("the gateway names no worker");
  process.kill(victim.pid, "SIGKILL");
  const after = await watch(stage, since);
  const elsewhere = ({ gateway, connection }: Track): boolean => gateway !== last && connection !== "seated";
  return { killed: "worker", readiness: "", ...after, ...outcome(stage, since, since, elsewhere) };
}

async function killPostgres(stage: Stage, postgres: EmbeddedPostgres): Promise<Blow> {
  const since = performance.now();
  await postgres.kill();
  await pause(stage.options.storeAwayMs);
  const said = await Promise.all(stage.gateways.map(readiness));
  await postgres.restart();
  const there = performance.now();
  const after = await watch(stage, there);
  const needless = ({ connection }: Track): boolean => connection !== "seated";
  const words = said.map(({ status, report }) => `${status} store ${report.store}, audit ${report.audit}`);
  return {
    killed: "postgres",
    readiness: [...new Set(words)].join("; "),
    ...after,
    ...outcome(stage, since, there, needless),
  };
}

async function killErp(stage: Stage): Promise<Blow> {
  const since = performance.now();
  await stage.erp.kill();
  await pause(stage.options.erpAwayMs);
  const said = await Promise.all(stage.gateways.map(readiness));
  await stage.erp.restart();
  const there = performance.now();
  const after = await watch(stage, there);
  const words = said.map(({ report }) => `${report.status}: ${Object.values(report.connections).join(", ")}`);
  return {
    killed: "erp",
    readiness: [...new Set(words)].join("; "),
    ...after,
    ...outcome(stage, since, there, () => false),
  };
}

/** Watches calls for a while, and when readiness comes back. */
async function watch(stage: Stage, since: number): Promise<Pick<Blow, "readyAgainMs">> {
  const ready = async (): Promise<number> => {
    for (;;) {
      const all = await Promise.all(stage.gateways.map(readiness));
      if (all.every(({ report }) => report.status === "ready")) return Math.round(performance.now() - since);
      await pause(100);
    }
  };
  const [readyAgainMs] = await Promise.all([ready(), pause(stage.options.watchMs)]);
  // Whoever waits for a call that hangs would not be missed otherwise.
  await untilServed(stage, performance.now());
  return { readyAgainMs };
}

/** Resolves once every caller's connection was served after this moment. */
async function untilServed({ tracks }: Stage, since: number): Promise<void> {
  for (;;) {
    if (tracks.every(({ calls }) => calls.some(({ startedMs, status }) => startedMs >= since && status === 200)))
      return;
    await pause(20);
  }
}

/** @param undue those whose calls must be served throughout */
function outcome(
  { tracks }: Stage,
  since: number,
  thereAgain: number,
  undue: (track: Track) => boolean,
): Pick<Blow, "undue" | "refusals" | "recoveredMs"> {
  const failures = tracks.flatMap((track) =>
    track.calls.filter(({ endedMs, status }) => endedMs >= since && status !== 200).map((call) => ({ ...call, track })),
  );
  const counts = new Map<string, number>();
  for (const { track, status, failure } of failures) {
    const kind = `${track.connection} ${failure ?? status}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return {
    undue: failures.filter(({ track }) => undue(track)).length,
    refusals: [...counts].map(([kind, count]) => `${kind}: ${count}`).join(", "),
    recoveredMs: Math.max(0, ...failures.map(({ endedMs }) => Math.round(endedMs - thereAgain))),
  };
}

interface Readiness {
  readonly status: number;
  readonly report: {
    readonly status: string;
    readonly store: string;
    readonly audit: string;
    readonly connections: Readonly<Record<string, string>>;
    readonly workers?: { readonly each: readonly { readonly pid: number }[] };
  };
}

async function readiness(gateway: GatewayProcess | undefined): Promise<Readiness> {
  if (gateway === undefined) throw new TypeError("there is no such gateway");
  const asked = fetch(`${gateway.adminUrl}/readyz`);
  const answer = await Promise.race([asked, gateway.gone]);
  if (answer === undefined) throw new Error("the gateway has been stopped");
  return { status: answer.status, report: (await answer.json()) as Readiness["report"] };
}

async function figuresOf(
  { tracks, administrator, gateways }: Stage,
  blows: readonly Blow[],
  store: Store,
  committed: CommittedBatches,
): Promise<KillSoakFigures> {
  const batchesAcknowledged = await committed.look();
  const batchesLost = await committed.lost();
  const records = new Map((await store.consumers()).map((record) => [record.name, record.revokedAtMs !== undefined]));
  const rows = new Map<string, number>();
  for await (const { action, consumer } of exportAudit(store, {
    fromMs: 0,
    consumer: undefined,
    connection: undefined,
  })) {
    const kind = action.startsWith("consumer.") ? `${action} ${consumer}` : `call ${consumer}`;
    rows.set(kind, (rows.get(kind) ?? 0) + 1);
  }
  const { chains, breaks } = await verifyAudit(store);
  const { acknowledged, refused } = administrator;
  const answered = tracks
    .filter(({ gateway }) => gateway === 0)
    .reduce((sum, { calls }) => sum + calls.filter(({ status }) => status !== 0).length, 0);
  return {
    blows,
    calls: tracks.reduce((sum, { calls }) => sum + calls.length, 0),
    changesAcknowledged: acknowledged.length,
    changesRefused: refused,
    changesLost: acknowledged.filter(({ name, revoked }) => records.get(name) !== revoked).map(({ name }) => name),
    changesUnaudited: acknowledged
      .filter(({ name, revoked }) => !rows.has(`consumer.${revoked ? "revoke" : "add"} ${name}`))
      .map(({ name }) => name),
    batchesAcknowledged,
    batchesLost,
    chains: chains.length,
    chainBreaks: breaks.map(({ writer, seq, reason }) => `${writer} ${seq} ${reason}`),
    callsUnaudited: gateways.length > 1 ? Math.max(0, answered - (rows.get("call load-0") ?? 0)) : 0,
  };
}

/**
 * What must hold; each line that does not is a fault.
 * @param recoveryMs how long each recovery may take; undefined: it is not looked at
 */
export function killSoakFaults(figures: KillSoakFigures, recoveryMs: number | undefined): readonly string[] {
  const faults: string[] = [];
  const must = (holds: boolean, what: string): unknown => holds || faults.push(what);
  const none = (list: readonly string[], what: string): unknown =>
    must(list.length === 0, `${list.length} ${what}: ${list.slice(0, 5).join(", ")}`);
  none(figures.changesLost, "acknowledged changes are lost");
  none(figures.changesUnaudited, "acknowledged changes have no audit row");
  none(figures.batchesLost, "committed audit batches are lost");
  none(figures.chainBreaks, "audit chains are broken");
  must(figures.changesAcknowledged > 0, "no change was acknowledged");
  must(figures.batchesAcknowledged > 0, "no audit batch was committed");
  must(figures.callsUnaudited === 0, `${figures.callsUnaudited} calls of a gateway that was never killed have no row`);
  for (const { killed, undue, recoveredMs, readyAgainMs, readiness: said } of figures.blows) {
    must(undue === 0, `${killed}: ${undue} calls that need nothing of it were not served`);
    if (killed === "postgres")
      must(/^503 store (failing|no answer)/.test(said), `readiness without its store said ${said}`);
    if (recoveryMs === undefined) continue;
    must(recoveredMs <= recoveryMs, `${killed}: calls were served again after ${recoveredMs} ms`);
    must(readyAgainMs <= recoveryMs, `${killed}: ready again after ${readyAgainMs} ms`);
  }
  return faults;
}
