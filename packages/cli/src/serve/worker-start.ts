import type { Io } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { jsonLog } from "./gateway-log.ts";
import { type SignalSource, stopSignals } from "./stop-signals.ts";
import { choosesSemiSpace, SEMI_SPACE_FLAG, thisProcess } from "./small-semi-space.ts";

/** Set for processes that `erpgate serve --workers` starts, and for nobody else. */
const MARK = "ERPGATE_WORKER";

/** Whether this process was started to serve by another erpgate. */
export function isWorker(io: Io): boolean {
  return io.env[MARK] === "1" && process.send !== undefined;
}

/** How workers are started: this very program, with V8's small young generation from the beginning. */
export function workerStart(): {
  readonly exec: string;
  readonly args: readonly string[];
  readonly execArgv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
} {
  const self = thisProcess();
  const [exec = "", ...args] = self.script;
  const execArgv = choosesSemiSpace(self) ? self.execArgv : [SEMI_SPACE_FLAG, ...self.execArgv];
  const arena = self.env["MALLOC_ARENA_MAX"] === undefined ? { MALLOC_ARENA_MAX: "1" } : {};
  return { exec, args, execArgv, env: { ...arena, [MARK]: "1" } };
}

/** Hears what would end this process, and does nothing: on Windows that is Ctrl-Break and the closing of the console window as well. */
export function leaveToTheFirst(source: Pick<SignalSource, "on">, platform: NodeJS.Platform): void {
  for (const signal of stopSignals(platform, { hangUpStops: true })) source.on(signal, () => undefined);
}

/** Serves until the process that started this one ends it. */
export async function runWorker(io: Io): Promise<ExitCode> {
  const { primaryPort, serveAsWorker } = await import("@erpgate/gateway");
  const port = primaryPort();
  if (port === undefined) return exitCode.couldNotRun;
  // A terminal and a service manager send their signals to every process; what they mean is decided by the first.
  leaveToTheFirst(process, io.platform);
  const gone = new Promise<void>((resolve) => port.onGone(resolve));
  const worker = serveAsWorker({ port, log: jsonLog(io) });
  await gone;
  await worker.abandon();
  process.exit(exitCode.couldNotRun);
}
