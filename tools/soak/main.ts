/**
 * `npm run soak -- NAME [--OPTION N …]`: what takes minutes and is not part of `npm test`. Prints its figures; exits with 1 where
 * something does not hold.
 */
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { halfLoadFaults, soakHalfLoad } from "./half-load.ts";
import { killSoakFaults, soakKills } from "./kill.ts";
import { fuzz, fuzzFaults } from "./fuzz/fuzz.ts";
import { licenceSoakFaults, soakLicences } from "./licences.ts";
import { replicaSoakFaults, soakReplicas } from "./replicas.ts";
import { slowReaderFaults, soakSlowReaders } from "./slow-readers.ts";

/** Each takes what its default is given for, and returns what does not hold. */
const soaks: Readonly<
  Record<string, (option: (name: string, ifAbsent: number) => number) => Promise<readonly string[]>>
> = {
  /** 200 callers on 4 seats for two minutes, ten times as fast. */
  licences: async () => {
    const options = { callers: 200, seats: 4, forMs: 120_000, callMs: 200, factor: 10 };
    const figures = await soakLicences(options);
    console.table(figures);
    return licenceSoakFaults(figures, options);
  },
  /** Gateways, PostgreSQL and the ERP are killed under load, over each store. */
  kill: async (option) => {
    const faults: string[] = [];
    for (const engine of ["postgres", "sqlite"] as const) {
      const options = { engine, workers: option("workers", 2), callers: option("callers", 2) };
      const { blows, ...figures } = await soakKills({
        ...options,
        storeAwayMs: 8000,
        erpAwayMs: 8000,
        watchMs: 8000,
        tell: console.error,
      });
      console.log(engine);
      console.table(blows);
      console.table(figures);
      faults.push(...killSoakFaults({ ...figures, blows }, 5000).map((fault) => `${engine}: ${fault}`));
    }
    return faults;
  },
  /** Replicas over one PostgreSQL share tokens of two seconds. */
  replicas: async (option) => {
    const options = {
      replicas: option("replicas", 4),
      workers: option("workers", 2),
      tokenSeconds: 2,
      callers: option("callers", 4),
      callsPerSecond: 30,
      doubtMs: 50,
      forMs: option("seconds", 60) * 1000,
    };
    const { tokens, ...figures } = await soakReplicas(options);
    console.table(figures);
    console.table(tokens);
    return replicaSoakFaults({ ...figures, tokens });
  },
  /** 100,000 mutated requests; the same ones again with the seed that it prints. */
  fuzz: async (option) => {
    const seed = option("seed", randomInt(1_000_000));
    const count = option("count", 100_000);
    console.log(`seed ${seed}`);
    const onProgress = (sent: number): void => void process.stderr.write(`\r${sent} of ${count}`);
    const { violations, statuses, ...figures } = await fuzz({ count, seed, lanes: 8, onProgress });
    process.stderr.write("\n");
    console.table({ ...figures, violations: violations.length, crashes: figures.crashes.length });
    console.table(statuses);
    return fuzzFaults({ ...figures, violations, statuses });
  },
  /** Ten minutes at half of what a gateway can do. */
  "half-load": async (option) => {
    const forMs = option("seconds", 600) * 1000;
    const options = { callers: option("callers", 16), fullForMs: Math.min(10_000, forMs / 4), forMs };
    const figures = await soakHalfLoad({ ...options, tell: console.error });
    console.table(figures);
    return halfLoadFaults(figures);
  },
  /** Callers beside 100 that read slowly. */
  "slow-readers": async (option) => {
    const roundMs = option("seconds", 4) * 1000;
    const options = { readers: 100, callers: option("callers", 8), callsPerSecond: 400, rounds: 9, roundMs };
    const figures = await soakSlowReaders(options);
    console.table(figures);
    return slowReaderFaults(figures, options, 1.2);
  },
};

const OPTIONS = ["seconds", "workers", "replicas", "callers", "seed", "count"];
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(OPTIONS.map((name) => [name, { type: "string" as const }])),
});

function readOption(name: string, ifAbsent: number): number {
  const value = values[name];
  if (value === undefined) return ifAbsent;
  if (typeof value !== "string" || !/^\d{1,6}$/.test(value)) throw new TypeError(`--${name} must be a whole number`);
  return Number(value);
}

const name = positionals[0] ?? "";
const soak = Object.hasOwn(soaks, name) ? soaks[name] : undefined;
if (soak === undefined) {
  console.error(`npm run soak -- NAME; there are: ${Object.keys(soaks).join(", ")}`);
  process.exitCode = 2;
} else {
  const faults = await soak(readOption);
  for (const fault of faults) console.error(`does not hold: ${fault}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
