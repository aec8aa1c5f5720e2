/** The part of `process` that delivers signals. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
}

/**
 * npm hands the terminal's Ctrl-C on to a script that has had it from the terminal already, so one key press can arrive
 * twice; a second one counts as meant when a person can have pressed it.
 */
const ECHO_MS = 400;

/** Windows has no SIGTERM to catch but Ctrl-Break, and closing its console window arrives as SIGHUP. */
export function stopSignals(
  platform: NodeJS.Platform,
  options: { readonly hangUpStops: boolean },
): readonly NodeJS.Signals[] {
  const named: NodeJS.Signals[] = platform === "win32" ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM"];
  // Elsewhere SIGHUP reloads what has a configuration file (see reload-signal.ts): `nohup erpgate serve` has to survive the
  // end of its session.
  return options.hangUpStops || platform === "win32" ? [...named, "SIGHUP"] : named;
}

export interface StopWatch extends Disposable {
  /** Whether the first has come. */
  readonly isStopping: boolean;
  /** Resolves with the first signal. */
  readonly first: Promise<NodeJS.Signals>;
  /** Resolves with the second one that was meant: now, not after the drain. */
  readonly second: Promise<NodeJS.Signals>;
}

/** Waits for the user or the service manager to end this process. */
export function watchForStop(source: SignalSource, signals: readonly NodeJS.Signals[], now: () => number): StopWatch {
  const first = Promise.withResolvers<NodeJS.Signals>();
  const second = Promise.withResolvers<NodeJS.Signals>();
  let firstAtMs: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (firstAtMs === undefined) {
      firstAtMs = now();
      first.resolve(signal);
    } else if (now() - firstAtMs >= ECHO_MS) second.resolve(signal);
  };
  for (const signal of signals) source.on(signal, onSignal);
  return {
    get isStopping() {
      return firstAtMs !== undefined;
    },
    first: first.promise,
    second: second.promise,
    [Symbol.dispose]: () => {
      for (const signal of signals) source.off(signal, onSignal);
    },
  };
}
