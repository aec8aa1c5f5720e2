import { StoreError } from "../store/store-error.ts";
import { type ActRuntime, withSystem } from "../store/store-runtime.ts";
import type { Keyring } from "../keys/keyring.ts";
import type { Store } from "../store/store.ts";
import { type AddedConsumer, makeKey } from "./add-consumer.ts";
import { administrationEntry } from "./administration-entry.ts";
import type { ConsumerKeyRecord } from "./consumer.ts";
import { liveConsumer } from "./live-consumer.ts";

export interface KeyRotation {
  /** How long the keys that there are stay good, in milliseconds; one that ends sooner ends when it did. */
  readonly overlapMs: number;
  /** When the new key ends, epoch milliseconds; without it the key does not expire. */
  readonly expiresAtMs?: number;
}

/**
 * Gives a consumer a further key. Those it has end after the overlap, and with each of them the tokens that were issued
 * for it, so that a program can be moved over without an outage and nothing of the old key lives on.
 * @throws StoreError `CONSUMER_UNKNOWN`, `CONSUMER_INVALID`, `CONSUMER_CONFLICT`
 */
export async function rotateKey(
  store: Pick<Store, "consumers" | "putConsumer">,
  keyring: Keyring,
  name: string,
  rotation: KeyRotation,
  runtime: Partial<ActRuntime> = {},
): Promise<AddedConsumer> {
  const { now, randomBytes } = withSystem(runtime);
  const record = await liveConsumer(store, name);
  const nowMs = now();
  const { overlapMs, expiresAtMs } = rotation;
  if (!(overlapMs >= 0)) throw new StoreError("CONSUMER_INVALID", "The overlap is not a length of time.");
  const { key, keyRecord } = makeKey(keyring, { nowMs, expiresAtMs, randomBytes });
  const keys = [...record.keys.map((old) => endingBy(old, nowMs + overlapMs)), keyRecord];
  const requestId = Buffer.from(randomBytes(12)).toString("base64url");
  const entry = administrationEntry("consumer.rotate", name, nowMs, requestId, runtime.operator);
  return { record: await store.putConsumer({ ...record, keys }, entry), key };
}

function endingBy(key: ConsumerKeyRecord, endMs: number): ConsumerKeyRecord {
  return { ...key, expiresAtMs: Math.min(key.expiresAtMs ?? Infinity, endMs) };
}
