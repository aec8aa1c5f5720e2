/** Lets one at a time have what there is one of. */
export interface Turns<T> {
  /**
   * Waits until `thing` is free.
   * @returns gives it back; undefined when the wait was too long or the signal ended it
   */
  take(thing: T, waitMs: number, signal: AbortSignal): Promise<(() => void) | undefined>;
}

/** @returns turns, first come, first served */
export function createTurns<T>(): Turns<T> {
  const lines = new Map<T, (() => void)[]>();

  function giveBack(thing: T): void {
    const line = lines.get(thing);
    const next = line?.shift();
    if (next !== undefined) next();
    else lines.delete(thing);
  }

  function once(thing: T): () => void {
    let given = false;
    return () => {
      if (!given) giveBack(thing);
      given = true;
    };
  }

  return {
    async take(thing, waitMs, signal) {
      const line = lines.get(thing);
      if (line === undefined) {
        lines.set(thing, []);
        return once(thing);
      }
      return (await waitInLine(line, waitMs, signal)) ? once(thing) : undefined;
    },
  };
}

/** @returns whether the turn came */
function waitInLine(line: (() => void)[], waitMs: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (came: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", leave);
      resolve(came);
    };
    const onTurn = (): void => settle(true);
    const leave = (): void => {
      const at = line.indexOf(onTurn);
      if (at >= 0) line.splice(at, 1);
      settle(false);
    };
    const timer = setTimeout(leave, waitMs);
    signal.addEventListener("abort", leave);
    line.push(onTurn);
    if (signal.aborted) leave();
  });
}
