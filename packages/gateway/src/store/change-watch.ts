import type { Driver } from "./driver.ts";

/** Tells listeners that the store's version has moved, whoever moved it. */
export interface ChangeWatch extends Disposable {
  add(listener: () => void): Disposable;
  /** Looks now: after a change of our own, or at a hint of the driver's. */
  check(): void;
}

/**
 * The driver only hints that something was committed, and most commits are audit batches; so the version is read and
 * compared. Nothing is watched until somebody listens: a one-off command needs no timer and no second connection.
 */
export function createChangeWatch(driver: Driver, readVersion: () => Promise<number>): ChangeWatch {
  const listeners = new Set<() => void>();
  let watching: Disposable | undefined;
  let seen: number | undefined;
  let looking = false;
  let again = false;

  async function look(): Promise<void> {
    // A store that cannot be reached is reported by the calls that need it; here it is asked again at the next hint.
    const version = await readVersion().catch(() => seen);
    if (version === seen) return;
    seen = version;
    for (const listener of listeners) listener();
  }

  function check(): void {
    if (watching === undefined) return;
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    void look().finally(() => {
      looking = false;
      if (again) check();
      again = false;
    });
  }

  function stop(): void {
    watching?.[Symbol.dispose]();
    watching = undefined;
    seen = undefined;
  }

  return {
    add(listener) {
      const entry = (): void => listener();
      listeners.add(entry);
      watching ??= driver.watch(check);
      // Whatever changed before the listener was added would otherwise go unnoticed: the first look always reports.
      seen = undefined;
      check();
      return {
        [Symbol.dispose]: () => {
          listeners.delete(entry);
          if (listeners.size === 0) stop();
        },
      };
    },
    check,
    [Symbol.dispose]: () => {
      listeners.clear();
      stop();
    },
  };
}
