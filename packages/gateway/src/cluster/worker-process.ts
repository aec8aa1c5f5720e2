import cluster, { type Worker } from "node:cluster";
import type { Port } from "./channel.ts";

/** A process that serves, as its primary sees it. */
export interface WorkerProcess {
  readonly pid: number;
  readonly port: Port;
  /** Resolves with how it ended: `code 1`, `SIGKILL`. */
  readonly gone: Promise<string>;
  kill(): void;
}

export interface ForkOptions {
  /** The script that calls `serveAsWorker`, and its arguments. */
  readonly exec: string;
  readonly args: readonly string[];
  readonly execArgv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * @returns starts worker processes, which accept from one socket. Handing connections round from here would give most to whoever
 * answers first, and lose the one that is on its way to a worker that dies.
 */
export function createForker({ exec, args, execArgv, env }: ForkOptions): () => WorkerProcess {
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  cluster.setupPrimary({ exec, args: [...args], execArgv: [...execArgv], serialization: "advanced" });
  return () => processOf(cluster.fork(env));
}

function processOf(worker: Worker): WorkerProcess {
  const gone = new Promise<string>((resolve) => {
    worker.once("exit", (code, signal) => resolve(signal ?? `code ${code}`));
  });
  return {
    pid: worker.process.pid ?? 0,
    gone,
    kill: () => void worker.process.kill("SIGKILL"),
    port: {
      // Whether it arrives is told by the answer; a worker that has just died gives none.
      send: (message) => void (worker.isConnected() && worker.process.send(message as object, () => undefined)),
      onMessage: (listener) => void worker.process.on("message", listener),
      onGone: (listener) => void gone.then(listener),
    },
  };
}

/** Leads to the process that forked this one; undefined where none did. */
export function primaryPort(): Port | undefined {
  if (process.send === undefined) return undefined;
  // Or node:cluster ends this process in the moment in which the primary is gone, with all that only this one knows.
  if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true;
  return {
    send: (message) => void (process.connected && process.send?.(message, undefined, undefined, () => undefined)),
    onMessage: (listener) => void process.on("message", listener),
    onGone: (listener) => void process.once("disconnect", listener),
  };
}
