/**
 * What has been opened, to be closed in reverse. The language has `AsyncDisposableStack` for this; Node 22 has not.
 */
export interface ClosingList {
  defer(close: () => Promise<unknown>): void;
  /** Closes it with the rest. @returns the resource itself */
  use<T extends AsyncDisposable>(resource: T): T;
  /** Closes all, also when one of them fails; then the first failure is thrown. A second call does nothing. */
  closeAll(): Promise<void>;
}

/** @returns an empty list */
export function createClosingList(): ClosingList {
  const closings: (() => Promise<unknown>)[] = [];
  return {
    defer: (close) => void closings.push(close),
    use(resource) {
      closings.push(async () => resource[Symbol.asyncDispose]());
      return resource;
    },
    async closeAll() {
      const failures: unknown[] = [];
      for (let close = closings.pop(); close !== undefined; close = closings.pop()) {
        await close().catch((failure: unknown) => failures.push(failure));
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
