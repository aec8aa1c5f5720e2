import type { Store } from "../store/store.ts";
import { type ActRuntime, withSystem } from "../store/store-runtime.ts";
import { administrationEntry } from "./administration-entry.ts";
import type { ConsumerRecord } from "./consumer.ts";
import { liveConsumer } from "./live-consumer.ts";

/**
 * Ends a consumer: its keys, its subjects and what was issued to it are refused from now on. Its record stays, for the
 * audit trail; its name is free again.
 * @throws StoreError `CONSUMER_UNKNOWN` when no live consumer has that name, `CONSUMER_CONFLICT`
 */
export async function revokeConsumer(
  store: Pick<Store, "consumers" | "putConsumer">,
  name: string,
  runtime: Partial<ActRuntime> = {},
): Promise<ConsumerRecord> {
  const { now, randomBytes } = withSystem(runtime);
  const record = await liveConsumer(store, name);
  const nowMs = now();
  const requestId = Buffer.from(randomBytes(12)).toString("base64url");
  const entry = administrationEntry("consumer.revoke", name, nowMs, requestId, runtime.operator);
  return store.putConsumer({ ...record, revokedAtMs: nowMs }, entry);
}
