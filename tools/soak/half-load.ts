import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startEmulator } from "@erpgate/emulator";
import { seeded } from "../seeded-secrets.ts";
import { makePlace, serve } from "./gateway-place.ts";
import { CallCount, startLoad } from "./load.ts";
import { CUSTOMERS, plainConnection, startPlainErp } from "./plain-erp.ts";
import { regress } from "./regress.ts";

export interface HalfLoadOptions {
  readonly callers: number;
  /** How long the full load is measured. */
  readonly fullForMs: number;
  readonly forMs: number;
  readonly tell: (line: string) => void;
}

export interface HalfLoadFigures {
  /** Calls answered in a second when all callers call again at once. */
  readonly fullPerSecond: number;
  readonly calls: number;
  readonly served: number;
  readonly outcomes: string;
  readonly samples: number;
  readonly heapMiB: number;
  /** Of the heap after garbage collection, over the time that was watched, by regression. */
  readonly heapGrowthMiB: number;
  /** Twice its standard error: the growth is within so much of that, 19 times of 20. */
  readonly heapGrowthDoubtMiB: number;
  readonly heapGrowthBytesPerCall: number;
  readonly rssMiB: number;
  /** Files and sockets, at the beginning and at the end; undefined where the system does not tell. */
  readonly descriptors: string | undefined;
  readonly descriptorGrowth: number;
}

const PROBE = fileURLToPath(new URL("heap-probe.ts", import.meta.url));
const MIB = 1024 * 1024;
/** Caches fill and code is compiled in the first part of the time. */
const WARM_SHARE = 0.2;

/** A gateway at half of what it can do, with tokens that end every few seconds beside it. */
export async function soakHalfLoad(options: HalfLoadOptions): Promise<HalfLoadFigures> {
  await using erp = await startPlainErp();
  const key = seeded("soak-consumer-key");
  await using p21 = await startEmulator({
    journalLimit: 100,
    prophet21: { consumerKey: { key, scope: "/odata:supplier", tokenExpire: 5 } },
  });
  await using place = await makePlace({
    kinetic: plainConnection(erp),
    p21: { system: "prophet21", url: p21.prophet21.url, auth: { kind: "consumer-key", key } },
  });
  const caller = await place.register("caller", { kinetic: "/EPIC06/Erp.BO.CustomerSvc", p21: "/odata:supplier" });
  const probeFile = join(place.folder, "probe");
  const nodeArguments = ["--expose-gc", "--import", PROBE];
  await using gateway = await serve(place, { nodeArguments, env: { ERPGATE_SOAK_PROBE: probeFile } });
  const { callers, fullForMs, forMs, tell } = options;

  const full = new CallCount();
  const load = { url: () => gateway.url + CUSTOMERS, key: caller, callers };
  const fullLoad = startLoad({ ...load, tell: full.add });
  await pause(fullForMs);
  await fullLoad.stop();
  const fullPerSecond = Math.round((full.of("200") * 1000) / fullForMs);
  tell(`full load: ${fullPerSecond} calls a second; half of it for ${Math.round(forMs / 1000)} s`);

  const count = new CallCount();
  const before = (await samplesOf(probeFile)).length;
  await using half = startLoad({ ...load, callsPerSecond: fullPerSecond / 2, tell: count.add });
  const url = (): string => `${gateway.url}/p21/odataservice/odata/table/supplier?$top=1`;
  await using beside = startLoad({ ...load, url, callers: 2, callsPerSecond: 20, tell: count.add });
  for (let leftMs = forMs; leftMs > 0; leftMs -= 60_000) {
    await pause(Math.min(60_000, leftMs));
    tell(`${count.all} calls, ${count.of("200")} served`);
  }
  await Promise.all([half.stop(), beside.stop()]);
  const samples = (await samplesOf(probeFile)).slice(before);
  return figuresOf(samples, count, fullPerSecond);
}

interface Sample {
  readonly atMs: number;
  readonly heapUsed: number;
  readonly rss: number;
  readonly descriptors?: number;
}

async function samplesOf(file: string): Promise<readonly Sample[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Sample);
}

function figuresOf(all: readonly Sample[], count: CallCount, fullPerSecond: number): HalfLoadFigures {
  const samples = all.slice(Math.floor(all.length * WARM_SHARE));
  const [first, last] = [samples[0], samples.at(-1)];
  const watchedMs = (last?.atMs ?? 0) - (first?.atMs ?? 0);
  const { slope, standardError } = regress(samples.map(({ atMs, heapUsed }) => [atMs, heapUsed]));
  const growth = slope * watchedMs;
  const lastly = samples.slice(-10);
  const mean = (of: (sample: Sample) => number, some: readonly Sample[]): number =>
    some.reduce((sum, sample) => sum + of(sample), 0) / Math.max(1, some.length);
  const descriptors = (some: readonly Sample[]): number => Math.round(mean((sample) => sample.descriptors ?? 0, some));
  const [began, ended] = [descriptors(samples.slice(0, 10)), descriptors(lastly)];
  const rounded = (value: number): number => Math.round(value * 100) / 100;
  return {
    fullPerSecond,
    calls: count.all,
    served: count.of("200"),
    outcomes: count.toString(),
    samples: samples.length,
    heapMiB: rounded(mean(({ heapUsed }) => heapUsed, lastly) / MIB),
    heapGrowthMiB: rounded(growth / MIB),
    heapGrowthDoubtMiB: rounded((2 * standardError * watchedMs) / MIB),
    heapGrowthBytesPerCall: rounded(growth / Math.max(1, count.all * (1 - WARM_SHARE))),
    rssMiB: rounded(mean(({ rss }) => rss, lastly) / MIB),
    descriptors: first?.descriptors === undefined ? undefined : `${began}, ${ended}`,
    descriptorGrowth: ended - began,
  };
}

/**
 * An object that is kept for each call takes 16 bytes at least, and at 500 calls a second over ten minutes that makes 5 MiB. Two MiB are
 * left to what fills up by and by and is bounded.
 */
const MOST_GROWTH_MIB = 2;
/** Sockets come and go; one that is lost every minute would show. */
const MOST_DESCRIPTORS = 5;

/** What must hold; each line that does not is a fault. */
export function halfLoadFaults(figures: HalfLoadFigures): readonly string[] {
  const faults: string[] = [];
  const must = (holds: boolean, what: string): unknown => holds || faults.push(what);
  must(figures.calls > 0, "nobody called");
  must(figures.served === figures.calls, `not all calls were served: ${figures.outcomes}`);
  must(figures.samples >= 2, "the heap was not looked at");
  const certain = figures.heapGrowthMiB - figures.heapGrowthDoubtMiB;
  must(certain <= MOST_GROWTH_MIB, `the heap grew by ${figures.heapGrowthMiB} MiB`);
  must(figures.descriptorGrowth <= MOST_DESCRIPTORS, `${figures.descriptorGrowth} more files or sockets are open`);
  return faults;
}
