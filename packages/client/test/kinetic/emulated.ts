import { createEmulator } from "@erpgate/emulator";
import type { Emulator, EmulatorOptions } from "@erpgate/emulator";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { connect } from "../../src/index.ts";
import type { KineticConnection, KineticOptions, LogEvent } from "../../src/index.ts";

/** A client and an emulated Kinetic in one process, on one clock. */
export interface Emulated extends AsyncDisposable {
  readonly erp: Emulator;
  readonly kinetic: KineticConnection;
  /** Every request that left the client, oldest first. */
  readonly sent: readonly Request[];
  readonly logged: readonly LogEvent[];
  /** Method, path below the API root and query of each request, as one text. */
  readonly lines: () => readonly string[];
}

type Carry = (request: Request) => Promise<Response>;

/** What a test sets apart. */
export interface EmulatedOptions {
  readonly connection?: Partial<KineticOptions>;
  readonly erp?: EmulatorOptions["kinetic"];
  /** Stands between client and emulator. */
  readonly between?: (request: Request, next: Carry) => Promise<Response>;
}

/** Starts both. The sleeps of the client move the emulator's clock. */
export function emulated({ connection = {}, erp: given = {}, between }: EmulatedOptions = {}): Emulated {
  const user = { username: "integration", password: seeded("kinetic-surface-password") };
  const apiKey = seeded("kinetic-surface-key");
  const erp = createEmulator({ kinetic: { user, apiKey, ...given } });
  const sent: Request[] = [];
  const logged: LogEvent[] = [];
  const next: Carry = (request) => erp.kinetic.fetch(request);
  const fetch: Carry = (request) => {
    sent.push(request.clone());
    return between ? between(request, next) : next(request);
  };
  const sleep = (ms: number): Promise<void> => {
    erp.clock.advance({ ms });
    return Promise.resolve();
  };
  const auth = { kind: "basic", ...user } as const;
  const { url, company } = erp.kinetic;
  const log = (event: LogEvent): void => void logged.push(event);
  const options: KineticOptions = { system: "kinetic", url, company, apiKey, auth, log, ...connection };
  const kinetic = connect(options, { fetch, sleep, now: () => erp.clock.now(), random: () => 0 });
  const lines = (): readonly string[] => sent.map((one) => `${one.method} ${below(one.url)}`);
  return { erp, kinetic, sent, logged, lines, [Symbol.asyncDispose]: () => kinetic.close() };
}

function below(url: string): string {
  return decodeURIComponent(url.replace(/^.*\/api\/(?:v1\/|v2\/odata\/EPIC06\/|v2\/)/, ""));
}

/** All that an iteration gives. */
export async function all<T>(rows: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

/** The error's code, or what came instead. */
export async function codeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (value) => ({ value }),
    (error: unknown) => (error as { code?: unknown }).code ?? error,
  );
}

/** A header's JSON. */
export function headerJson(request: Request | undefined, name: string): unknown {
  return JSON.parse(request?.headers.get(name) ?? "null");
}
