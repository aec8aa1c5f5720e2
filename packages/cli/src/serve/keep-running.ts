import type { Io } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { printJson } from "../output/json.ts";
import { countTerminals, watchForReload } from "./reload-signal.ts";
import type { Service } from "./service.ts";
import { stopSignals, watchForStop } from "./stop-signals.ts";
import { watchConfig } from "./watch-config.ts";
import { writeReadyFile } from "./ready-file.ts";

export interface RunningOptions {
  readonly json: boolean;
  readonly readyFile: string | undefined;
  /** Closing the terminal ends it, too: for what must leave nothing behind. */
  readonly hangUpStops: boolean;
  /** A configuration file that changes is read again. */
  readonly watch: boolean;
}

/** Starts a service, says that it is ready, and keeps it until the user ends it: once to drain, twice to end at once. */
export async function keepRunning(start: () => Promise<Service>, options: RunningOptions, io: Io): Promise<ExitCode> {
  // Watched from before the start, so that an early Ctrl-C cleans up as well.
  using watch = watchForStop(process, stopSignals(io.platform, options), io.now);
  void watch.second.then(() => process.exit(exitCode.unknown));
  // So is SIGHUP, which ends a process that does not listen for it; what it asks for is done once there is something to reload.
  const started = Promise.withResolvers<Service>();
  const reload = async (): Promise<unknown> => (await started.promise).reload?.();
  using _hangUp = options.hangUpStops ? undefined : reloadsOnHangUp(reload, io);
  await using service = await start();
  started.resolve(service);
  using _file = options.readyFile === undefined ? undefined : writeReadyFile(options.readyFile, service.document);
  using _changes = options.watch ? reloadsOnChange(service) : undefined;
  if (options.json) printJson(io.stdout, service.document);
  else io.stdout.write(service.screen(io.stdout));
  await watch.first;
  io.stderr.write("\nStopping: no new calls, those in flight are finished (Ctrl-C again ends at once).\n");
  await service.drain();
  return exitCode.ok;
}

/** What came of it, good or bad, stands in the gateway's own log. */
function reloadsOnChange({ file, reload }: Service): Disposable | undefined {
  if (file === undefined || reload === undefined) return undefined;
  return watchConfig(file, () => void reload().catch(() => undefined));
}

function reloadsOnHangUp(reload: () => Promise<unknown>, io: Io): Disposable {
  const stop = (): void => void process.kill(process.pid, "SIGTERM");
  return watchForReload(process, io.platform, { reload, stop, terminals: countTerminals });
}
