import { createEmulator } from "@erpgate/emulator";
import type { Emulator, EmulatorOptions } from "@erpgate/emulator";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { connect } from "../../src/index.ts";
import type { LogEvent, Prophet21Connection, Prophet21Options } from "../../src/index.ts";

/** A client and an emulated Prophet 21 in one process, on one clock. */
export interface Emulated extends AsyncDisposable {
  readonly erp: Emulator;
  readonly p21: Prophet21Connection;
  /** Every request that left the client, oldest first. */
  readonly sent: readonly Request[];
  readonly logged: readonly LogEvent[];
  /** Requests whose path ends so, with this method. */
  readonly requests: (method: string, end: string) => readonly Request[];
}

/** What a test sets apart. */
export interface EmulatedOptions extends Partial<Pick<Prophet21Options, "auth" | "uiServers">> {
  readonly prophet21?: EmulatorOptions["prophet21"];
  /** Stands between client and emulator. */
  readonly between?: (request: Request, next: (request: Request) => Promise<Response>) => Promise<Response>;
}

export const key: string = seeded("p21-surface-key");
export const password: string = seeded("p21-surface-password");
const user = { username: "api_user", password };

/** The consumer key that acts as the main user: what most programs have. */
export const keyAuth: Prophet21Options["auth"] = { kind: "consumer-key", key, username: user.username };
export const userAuth: Prophet21Options["auth"] = { kind: "password", ...user };

/** Starts both. The sleeps of the client move the emulator's clock. */
export function emulated({ auth = keyAuth, uiServers, prophet21, between }: EmulatedOptions = {}): Emulated {
  const erp = createEmulator({ prophet21: { user, consumerKey: { key, scope: "/api" }, ...prophet21 } });
  const sent: Request[] = [];
  const logged: LogEvent[] = [];
  const next = (request: Request): Promise<Response> => erp.prophet21.fetch(request);
  const fetch = (request: Request): Promise<Response> => {
    sent.push(request.clone());
    return between ? between(request, next) : next(request);
  };
  const sleep = (ms: number): Promise<void> => {
    erp.clock.advance({ ms });
    return Promise.resolve();
  };
  const allowed = uiServers === undefined ? {} : { uiServers };
  const options = { system: "prophet21", url: erp.prophet21.url, auth, ...allowed } as const;
  const log = (event: LogEvent): void => void logged.push(event);
  const p21 = connect({ ...options, log }, { fetch, sleep, now: () => erp.clock.now(), random: () => 0 });
  const requests = (method: string, end: string): readonly Request[] =>
    sent.filter((one) => one.method === method && new URL(one.url).pathname.endsWith(end));
  return { erp, p21, sent, logged, requests, [Symbol.asyncDispose]: () => p21.close() };
}

/** The error's code, or what came instead. */
export async function codeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (value) => ({ value }),
    (error: unknown) => (error as { code?: unknown }).code ?? error,
  );
}
