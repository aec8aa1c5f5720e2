import type { EmulatorClock } from "../../clock.ts";
import type { TransactionSetResult } from "./run-set.ts";

/** How long one request keeps a place of the queue busy, by the emulator's clock. */
const RUN_MS = 2000;

/** A transaction that was handed in to be done later. */
export interface AsyncJob {
  readonly id: string;
  readonly submittedAtMs: number;
  readonly completedAtMs: number;
  /** What came of it; undefined until then. */
  result: TransactionSetResult | undefined;
}

/** Transactions that run later, so many at a time. */
export interface AsyncQueue {
  submit(id: string, run: () => TransactionSetResult): AsyncJob;
  find(id: string): AsyncJob | undefined;
  /** Runs whatever has come due, in the order in which it is done. Called before each request, so that nobody sees a result early or late. */
  settle(): void;
}

interface Queued {
  readonly job: AsyncJob;
  readonly run: () => TransactionSetResult;
}

export function createAsyncQueue(clock: EmulatorClock, concurrency: number): AsyncQueue {
  const jobs = new Map<string, AsyncJob>();
  let queued: readonly Queued[] = [];
  const startOf = (now: number): number => {
    const busyUntil = queued.map(({ job }) => job.completedAtMs).toSorted((a, b) => b - a);
    return Math.max(now, busyUntil[concurrency - 1] ?? 0);
  };
  return {
    submit: (id, run) => {
      const now = clock.now();
      const job: AsyncJob = { id, submittedAtMs: now, completedAtMs: startOf(now) + RUN_MS, result: undefined };
      jobs.set(id, job);
      queued = [...queued, { job, run }];
      return job;
    },
    find: (id) => jobs.get(id),
    settle: () => {
      if (queued.length === 0) return;
      const due = queued.filter(({ job }) => job.completedAtMs <= clock.now());
      queued = queued.filter((each) => !due.includes(each));
      for (const { job, run } of due) job.result = run();
    },
  };
}
