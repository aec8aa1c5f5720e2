import type { Store } from "../store/store.ts";
import { StoreError } from "../store/store-error.ts";
import { type ActRuntime, withSystem } from "../store/store-runtime.ts";
import { administrationEntry } from "./administration-entry.ts";
import type { ConsumerKeyRecord, ConsumerRecord } from "./consumer.ts";
import { liveConsumer } from "./live-consumer.ts";

/**
 * Ends one key of a consumer, and the tokens that were issued for it; the consumer and its other keys stay.
 * @param which the key's id, or its first characters as lists show them
 * @throws StoreError `CONSUMER_UNKNOWN`, `CONSUMER_INVALID` when no key or more than one is meant, `CONSUMER_CONFLICT`
 */
export async function revokeKey(
  store: Pick<Store, "consumers" | "putConsumer">,
  name: string,
  which: string,
  runtime: Partial<ActRuntime> = {},
): Promise<ConsumerRecord> {
  const { now, randomBytes } = withSystem(runtime);
  const record = await liveConsumer(store, name);
  const { id } = keyOf(record, which);
  const nowMs = now();
  const keys = record.keys.map((key) => (key.id === id ? { ...key, revokedAtMs: nowMs } : key));
  const requestId = Buffer.from(randomBytes(12)).toString("base64url");
  return store.putConsumer(
    { ...record, keys },
    administrationEntry("consumer.revoke-key", name, nowMs, requestId, runtime.operator),
  );
}

function keyOf({ name, keys }: ConsumerRecord, which: string): ConsumerKeyRecord {
  const live = keys.filter(({ revokedAtMs }) => revokedAtMs === undefined);
  const start = which.replace(/\u2026$/, "");
  const meant = live.filter(({ id, prefix }) => id === which || (start !== "" && prefix.startsWith(start)));
  const [key] = meant;
  if (key !== undefined && meant.length === 1) return key;
  const known = live.map(({ id, prefix }) => `${prefix} (${id})`).join(", ");
  const found = meant.length === 0 ? "No key" : "More than one key";
  // What was typed is not repeated: it may be a whole key.
  throw new StoreError(
    "CONSUMER_INVALID",
    `${found} of ${JSON.stringify(name)} is meant by that. ${known === "" ? "It has none." : `It has: ${known}.`}`,
  );
}
