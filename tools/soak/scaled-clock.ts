/** A clock that runs faster than the machine's, for those who are to agree about the time. */
export interface ScaledClock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** @param factor how many times as fast */
export function createScaledClock(factor: number): ScaledClock {
  const beganMs = Date.now();
  const began = performance.now();
  return {
    now: () => Math.floor(beganMs + (performance.now() - began) * factor),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms / factor);
        signal?.addEventListener("abort", () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        });
      }),
  };
}
