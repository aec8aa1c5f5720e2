import { setTimeout as pause } from "node:timers/promises";
import type { Store } from "@erpgate/gateway";

/** Reads the audit trail while it is written, and remembers every batch that was seen committed. */
export interface CommittedBatches extends AsyncDisposable {
  /** Looks now, and answers with how many it has seen. */
  look(): Promise<number>;
  /** @returns those that were seen and are there no more, or are other ones */
  lost(): Promise<readonly string[]>;
}

const EVERY_MS = 100;

/** @param store opened for this alone; while it cannot be reached nothing is seen */
export function watchCommitted(store: Pick<Store, "auditBatches">): CommittedBatches {
  const seen = new Map<string, string>();
  const ends = new Map<string, number>();
  const stopping = new AbortController();

  // Chains are read each from where it was left, and new ones are found by going on behind the last.
  async function look(): Promise<number> {
    const writers = [...ends].toSorted(([one], [other]) => (one < other ? -1 : 1));
    let position = { writer: "", seq: 0 };
    for (const [writer, seq] of writers) {
      await take(position, writer);
      position = { writer, seq };
    }
    await take(position, undefined);
    return seen.size;
  }

  /** @param before where to stop; what is behind it was read before */
  async function take(
    from: { readonly writer: string; readonly seq: number },
    before: string | undefined,
  ): Promise<void> {
    for await (const { writer, seq, hash } of store.auditBatches(from)) {
      if (before !== undefined && writer >= before) return;
      seen.set(`${writer} ${seq}`, hash);
      ends.set(writer, Math.max(seq, ends.get(writer) ?? 0));
    }
  }

  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await look().catch(() => undefined);
      await pause(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const watching = watch();
  const stop = async (): Promise<void> => {
    stopping.abort();
    await watching;
  };
  return {
    look,
    async lost() {
      await stop();
      const there = new Map<string, string>();
      for await (const { writer, seq, hash } of store.auditBatches()) there.set(`${writer} ${seq}`, hash);
      return [...seen].filter(([batch, hash]) => there.get(batch) !== hash).map(([batch]) => batch);
    },
    [Symbol.asyncDispose]: stop,
  };
}
