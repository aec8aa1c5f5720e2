import type { Client } from "pg";

/**
 * How often the version is asked for in any case. Notifications are quicker, but a pooler in transaction mode accepts
 * LISTEN and delivers nothing, a broken connection tells nobody, and some engines have no LISTEN at all; this keeps the
 * promise of one second with all of them, for two small queries a second.
 */
const POLL_MS = 500;

/** Calls `hint` at every notification and at every poll. A lost connection is made anew at the next poll. */
export function listen(createClient: () => Client, hasNotify: boolean, hint: () => void): Disposable {
  let client: Client | undefined;
  let closed = false;

  function lose(lost: Client): void {
    if (client === lost) client = undefined;
    void lost.end().catch(() => undefined);
  }

  async function begin(): Promise<void> {
    const next = createClient();
    client = next;
    next.on("error", () => lose(next));
    next.on("end", () => lose(next));
    next.on("notification", hint);
    try {
      await next.connect();
      await next.query("LISTEN erpgate_change");
      if (closed) lose(next);
      else hint(); // whatever came before LISTEN was not heard
    } catch {
      lose(next);
    }
  }

  function poll(): void {
    if (hasNotify && client === undefined) void begin();
    hint();
  }

  const timer = setInterval(poll, POLL_MS);
  timer.unref();
  poll();
  return {
    [Symbol.dispose]() {
      closed = true;
      clearInterval(timer);
      if (client !== undefined) lose(client);
    },
  };
}
