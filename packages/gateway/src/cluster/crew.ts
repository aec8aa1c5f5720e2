// Longer than a screen: starting, losing and replacing workers, and changing what all of them serve, exclude each other.
import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { WriteMemory } from "../admission/write-memory.ts";
import type { GatewayLog } from "../event.ts";
import type { Configuration } from "../reload/prepare.ts";
import { ReloadError } from "../reload/reload-error.ts";
import type { ReloadResult } from "../reload/reload-result.ts";
import type { Store } from "../store/store.ts";
import { createTurnstile } from "../store/turnstile.ts";
import { createAuditWitness } from "./audit-witness.ts";
import { connectionsToLetGo } from "./balance.ts";
import { type Caller, openChannel, PeerGone } from "./channel.ts";
import { createSessionOwners } from "./session-owners.ts";
import { storeCalls } from "./store-calls.ts";
import type { PrimaryCalls, WorkerAddress, WorkerCalls } from "./worker-calls.ts";
import type { WorkerProcess } from "./worker-process.ts";
import { createWorkerLeases } from "./worker-leases.ts";
import { createWorkerWrites } from "./worker-writes.ts";

const FIRST_REST_MS = 100;
const LONGEST_REST_MS = 10_000;
/** A worker that served for this long had no trouble starting: its successor need not rest. */
const LIVED_MS = 10_000;
/** How long whoever changes a consumer waits for workers that have not heard of it; all have within a second in any case. */
const TELLING_MS = 2000;

export interface CrewParts {
  readonly count: number;
  readonly fork: () => WorkerProcess;
  readonly store: Store;
  readonly now: () => number;
  readonly log: GatewayLog;
}

interface Worker {
  readonly call: Caller<WorkerCalls>;
  readonly address: WorkerAddress;
  readonly process: WorkerProcess;
}

interface StagedAnswer {
  readonly worker: Worker;
  readonly answer: ReloadResult | { readonly error: unknown };
}

const isGone = ({ answer }: StagedAnswer): boolean => "error" in answer && answer.error instanceof PeerGone;

export interface ServingWorker extends WorkerAddress {
  readonly pid: number;
}

/** The workers of one gateway. */
export interface Crew {
  /** How many there should be. */
  readonly count: number;
  /** Those that serve now. */
  working(): readonly ServingWorker[];
  /** @returns where all of them serve @throws what kept one from starting; then none is left */
  start(configuration: Configuration): Promise<WorkerAddress>;
  /** All or none: every worker checks it before any puts it in force. */
  reload(next: Configuration): Promise<ReloadResult>;
  /** A consumer or a key was changed. @returns resolves when it is in force in every worker that answers */
  changed(): Promise<void>;
  /** Evens out what the workers have to do; to be called again and again, at equal distances. */
  balance(): Promise<void>;
  /** @param reserveMs beyond the time that the configuration in force gives to calls to finish */
  drain(reserveMs: number): Promise<void>;
}

async function balance(workers: readonly Worker[]): Promise<void> {
  const loads = await Promise.all(workers.map(({ call }) => call("load")));
  const counts = connectionsToLetGo(loads);
  await Promise.all(workers.map(({ call }, at) => call("letGo", counts[at] ?? 0)));
}

