import { openStore } from "../store/open-store.ts";
import type { Caller } from "./channel.ts";
import { type StoreCalls, storeCalls } from "./store-calls.ts";

/** A worker's way to the store: through the primary, and by itself once that is gone. */
export interface StoreWay extends AsyncDisposable {
  readonly call: Caller<StoreCalls>;
  /** The primary is gone: what only this process knows, audit rows and seats, is put in order at the store by itself. */
  goAlone(location: string): void;
}

/** @param ask asks the primary */
export function createStoreWay(ask: Caller<StoreCalls>): StoreWay {
  let own: ReturnType<typeof openStore> | undefined;
  async function askItself(name: keyof StoreCalls, args: readonly unknown[]): Promise<never> {
    // TypeScript does not see that name and arguments belong together.
    const calls = storeCalls(await (own ?? Promise.reject(new TypeError("not opened")))) as unknown;
    return (calls as Record<string, (...args: readonly unknown[]) => never>)[name]?.(...args) as never;
  }

  return {
    call: (name, ...args) => (own === undefined ? ask(name, ...args) : askItself(name, args)),
    goAlone(location) {
      own ??= openStore(location);
      own.catch(() => undefined);
    },
    [Symbol.asyncDispose]: async () => (await own?.catch(() => undefined))?.[Symbol.asyncDispose](),
  };
}
