import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { type GatewayPlace, type GatewayProcess, makePlace, serve } from "./gateway-place.ts";
import { type LoadCall, startLoad } from "./load.ts";
import { CUSTOMERS, LARGE_BYTES, PARTS, plainConnection } from "./plain-erp.ts";

export interface SlowReaderOptions {
  readonly readers: number;
  readonly callers: number;
  readonly callsPerSecond: number;
  readonly rounds: number;
  /** Each round is one such time without readers, and one with them. */
  readonly roundMs: number;
}

export interface SlowReaderFigures {
  readonly calls: number;
  readonly served: number;
  /** Medians of the rounds. */
  readonly p99AloneMs: number;
  readonly p99BesideMs: number;
  /** Of the rounds' quotients. */
  readonly p99Quotient: number;
  readonly quotients: string;
  /** Readers that were being answered at the end of each round: the fewest. */
  readonly readersServed: number;
  /** Answers that had come to their end, of all that the readers asked for. */
  readonly finished: number;
  readonly rssAloneMiB: number;
  readonly rssBesideMiB: number;
  readonly answersMiB: number;
}

const MIB = 1024 * 1024;
const READ_BYTES = 4096;
const READ_EVERY_MS = 100;

/** What a reader thread is told. */
export interface ReaderThreadOptions {
  readonly url: string;
  readonly path: string;
  readonly key: string;
  readonly readers: number;
  readonly readBytes: number;
  readonly everyMs: number;
  readonly wholeBytes: number;
}

/** What it says when it is asked. */
export interface ReaderCount {
  readonly served: number;
  readonly finished: number;
}

/**
 * Callers, alone and beside others that ask for much and read it at 40 KiB a second, by turns. The ERP and the readers are threads
 * of their own: what they do must not stand in the way of the clock.
 */
export async function soakSlowReaders(options: SlowReaderOptions): Promise<SlowReaderFigures> {
  await using erp = await startErpThread();
  await using place: GatewayPlace = await makePlace({ kinetic: plainConnection(erp) });
  const key = await place.register("caller", { kinetic: "/EPIC06/Erp.BO.CustomerSvc;/EPIC06/Erp.BO.PartSvc" });
  await using gateway = await serve(place);
  await measure(gateway, key, options);
  const rounds = [];
  for (let round = 0; round < options.rounds; round++) {
    const alone = await measure(gateway, key, options);
    const rssAlone = await residentBytes(gateway);
    await using readers = await startReaders(gateway, key, options.readers);
    await untilFull(erp, options.readers);
    const beside = await measure(gateway, key, options);
    rounds.push({ alone, beside, rssAlone, rssBeside: await residentBytes(gateway), readers: await readers.count() });
  }
  const calls = rounds.flatMap(({ alone, beside }) => [...alone, ...beside]);
  const quotients = rounds.map(({ alone, beside }) => p99(beside) / p99(alone));
  return {
    calls: calls.length,
    served: calls.filter(({ status }) => status === 200).length,
    p99AloneMs: rounded(median(rounds.map(({ alone }) => p99(alone)))),
    p99BesideMs: rounded(median(rounds.map(({ beside }) => p99(beside)))),
    p99Quotient: rounded(median(quotients)),
    quotients: quotients.map(rounded).join(", "),
    readersServed: Math.min(...rounds.map(({ readers }) => readers.served)),
    finished: Math.max(...rounds.map(({ readers }) => readers.finished)),
    rssAloneMiB: rounded(Math.min(...rounds.map(({ rssAlone }) => rssAlone)) / MIB),
    rssBesideMiB: rounded(Math.max(...rounds.map(({ rssBeside }) => rssBeside)) / MIB),
    answersMiB: (options.readers * LARGE_BYTES) / MIB,
  };
}

