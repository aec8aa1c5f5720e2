import { Secret } from "@erpgate/client";
import { createConsumerKey } from "../keys/consumer-key.ts";
import type { Keyring } from "../keys/keyring.ts";
import type { Store } from "../store/store.ts";
import { type ActRuntime, type StoreRuntime, withSystem } from "../store/store-runtime.ts";
import { administrationEntry } from "./administration-entry.ts";
import type { ConsumerKeyRecord, ConsumerRecord } from "./consumer.ts";
import { type AccessCheck, type ConsumerInput, requireValidInput } from "./consumer-input.ts";

export interface AddedConsumer {
  readonly record: ConsumerRecord;
  /** Its first key, to be shown once. It is nowhere else: the store keeps a keyed hash. */
  readonly key: Secret;
}

/**
 * Registers a consumer and makes its first key.
 * @param checkAccess reads each grant's scope in the words of its connection's ERP
 * @throws StoreError `CONSUMER_INVALID` with all that is wrong, `CONSUMER_NAME_TAKEN`, `SUBJECT_TAKEN`
 */
export async function addConsumer(
  store: Pick<Store, "putConsumer">,
  keyring: Keyring,
  input: ConsumerInput,
  checkAccess: AccessCheck,
  runtime: Partial<ActRuntime> = {},
): Promise<AddedConsumer> {
  const { now, randomBytes } = withSystem(runtime);
  const nowMs = now();
  requireValidInput(input, checkAccess, nowMs);
  const id = (): string => Buffer.from(randomBytes(12)).toString("base64url");
  const { key, keyRecord } = makeKey(keyring, { nowMs, expiresAtMs: input.expiresAtMs, randomBytes });
  const record = await store.putConsumer(
    newRecord(id(), input, keyRecord, nowMs),
    administrationEntry("consumer.add", input.name, nowMs, id(), runtime.operator),
  );
  return { record, key };
}

/** A new key, and what is kept of it. */
export function makeKey(
  keyring: Keyring,
  given: {
    readonly nowMs: number;
    readonly expiresAtMs: number | undefined;
    readonly randomBytes: StoreRuntime["randomBytes"];
  },
): { readonly key: Secret; readonly keyRecord: ConsumerKeyRecord } {
  const { key, prefix } = createConsumerKey(given.randomBytes);
  const id = Buffer.from(given.randomBytes(12)).toString("base64url");
  const times = { createdAtMs: given.nowMs, expiresAtMs: given.expiresAtMs, revokedAtMs: undefined };
  return { key: new Secret(key), keyRecord: { id, prefix, ...keyring.hash(key), ...times } };
}

function newRecord(id: string, input: ConsumerInput, key: ConsumerKeyRecord, nowMs: number): ConsumerRecord {
  const { name, access, subjects = [], type, tokenLifetimeSeconds, origins } = input;
  const form = {
    ...(type === undefined ? {} : { type }),
    ...(tokenLifetimeSeconds === undefined ? {} : { tokenLifetimeSeconds }),
    ...(origins === undefined ? {} : { origins }),
  };
  return { id, name, revision: 0, access, subjects, keys: [key], createdAtMs: nowMs, revokedAtMs: undefined, ...form };
}
