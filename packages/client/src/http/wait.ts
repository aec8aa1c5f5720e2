import { ErpgateError } from "../errors.ts";
import { MAX_TIMER_MS } from "../runtime.ts";

/**
 * Waits for something shared for as long as one caller is willing. Giving up takes nothing from the others: the promise
 * itself goes on. Without a limit the promise is handed back as it is.
 */
export function waitFor<T>(
  shared: Promise<T>,
  signal: AbortSignal | undefined,
  timeoutMs: number | undefined,
): Promise<T> {
  if (signal === undefined && timeoutMs === undefined) return shared;
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => settle(() => reject(aborted(signal)));
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => settle(() => reject(timeIsUp(timeoutMs))), Math.min(timeoutMs, MAX_TIMER_MS));
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      how();
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    shared.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
  });
}

/** The error of a call that its caller has given up. */
export function aborted(signal: AbortSignal | undefined): ErpgateError {
  if (ErpgateError.is(signal?.reason)) return signal.reason;
  return new ErpgateError("CALL_ABORTED", "the call was ended by its signal", { cause: signal?.reason });
}

function timeIsUp(timeoutMs: number): ErpgateError {
  return new ErpgateError("CALL_TIMEOUT", `what was waited for had not come after ${timeoutMs} ms`);
}