async function measure(
  { url }: GatewayProcess,
  key: string,
  { callers, callsPerSecond, roundMs }: SlowReaderOptions,
): Promise<readonly LoadCall[]> {
  const calls: LoadCall[] = [];
  const tell = (call: LoadCall): unknown => calls.push(call);
  const load = startLoad({ url: () => url + CUSTOMERS, key, callers, callsPerSecond, tell });
  await pause(roundMs);
  await load.stop();
  return calls;
}

/** Resolves once all buffers on the way are full, and the ERP sends what is read and no more. */
async function untilFull(erp: ErpThread, readers: number): Promise<void> {
  const mostBytes = 3 * readers * READ_BYTES;
  let before = -Infinity;
  for (;;) {
    const sent = await erp.sentBytes();
    if (sent - before <= mostBytes) return;
    before = sent;
    await pause(READ_EVERY_MS);
  }
}

interface ErpThread extends AsyncDisposable {
  readonly url: string;
  sentBytes(): Promise<number>;
}

async function startErpThread(): Promise<ErpThread> {
  const thread = new Worker(new URL("plain-erp-thread.ts", import.meta.url));
  const [url] = (await once(thread, "message")) as [string];
  return {
    url,
    sentBytes: () => ask<number>(thread),
    [Symbol.asyncDispose]: async () => void (await thread.terminate()),
  };
}

interface Readers extends AsyncDisposable {
  count(): Promise<ReaderCount>;
}

/** @returns once each has seen the beginning of its answer */
async function startReaders({ url }: GatewayProcess, key: string, readers: number): Promise<Readers> {
  const told = { url, path: PARTS, key, readers, readBytes: READ_BYTES, everyMs: READ_EVERY_MS };
  const workerData: ReaderThreadOptions = { ...told, wholeBytes: LARGE_BYTES };
  const thread = new Worker(new URL("slow-reader-thread.ts", import.meta.url), { workerData });
  await once(thread, "message");
  return {
    count: () => ask<ReaderCount>(thread),
    [Symbol.asyncDispose]: async () => void (await thread.terminate()),
  };
}

async function ask<T>(thread: Worker): Promise<T> {
  const answered = once(thread, "message");
  thread.postMessage("ask");
  const [answer] = (await answered) as [T];
  return answer;
}

async function residentBytes({ adminUrl }: GatewayProcess): Promise<number> {
  const text = await (await fetch(`${adminUrl}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]);
}

const p99 = (calls: readonly LoadCall[]): number => {
  const times = calls.map(({ startedMs, endedMs }) => endedMs - startedMs).toSorted((a, b) => a - b);
  return times[Math.floor(times.length * 0.99)] ?? Number.NaN;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** For each reader the 256 KiB that a listener holds, as much again on the way from the ERP, and what V8 has not given back yet. */
const MOST_MIB_PER_READER = 2;

/**
 * What must hold; each line that does not is a fault.
 * @param mostQuotient how much the p99 may be of what it is alone; undefined: it is not looked at
 */
export function slowReaderFaults(
  figures: SlowReaderFigures,
  { readers }: SlowReaderOptions,
  mostQuotient: number | undefined,
): readonly string[] {
  const faults: string[] = [];
  const must = (holds: boolean, what: string): unknown => holds || faults.push(what);
  must(figures.calls > 0, "nobody called");
  must(figures.served === figures.calls, `${figures.calls - figures.served} calls were not served`);
  must(figures.readersServed === readers, `${figures.readersServed} of ${readers} readers were being answered`);
  must(figures.finished === 0, `${figures.finished} readers were not slow`);
  const grownMiB = figures.rssBesideMiB - figures.rssAloneMiB;
  must(grownMiB <= readers * MOST_MIB_PER_READER, `the gateway takes ${Math.round(grownMiB)} MiB more for its readers`);
  if (mostQuotient !== undefined)
    must(figures.p99Quotient <= mostQuotient, `the p99 beside readers is ${figures.p99Quotient} times that without`);
  return faults;
}
