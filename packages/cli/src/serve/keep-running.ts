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
  /** The configuration file that is read again when it changes; undefined: none is. */
  readonly watch: string | undefined;
}

/** Starts a service, says that it is ready, and keeps it until the user ends it: once to drain, twice to end at once. */
export async function keepRunning(start: () => Promise<Service>, options: RunningOptions, io: Io): Promise<ExitCode> {
  // Watched from before the start, so that an early Ctrl-C cleans up as well.
  using watch = watchForStop(process, stopSignals(io.platform, options), io.now);
  void watch.second.then(() => process.exit(exitCode.unknown));
  // So is SIGHUP, which ends a process that does not listen for it; what it asks for is done once there is something to reload.
  // And so is the file: what is written into it after it was read must not stay unseen.
  const started = Promise.withResolvers<Service>();
  const reloadBy = (by: "signal" | "file") => async (): Promise<unknown> => (await started.promise).reload?.({ by });
  using _hangUp = options.hangUpStops ? undefined : reloadsOnHangUp(reloadBy("signal"), io);
  using _changes = options.watch === undefined ? undefined : reloadsOnChange(options.watch, reloadBy("file"));
  await using service = await start().catch((error: unknown) => {
    // A terminal sends Ctrl-C to every process; a worker that has not come to listen for it yet is gone, which is no fault.
    if (watch.isStopping) return undefined;
    throw error;
  });
  if (service === undefined) {
    io.stderr.write("Stopped before it was ready.\n");
    return exitCode.ok;
  }
  started.resolve(service);
  using _file = options.readyFile === undefined ? undefined : writeReadyFile(options.readyFile, service.document);
  if (options.json) printJson(io.stdout, service.document);
  else io.stdout.write(service.screen(io.stdout));
  await watch.first;
  io.stderr.write("\nStopping: no new calls, those in flight are finished (Ctrl-C again ends at once).\n");
  await service.drain();
  return exitCode.ok;
}

/** What came of it, good or bad, stands in the gateway's own log. */
function reloadsOnChange(file: string, reload: () => Promise<unknown>): Disposable {
  return watchConfig(file, () => void reload().catch(() => undefined));
}

function reloadsOnHangUp(reload: () => Promise<unknown>, io: Io): Disposable {
  const stop = (): void => void process.kill(process.pid, "SIGTERM");
  return watchForReload(process, io.platform, { reload, stop, terminals: countTerminals });
}
