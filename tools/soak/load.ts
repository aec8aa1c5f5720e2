import { Agent, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** One call of a load, as its caller saw it. Times are of `performance.now()`. */
export interface LoadCall {
  readonly startedMs: number;
  readonly endedMs: number;
  /** 0: it was not answered whole. */
  readonly status: number;
  /** Why it was not answered: the system's code. */
  readonly failure: string | undefined;
}

export interface LoadOptions {
  /** Where to call. Asked before each call, because a gateway that was started again is at another port. */
  readonly url: () => string;
  /** The consumer's key. */
  readonly key: string;
  readonly callers: number;
  /** Calls of all callers together in a second; undefined: each calls again as soon as it is answered. */
  readonly callsPerSecond?: number;
  readonly tell: (call: LoadCall) => void;
}

export interface Load extends AsyncDisposable {
  /** Lets the calls under way end, and makes no more. */
  stop(): Promise<void>;
}

/** After a call that was not answered: a gateway that is gone refuses faster than it could be started. */
const REST_MS = 20;

/** Callers that call, each on a connection of its own that is kept, until they are stopped. */
export function startLoad(options: LoadOptions): Load {
  const stopped = new AbortController();
  const agent = new Agent({ keepAlive: true, maxSockets: options.callers });
  const callers = Array.from({ length: options.callers }, (_, number) => {
    const paced = pacing(options, number);
    return runCaller(options, agent, paced, stopped.signal);
  });
  const stop = async (): Promise<void> => {
    stopped.abort();
    await Promise.all(callers);
    agent.destroy();
  };
  return { stop, [Symbol.asyncDispose]: stop };
}

/** @returns how long this caller waits before its next call */
function pacing({ callers, callsPerSecond }: LoadOptions, number: number): () => number {
  if (callsPerSecond === undefined) return () => 0;
  const everyMs = (1000 * callers) / callsPerSecond;
  // Spread over one interval; who is late goes on at once, so that the rate holds.
  let nextMs = performance.now() + (everyMs * number) / callers;
  return () => {
    const waitMs = nextMs - performance.now();
    nextMs = Math.max(nextMs + everyMs, performance.now() - everyMs);
    return waitMs;
  };
}

async function runCaller(
  { url, key, tell }: LoadOptions,
  agent: Agent,
  waitMs: () => number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const ms = waitMs();
    if (ms > 0) await pause(ms, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const call = await callOnce(url(), key, agent);
    tell(call);
    if (call.status === 0) await pause(REST_MS);
  }
}

/** Makes one call and reads its answer to the end. */
export function callOnce(url: string, key: string, agent?: Agent): Promise<LoadCall> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const done = (status: number, failure?: string): void =>
      resolve({ startedMs, endedMs: performance.now(), status, failure });
    const failed = (error: NodeJS.ErrnoException): void => done(0, error.code ?? error.name);
    const headers = { authorization: `Bearer ${key}` };
    const call = request(url, { headers, ...(agent === undefined ? {} : { agent }) }, (answer) => {
      answer.on("error", failed);
      answer.once("end", () => done(answer.statusCode ?? 0));
      answer.resume();
    });
    call.once("error", failed);
    call.end();
  });
}

/** Counts calls by how they ended. */
export class CallCount {
  readonly #byOutcome = new Map<string, number>();

  readonly add = ({ status, failure }: LoadCall): void => {
    const outcome = failure ?? String(status);
    this.#byOutcome.set(outcome, (this.#byOutcome.get(outcome) ?? 0) + 1);
  };

  /** @param wanted a status, or the beginning of one or of a code: `5` for all that are 500 or more */
  of(wanted: string): number {
    return [...this.#byOutcome].reduce((sum, [outcome, count]) => (outcome.startsWith(wanted) ? sum + count : sum), 0);
  }

  get all(): number {
    return this.of("");
  }

  toString(): string {
    return [...this.#byOutcome].map(([outcome, count]) => `${outcome}: ${count}`).join(", ");
  }
}
