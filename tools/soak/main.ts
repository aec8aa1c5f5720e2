/**
 * `npm run soak -- NAME [--OPTION N …]`: what takes minutes and is not part of `npm test`. Prints its figures; exits with 1 where
 * something does not hold, and with 2 where the words say nothing that there is.
 */
import { randomInt } from "node:crypto";
import { halfLoadFaults, soakHalfLoad } from "./half-load.ts";
import { killSoakFaults, soakKills } from "./kill.ts";
import { fuzz, fuzzFaults } from "./fuzz/fuzz.ts";
import { licenceSoakFaults, soakLicences } from "./licences.ts";
import { replicaSoakFaults, soakReplicas } from "./replicas.ts";
import { slowReaderFaults, soakSlowReaders } from "./slow-readers.ts";
import { readSoakWords, type SoakDescription, soakHelp } from "./soak-words.ts";

interface Soak extends SoakDescription {
  /** @returns what does not hold */
  readonly run: (option: (name: string) => number) => Promise<readonly string[]>;
}

const soaks: Readonly<Record<string, Soak>> = {
  licences: {
    what: "200 callers on 4 seats for two minutes, ten times as fast",
    options: {},
    run: async () => {
      const options = { callers: 200, seats: 4, forMs: 120_000, callMs: 200, factor: 10 };
      const figures = await soakLicences(options);
      console.table(figures);
      return licenceSoakFaults(figures, options);
    },
  },
  kill: {
    what: "kill -9 of gateways, PostgreSQL and the ERP under load, over each store",
    options: { workers: 2, callers: 2 },
    run: async (option) => {
      const faults: string[] = [];
      for (const engine of ["postgres", "sqlite"] as const) {
        const options = { engine, workers: option("workers"), callers: option("callers") };
        const { blows, ...figures } = await soakKills({
          ...options,
          callsPerSecond: 40,
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
  },
  replicas: {
    what: "replicas over one PostgreSQL share tokens of two seconds",
    options: { replicas: 4, workers: 2, callers: 4, seconds: 60 },
    run: async (option) => {
      const options = {
        replicas: option("replicas"),
        workers: option("workers"),
        tokenSeconds: 2,
        callers: option("callers"),
        callsPerSecond: 30,
        doubtMs: 50,
        forMs: option("seconds") * 1000,
      };
      const { tokens, ...figures } = await soakReplicas(options);
      console.table(figures);
      console.table(tokens);
      return replicaSoakFaults({ ...figures, tokens });
    },
  },
  fuzz: {
    what: "mutated requests; the same ones again with the seed that it prints",
    options: { seed: "random", count: 100_000 },
    run: async (option) => {
      const seed = option("seed");
      const count = option("count");
      console.log(`seed ${seed}`);
      const onProgress = (sent: number): void => void process.stderr.write(`\r${sent} of ${count}`);
      const { violations, statuses, ...figures } = await fuzz({ count, seed, lanes: 8, onProgress });
      process.stderr.write("\n");
      console.table({ ...figures, violations: violations.length, crashes: figures.crashes.length });
      console.table(statuses);
      return fuzzFaults({ ...figures, violations, statuses });
    },
  },
  "half-load": {
    what: "so many seconds at half of what a gateway can do",
    options: { seconds: 600, callers: 16 },
    run: async (option) => {
      const forMs = option("seconds") * 1000;
      const options = { callers: option("callers"), fullForMs: Math.min(10_000, forMs / 4), forMs };
      const figures = await soakHalfLoad({ ...options, tell: console.error });
      console.table(figures);
      return halfLoadFaults(figures);
    },
  },
  "slow-readers": {
    what: "callers beside 100 that read slowly, in nine rounds of so many seconds",
    options: { seconds: 4, callers: 8 },
    run: async (option) => {
      const roundMs = option("seconds") * 1000;
      const options = { readers: 100, callers: option("callers"), callsPerSecond: 400, rounds: 9, roundMs };
      const figures = await soakSlowReaders(options);
      console.table(figures);
      return slowReaderFaults(figures, options, 1.2);
    },
  },
};

const said = readSoakWords(process.argv.slice(2), soaks, () => randomInt(1_000_000));
switch (said.kind) {
  case "help":
    process.stdout.write(soakHelp(soaks));
    break;
  case "faults":
    for (const fault of said.faults) console.error(fault);
    console.error("npm run soak -- --help says what there is.");
    process.exitCode = 2;
    break;
  case "run": {
    const faults = await said.soak.run(said.option);
    for (const fault of faults) console.error(`does not hold: ${fault}`);
    process.exitCode = faults.length === 0 ? 0 : 1;
  }
}
