import type { SignalSource } from "./stop-signals.ts";

/** What happens on SIGHUP. */
export interface HangUp {
  readonly reload: () => Promise<unknown>;
  /** The terminal is gone: the process is not wanted any more. */
  readonly stop: () => void;
  /** How many of stdin, stdout and stderr are a terminal now. */
  readonly terminals: () => number;
}

/**
 * SIGHUP reads the configuration again, as servers do. A terminal that closes sends the same signal and has always ended
 * what ran in it; it is told by its being no terminal any more. Under nohup and a service manager there was none before.
 * Windows has no SIGHUP: closing the console window arrives under that name and stops (`erpgate reload` reloads there).
 */
export function watchForReload(source: SignalSource, platform: NodeJS.Platform, hangUp: HangUp): Disposable {
  if (platform === "win32") return { [Symbol.dispose]: () => undefined };
  const before = hangUp.terminals();
  const onSignal = (): void => {
    if (before > 0 && hangUp.terminals() === 0) hangUp.stop();
    // What came of it, good or bad, stands in the gateway's own log.
    else void hangUp.reload().catch(() => undefined);
  };
  source.on("SIGHUP", onSignal);
  return { [Symbol.dispose]: () => void source.off("SIGHUP", onSignal) };
}

/** Of this process. */
export function countTerminals(): number {
  const { isatty } = process.getBuiltinModule("node:tty");
  return [0, 1, 2].filter((descriptor) => isatty(descriptor)).length;
}
