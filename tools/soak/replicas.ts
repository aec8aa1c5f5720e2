import { setTimeout as pause } from "node:timers/promises";
import { type JournalEntry, type RunningEmulator, startEmulator } from "@erpgate/emulator";
import type { GatewayEvent, GatewayOptions } from "@erpgate/gateway";
import { startPostgres } from "../../packages/gateway/test/store/embedded-postgres.ts";
import { seeded } from "../seeded-secrets.ts";
import { makePlace, serve } from "./gateway-place.ts";
import { CallCount, startLoad } from "./load.ts";

export interface ReplicaSoakOptions {
  readonly replicas: number;
  /** Processes of each replica that serve. */
  readonly workers: number;
  readonly tokenSeconds: number;
  /** Of each replica and connection. */
  readonly callers: number;
  /** Of all of these together: enough that no token goes unused, and not so much that the machine is what is tried. */
  readonly callsPerSecond: number;
  readonly forMs: number;
  /**
   * So much sooner may a token be asked for: a gateway that found it in the store takes it to end a little earlier than the one that
   * asked for it, by the way to the store. One that is asked for twice is so at once.
   */
  readonly doubtMs: number;
}

/** What one connection's ERP saw, and what the gateways said about it. */
interface TokenFigures {
  readonly minted: number;
  /** Mints that a gateway said it had asked for. */
  readonly told: number;
  /** Token requests that were refused. */
  readonly tokensRefused: number;
  /** Asked for although the token before was neither due for renewal nor refused. */
  readonly early: number;
  /** From the renewal point of a token to the request for the next one: the least and the most. */
  readonly renewedAfterMs: string;
  /** Calls that carried a token past its end. */
  readonly expired: number;
  /** How long past it. */
  readonly expiredForMs: string;
  /** Calls whose token was refused for another reason. */
  readonly refused: number;
}

export interface ReplicaSoakFigures {
  readonly calls: number;
  readonly served: number;
  /** Answers of 500 and more. */
  readonly failed: number;
  /** Calls that were not answered. */
  readonly broken: number;
  readonly outcomes: string;
  readonly tokens: Readonly<Record<"prophet21" | "kinetic", TokenFigures>>;
}

const KINETIC = {
  name: "kinetic",
  path: "/kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=1",
  tokenPath: /TokenResource\.svc/i,
};
const P21 = { name: "p21", path: "/p21/odataservice/odata/table/supplier?$top=1", tokenPath: /security\/token/i };

/** Replicas over one PostgreSQL, whose tokens end all the time, and callers at each of them. */
export async function soakReplicas(options: ReplicaSoakOptions): Promise<ReplicaSoakFigures> {
  await using postgres = await startPostgres();
  await using erp = await startEmulator({
    journalLimit: 10_000_000,
    kinetic: {
      user: { username: "svc", password: seeded("soak-password") },
      apiKey: seeded("soak-api-key"),
      switches: { tokenLifetimeSeconds: options.tokenSeconds },
    },
    prophet21: {
      consumerKey: { key: seeded("soak-consumer-key"), scope: "/odata:supplier", tokenExpire: options.tokenSeconds },
    },
  });
  await using place = await makePlace(connectionsTo(erp), { store: await postgres.newPlace() });
  const key = await place.register("caller", { kinetic: "/EPIC06/Erp.BO.CustomerSvc", p21: "/odata:supplier" });
  await using stack = new AsyncDisposableStack();
  const gateways = await Promise.all(
    Array.from({ length: options.replicas }, () => serve(place, { workers: options.workers })),
  );
  for (const gateway of gateways) stack.use(gateway);
  const count = new CallCount();
  const pace = { callers: options.callers, callsPerSecond: options.callsPerSecond };
  const loads = gateways.flatMap(({ url }) =>
    [KINETIC, P21].map(({ path }) => stack.use(startLoad({ url: () => url + path, key, ...pace, tell: count.add }))),
  );
  await pause(options.forMs);
  await Promise.all(loads.map((load) => load.stop()));
  // Their last lines are there once they have ended.
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  const events = gateways.flatMap((gateway) => gateway.events);
  const journalOf = (system: JournalEntry["system"]): readonly JournalEntry[] =>
    erp.journal.filter((entry) => entry.system === system);
  return {
    calls: count.all,
    served: count.of("200"),
    failed: count.of("5"),
    broken: count.all - count.of("2") - count.of("3") - count.of("4") - count.of("5"),
    outcomes: count.toString(),
    tokens: {
      prophet21: tokenFigures(journalOf("prophet21"), events, P21, options),
      kinetic: tokenFigures(journalOf("kinetic"), events, KINETIC, options),
    },
  };
}

