/**
 * What the client needs of the world around it. Every member has a default; a test or an in-process server replaces some.
 */
export interface Runtime {
  /**
   * Carries a request and answers it, following no redirect. Absent by default: then the client speaks HTTP itself,
   * through Node's own http and https. Present (an in-process emulator, a test): used for every request.
   */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** The time in epoch milliseconds. @default Date.now */
  readonly now: () => number;
  /** A number in [0, 1), for jitter only; nothing secret hangs on it. @default Math.random */
  readonly random: () => number;
  /** Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are looked up. @default process.env */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Waits, or rejects with the signal's reason as soon as it is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** The longest time that a timer of Node can take; a longer one fires after 1 ms (measured on Node 20, 22 and 24). */
export const MAX_TIMER_MS = 2_147_483_647;

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      },
      Math.min(ms, MAX_TIMER_MS),
    );
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** Fills in what the caller left out. The clock is asked by name at each call, so that a replaced `Date` is honoured. */
export function systemRuntime(given: Partial<Runtime> = {}): Runtime {
  return {
    ...(given.fetch ? { fetch: given.fetch } : {}),
    now: given.now ?? (() => Date.now()),
    env: given.env ?? process.env,
    random: given.random ?? (() => Math.random()),
    sleep: given.sleep ?? sleep,
  };
}