/** @returns a crew without workers */
export function createCrew({ count, fork, store, now, log }: CrewParts): Crew {
  // A worker that starts while all others are given another configuration would miss it.
  const inTurn = createTurnstile();
  const gateway = { startedAtMs: now(), secret: randomBytes(32).toString("base64url") };
  const owners = createSessionOwners();
  const workers = new Set<Worker>();
  const ends = new Set<Promise<unknown>>();
  let current: Configuration | undefined;
  let stopping = false;
  let rests = 0;
  let balancing: Promise<void> | undefined;
  const writes = new WriteMemory(now);

  async function begin(configuration: Configuration): Promise<WorkerAddress> {
    const bornMs = performance.now();
    const process = fork();
    const witness = createAuditWitness(store);
    const ledger = createWorkerWrites(writes);
    const leases = createWorkerLeases(store);
    const served: PrimaryCalls = {
      ...storeCalls(store),
      ...leases.calls,
      appendAudit: (batch) => witness.append(batch),
      // In force everywhere before it is answered: a revoked key is good at no worker then.
      putConsumer: async (...change) => {
        const stored = await store.putConsumer(...change);
        await changed();
        return stored;
      },
      writesClaim: (name, digest) => ledger.claim(name, digest),
      writesSettle: (name, outcome) => ledger.settle(name, outcome),
      sessionOwner(caller, asking) {
        takesCallsAt = asking;
        return owners.ownerOf(caller, asking);
      },
    };
    const call = openChannel<WorkerCalls>(process.port, served);
    let worker: Worker | undefined;
    let takesCallsAt: string | undefined;
    const outlive = async (): Promise<void> => {
      const how = await process.gone;
      if (worker !== undefined) workers.delete(worker);
      if (takesCallsAt !== undefined) owners.forget(takesCallsAt);
      await ledger.abandon();
      await Promise.allSettled([leases.abandon(), witness.close(`worker ended: ${how}`, now())]);
      ends.delete(end);
      if (worker !== undefined && !stopping) void replace(process.pid, how, performance.now() - bornMs);
    };
    const end = outlive();
    ends.add(end);
    try {
      const address = await call("start", configuration, { kind: store.kind, location: store.location }, gateway);
      worker = { call, address, process };
      workers.add(worker);
      // A change that came while it started was told to the others alone.
      void call("changed").catch(() => undefined);
      log({ level: "info", event: "worker.started", pid: process.pid, message: `Worker ${process.pid} serves.` });
      return address;
    } catch (error) {
      process.kill();
      throw error;
    }
  }

  async function changed(): Promise<void> {
    const told = [...workers].map(({ call }) => call("changed").catch(() => undefined));
    await Promise.race([Promise.all(told), pause(TELLING_MS, undefined, { ref: false })]);
  }

  async function replace(pid: number, how: string, livedMs: number): Promise<void> {
    rests = livedMs > LIVED_MS ? 0 : rests + 1;
    const restMs = rests === 0 ? 0 : Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (rests - 1));
    const message = `Worker ${pid} ended (${how}); another one starts in ${restMs} ms.`;
    log({ level: "error", event: "worker.ended", pid, message });
    await pause(restMs, undefined, { ref: false });
    await inTurn(async () => {
      if (!stopping && current !== undefined) await begin(current);
    }).catch(() => replace(pid, "did not start", 0));
  }

  async function stageAll(next: Configuration): Promise<{ readonly staged: readonly Worker[]; result: ReloadResult }> {
    const stage = async (worker: Worker, tryLogins: boolean): Promise<StagedAnswer> => ({
      worker,
      answer: await worker.call("stage", next, { tryLogins }).catch((error: unknown) => ({ error })),
    });
    const asked: StagedAnswer[] = [];
    const left = [...workers];
    // One tries new logins for all: an ERP that counts wrong passwords counts those of every process.
    for (let worker = left.shift(); worker !== undefined; worker = left.shift()) {
      const first = await stage(worker, true);
      asked.push(first);
      if (!isGone(first)) break;
    }
    if (asked.every((each) => isGone(each) || !("error" in each.answer)))
      asked.push(...(await Promise.all(left.map((worker) => stage(worker, false)))));
    const staged = asked.filter(({ answer }) => !("error" in answer)).map(({ worker }) => worker);
    const faults = asked.flatMap(({ answer }) => ("error" in answer ? [answer.error] : []));
    const fault = faults.find((error) => !(error instanceof PeerGone));
    const [result] = asked.flatMap(({ answer }) => ("error" in answer ? [] : [answer]));
    if (fault === undefined && result !== undefined) return { staged, result };
    await Promise.all(staged.map((worker) => worker.call("abandon").catch(() => undefined)));
    throw fault ?? new ReloadError("RELOAD_UNAVAILABLE", "No worker serves now.", "Reload again in a moment.");
  }

  return {
    count,
    working: () => [...workers].map(({ address, process: { pid } }) => ({ ...address, pid })),
    start: (configuration) =>
      inTurn(async () => {
        current = configuration;
        const started = await Promise.allSettled(Array.from({ length: count }, () => begin(configuration)));
        const failed = started.find((outcome) => outcome.status === "rejected");
        const [first] = started.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
        if (failed === undefined && first !== undefined) return first;
        stopping = true;
        for (const { process } of workers) process.kill();
        await Promise.all(ends);
        throw failed?.reason;
      }),
    reload: (next) =>
      inTurn(async () => {
        const { staged, result } = await stageAll(next);
        await Promise.all(staged.map((worker) => worker.call("commit").catch(() => undefined)));
        current = next;
        return result;
      }),
    changed,
    balance() {
      // One that does not answer is not asked again and again.
      balancing ??= balance([...workers]).finally(() => (balancing = undefined));
      return balancing;
    },
    async drain(reserveMs) {
      stopping = true;
      await inTurn(() => Promise.resolve());
      const patienceMs = (current?.config.limits.drainTimeoutMs ?? 0) + reserveMs;
      const all = [...workers];
      const patience = setTimeout(() => all.forEach(({ process }) => process.kill()), patienceMs);
      await Promise.all(all.map(({ call }) => call("drain").catch(() => undefined)));
      clearTimeout(patience);
      for (const { process } of all) process.kill();
      await Promise.all(ends);
    },
  };
}
