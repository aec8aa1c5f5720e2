import { setTimeout as pause } from "node:timers/promises";

/** A consumer that somebody was told is there, and how it stands. */
export interface AcknowledgedConsumer {
  readonly name: string;
  revoked: boolean;
}

export interface Administrator extends AsyncDisposable {
  /** What was answered to be done. */
  readonly acknowledged: readonly AcknowledgedConsumer[];
  /** Changes that were refused or not answered. */
  readonly refused: number;
  stop(): Promise<void>;
}

const BETWEEN_MS = 50;

/**
 * Adds consumers at one administration after the other, and revokes every third again, until it is stopped. Counts on nothing that was
 * not answered.
 * @param at the administrations of the moment
 */
export function startAdministrator(at: () => readonly string[], token: string): Administrator {
  const acknowledged: AcknowledgedConsumer[] = [];
  const stopping = new AbortController();
  let refused = 0;

  const ask = async (url: string, method: string, body?: object): Promise<boolean> => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    try {
      const answer = await fetch(url, { method, headers, ...sent, signal: AbortSignal.timeout(10_000) });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  };

  const work = async (): Promise<void> => {
    for (let count = 1; !stopping.signal.aborted; count++) {
      const urls = at();
      const consumers = `${urls[count % urls.length]}/consumers`;
      const name = `soak-${count}`;
      if (await ask(consumers, "POST", { name, access: { p21: { scope: "/odata:supplier" } } })) {
        const consumer = { name, revoked: false };
        acknowledged.push(consumer);
        // An answer that does not come says nothing about what was done: such a one is not looked at afterwards.
        if (count % 3 === 0) {
          if (await ask(`${consumers}/${name}`, "DELETE")) consumer.revoked = true;
          else acknowledged.pop();
        }
      } else refused += 1;
      await pause(BETWEEN_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const working = work();
  const stop = async (): Promise<void> => {
    stopping.abort();
    await working;
  };
  return {
    acknowledged,
    get refused() {
      return refused;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
