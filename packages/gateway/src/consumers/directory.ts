import type { Keyring } from "../keys/keyring.ts";
import type { Store } from "../store/store.ts";
import type { Consumer } from "./consumer.ts";
import { type ConsumerIndex, indexConsumers, type KeyMatch, noConsumers } from "./consumer-index.ts";

/** The live consumers in memory, for the data path: every look-up is synchronous. Follows the store by itself. */
export interface ConsumerDirectory extends AsyncDisposable {
  byName(name: string): Consumer | undefined;
  byKey(key: string, nowMs: number): Consumer | undefined;
  /** Like `byKey`, and says until when the key is good, for callers that remember the answer. */
  matchKey(key: string, nowMs: number): KeyMatch | undefined;
  bySubject(issuer: string, value: string): Consumer | undefined;
  /** Whether any live consumer is called from pages of this origin; at one connection, or at any. */
  isCalledFrom(origin: string, connection: string | undefined): boolean;
  /** Changes whenever a consumer was added, changed or revoked. */
  readonly generation: number;
  /** Tells of every such change once it is in force, until it is disposed. */
  onChange(tell: () => void): Disposable;
  /** Reads the store now; for a caller that has just changed it and wants the change in force before it answers. */
  reload(): Promise<void>;
}

/**
 * Reads the store and keeps following it.
 * @throws StoreError when the first reading fails; later ones that fail leave what is known in force
 */
export async function openDirectory(
  store: Pick<Store, "consumers" | "onChange">,
  keyring: Keyring,
): Promise<ConsumerDirectory> {
  let index: ConsumerIndex = noConsumers;
  let generation = 0;
  const told = new Set<() => void>();
  let reading: Promise<void> = Promise.resolve();

  async function read(): Promise<void> {
    const next = indexConsumers(await store.consumers(), index, keyring);
    if (next === index) return;
    index = next;
    generation += 1;
    for (const tell of told) tell();
  }

  /** Readings take turns: an older one must not overwrite a newer one. */
  function reload(): Promise<void> {
    reading = reading.catch(() => undefined).then(read);
    return reading;
  }

  // Watching begins before the first reading, so that no change falls between the two. A reading that fails leaves what
  // is known in force; the store reports itself through its own calls, and the next change or hint reads again.
  const watching = store.onChange(() => void reload().catch(() => undefined));
  try {
    await reload();
  } catch (error) {
    watching[Symbol.dispose]();
    throw error;
  }

  return {
    byName: (name) => index.byName(name),
    byKey: (key, nowMs) => index.matchKey(key, nowMs)?.consumer,
    matchKey: (key, nowMs) => index.matchKey(key, nowMs),
    bySubject: (issuer, value) => index.bySubject(issuer, value),
    isCalledFrom: (origin, connection) => index.isCalledFrom(origin, connection),
    get generation() {
      return generation;
    },
    onChange(tell) {
      told.add(tell);
      return { [Symbol.dispose]: () => void told.delete(tell) };
    },
    reload,
    async [Symbol.asyncDispose]() {
      watching[Symbol.dispose]();
      await reading.catch(() => undefined);
    },
  };
}