function connectionsTo({ kinetic, prophet21 }: RunningEmulator): GatewayOptions["connections"] {
  const { url, company, apiKey, user } = kinetic;
  const login = { username: user.username, password: user.password };
  return {
    kinetic: { system: "kinetic", url, company, apiKey, auth: { kind: "token-resource", ...login } },
    p21: {
      system: "prophet21",
      url: prophet21.url,
      auth: { kind: "consumer-key", key: prophet21.consumerKey.key },
    },
  };
}

interface Mint {
  readonly askedAtMs: number;
  /** Of the process that renews it first. */
  readonly renewalPointMs: number;
}

/** A token of whole seconds is counted on for one less, and due after four fifths of that. */
function mintsOf(events: readonly GatewayEvent[], connection: string, tokenSeconds: number): readonly Mint[] {
  const countedMs = (tokenSeconds - 1) * 1000;
  return events
    .filter(
      (event) => event.event === "token.obtained" && event["connection"] === connection && event["from"] === "issuer",
    )
    .map((event) => Number(event["expiresAtMs"]))
    .toSorted((a, b) => a - b)
    .map((endMs) => ({ askedAtMs: endMs - countedMs, renewalPointMs: endMs - countedMs / 5 }));
}

function tokenFigures(
  journal: readonly JournalEntry[],
  events: readonly GatewayEvent[],
  connection: { readonly name: string; readonly tokenPath: RegExp },
  { tokenSeconds, doubtMs }: ReplicaSoakOptions,
): TokenFigures {
  const requests = journal.filter(({ path }) => connection.tokenPath.test(path));
  const refusals = journal.filter(({ path, status }) => status === 401 && !connection.tokenPath.test(path));
  const expired = refusals.filter(({ rule }) => rule.endsWith(".expired"));
  const mints = mintsOf(events, connection.name, tokenSeconds);
  const wasRefused = (from: number, to: number): boolean => refusals.some(({ atMs }) => atMs >= from && atMs <= to);
  const waits = mints.slice(1).flatMap((mint, index) => {
    const before = mints[index] as Mint;
    return wasRefused(before.askedAtMs, mint.askedAtMs) ? [] : [mint.askedAtMs - before.renewalPointMs];
  });
  return {
    minted: requests.filter(({ status }) => status === 200).length,
    told: mints.length,
    tokensRefused: requests.filter(({ status }) => status !== 200).length,
    early: waits.filter((waitMs) => waitMs < -doubtMs).length,
    renewedAfterMs: range(waits),
    expired: expired.length,
    expiredForMs: range(expired.map(({ notes }) => Number(/ended (\d+) ms/.exec(notes.join())?.[1]))),
    refused: refusals.length - expired.length,
  };
}

const range = (values: readonly number[]): string =>
  values.length === 0 ? "" : `${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))}`;

/** What must hold; each line that does not is a fault. */
export function replicaSoakFaults(figures: ReplicaSoakFigures): readonly string[] {
  const faults: string[] = [];
  const must = (holds: boolean, what: string): unknown => holds || faults.push(what);
  must(figures.failed === 0, `${figures.failed} calls were answered with 500 or more`);
  must(figures.broken === 0, `${figures.broken} calls were not answered`);
  must(figures.served === figures.calls, `${figures.calls - figures.served} calls were not served`);
  for (const [system, tokens] of Object.entries(figures.tokens)) {
    must(tokens.minted > 1, `${system}: no token was renewed`);
    must(tokens.told === tokens.minted, `${system}: ${tokens.minted} tokens were minted, ${tokens.told} asked for`);
    must(tokens.early === 0, `${system}: ${tokens.early} tokens were asked for beside one that was good`);
    must(tokens.expired === 0, `${system}: ${tokens.expired} calls carried an expired token`);
    must(tokens.refused === 0, `${system}: ${tokens.refused} calls carried a token that was refused`);
    must(tokens.tokensRefused === 0, `${system}: ${tokens.tokensRefused} token requests were refused`);
  }
  return faults;
}
