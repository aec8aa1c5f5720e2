import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KineticOptions } from "@erpgate/client";
import { type RunningEmulator, startEmulator } from "@erpgate/emulator";
import {
  accessCheckFor,
  addConsumer,
  checkGatewayConfig,
  openKeyring,
  openStore,
  type RunningGateway,
  startGateway,
} from "@erpgate/gateway";
import { seeded } from "../seeded-secrets.ts";
import { createScaledClock, type ScaledClock } from "./scaled-clock.ts";

/** How hard the pool is pressed. Times are of the clock that emulator and gateway share. */
export interface LicenceSoakOptions {
  readonly callers: number;
  readonly seats: number;
  readonly forMs: number;
  /** How long a call waits for a seat. @default as long as all of it takes */
  readonly waitMs?: number;
  /** How long the ERP works on each call. */
  readonly callMs: number;
  /** How many times as fast as the machine's the clock runs. */
  readonly factor: number;
}

/** What came of it. */
export interface LicenceSoakFigures {
  readonly served: number;
  /** Calls that were not served by their deadline. */
  readonly late: number;
  /** Any other answer. */
  readonly failed: number;
  /** Licences in use at once, the most that there were. */
  readonly peakSeats: number;
  /** Licences of every other type that were ever in use: a fifth session would have taken one. */
  readonly otherLicences: number;
  readonly penalties: number;
  readonly refusedByErp: number;
  /** Calls served, for the caller with the fewest and the one with the most. */
  readonly fewest: number;
  readonly most: number;
  readonly longestWaitMs: number;
  readonly logins: number;
  /** After the drain. */
  readonly sessionsLeft: number;
  readonly licencesLeft: number;
}

const CUSTOMERS = "/kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=1";

/** Many callers, each calling again as soon as it is answered, on a pool with a few Web Service licences. */
export async function soakLicences(options: LicenceSoakOptions): Promise<LicenceSoakFigures> {
  const clock = createScaledClock(options.factor);
  const erp = await startEmulator({
    runtime: clock,
    journalLimit: 1_000_000,
    kinetic: {
      user: { username: "svc", password: seeded("soak-password") },
      apiKey: seeded("soak-api-key"),
      licences: { WebService: options.seats },
      callMs: options.callMs,
    },
  });
  const folder = await mkdtemp(join(tmpdir(), "erpgate-soak-"));
  try {
    return await soakAt(erp, folder, clock, options);
  } finally {
    await erp.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function soakAt(
  erp: RunningEmulator,
  folder: string,
  clock: ScaledClock,
  options: LicenceSoakOptions,
): Promise<LicenceSoakFigures> {
  const { gateway, keys } = await startWith(erp, folder, clock, options);
  // Sockets first: a caller whose first one opens late would begin some rounds behind the others, which is not about seats.
  await Promise.all(keys.map(async () => (await fetch(`${gateway.url}/.well-known/jwks.json`)).arrayBuffer()));
  const untilMs = clock.now() + options.forMs;
  const callers = await Promise.all(keys.map((key) => callUntil(`${gateway.url}${CUSTOMERS}`, key, clock, untilMs)));
  await gateway.drain();
  const served = callers.map((caller) => caller.served);
  const sum = (of: (caller: CallerFigures) => number): number => callers.reduce((total, one) => total + of(one), 0);
  const { licences } = erp.kinetic;
  return {
    served: sum((caller) => caller.served),
    late: sum((caller) => caller.late),
    failed: sum((caller) => caller.failed),
    peakSeats: licences.pool("WebService").peak,
    otherLicences: licences.pools
      .filter(({ type }) => type !== "WebService")
      .reduce((most, { peak }) => most + peak, 0),
    penalties: licences.penalties,
    refusedByErp: licences.refusals,
    fewest: Math.min(...served),
    most: Math.max(...served),
    longestWaitMs: Math.round(Math.max(...callers.map((caller) => caller.longestMs))),
    logins: erp.journal.filter(({ path }) => path.endsWith("/Login")).length,
    sessionsLeft: erp.kinetic.sessions().length,
    licencesLeft: licences.pool("WebService").inUse,
  };
}

interface CallerFigures {
  readonly served: number;
  readonly late: number;
  readonly failed: number;
  readonly longestMs: number;
}

async function callUntil(url: string, key: string, clock: ScaledClock, untilMs: number): Promise<CallerFigures> {
  const counts = { served: 0, late: 0, failed: 0, longestMs: 0 };
  do {
    const beganMs = clock.now();
    const answer = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
    await answer.arrayBuffer();
    counts[answer.status === 200 ? "served" : answer.status === 503 ? "late" : "failed"] += 1;
    counts.longestMs = Math.max(counts.longestMs, clock.now() - beganMs);
  } while (clock.now() < untilMs);
  return counts;
}

async function startWith(
  erp: RunningEmulator,
  folder: string,
  clock: ScaledClock,
  { seats, callers, forMs, waitMs = forMs }: LicenceSoakOptions,
): Promise<{ readonly gateway: RunningGateway; readonly keys: readonly string[] }> {
  const { url, company, apiKey, user } = erp.kinetic;
  const auth = { kind: "basic", username: user.username, password: user.password } as const;
  const kinetic: KineticOptions = { system: "kinetic", url, company, apiKey, license: "WebService", auth };
  const admission = { kinetic: { seats: { count: seats, waitMs, sessions: true } } };
  const section = { listen: { port: 0 }, admin: { port: 0 }, store: join(folder, "erpgate.db"), admission };
  const config = checkGatewayConfig(section, (path, message) => {
    throw new Error(`${path.join(".")} ${message}`);
  });
  const keys: string[] = [];
  {
    await using store = await openStore(config.store);
    const keyring = await openKeyring(config.keyFile, store);
    const check = accessCheckFor({ kinetic });
    const access = { kinetic: { scope: "/EPIC06/Erp.BO.CustomerSvc" } };
    for (let count = 1; count <= callers; count++) {
      const { key } = await addConsumer(store, keyring, { name: `caller-${count}`, access }, check);
      keys.push(key.reveal());
    }
  }
  const gateway = await startGateway({ config, connections: { kinetic }, runtime: clock });
  return { gateway, keys };
}

/** What must hold; each line that does not is a fault. */
export function licenceSoakFaults(figures: LicenceSoakFigures, { seats }: LicenceSoakOptions): readonly string[] {
  const faults: string[] = [];
  const must = (holds: boolean, what: string): unknown => holds || faults.push(what);
  must(figures.peakSeats <= seats, `${figures.peakSeats} licences were in use at once, of ${seats}`);
  must(figures.otherLicences === 0, `${figures.otherLicences} licences of other types were taken`);
  must(figures.penalties === 0, `${figures.penalties} calls paid for a shared licence`);
  must(figures.refusedByErp === 0, `the ERP refused ${figures.refusedByErp} claims`);
  must(figures.late === 0, `${figures.late} calls were not served in time`);
  must(figures.failed === 0, `${figures.failed} calls failed`);
  must(
    figures.fewest >= 1 && figures.most - figures.fewest <= 2,
    `served between ${figures.fewest} and ${figures.most}`,
  );
  must(figures.logins <= seats, `${figures.logins} logins for ${seats} seats`);
  must(figures.sessionsLeft === 0, `${figures.sessionsLeft} sessions were left open`);
  must(figures.licencesLeft === 0, `${figures.licencesLeft} licences were still in use`);
  return faults;
}
