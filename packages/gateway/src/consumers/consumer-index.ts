import { looksLikeConsumerKey } from "../keys/consumer-key.ts";
import { equalDigests, type Keyring } from "../keys/keyring.ts";
import type { Consumer, ConsumerKeyRecord, ConsumerRecord } from "./consumer.ts";

export interface KeyMatch {
  readonly consumer: Consumer;
  readonly keyId: string;
  /** Epoch milliseconds from which the key is refused; undefined: it does not expire. */
  readonly expiresAtMs: number | undefined;
}

/** One reading of the store, arranged for looking up. It never changes; the next reading makes another. */
export interface ConsumerIndex {
  readonly live: ReadonlyMap<string, LiveConsumer>;
  byName(name: string): Consumer | undefined;
  matchKey(key: string, nowMs: number): KeyMatch | undefined;
  bySubject(issuer: string, value: string): Consumer | undefined;
  isCalledFrom(origin: string, connection: string | undefined): boolean;
}

interface LiveConsumer {
  readonly revision: number;
  readonly consumer: Consumer;
  readonly record: ConsumerRecord;
  /** Makes `consumer.active` false. */
  end(): void;
}

interface KeyEntry {
  readonly consumer: Consumer;
  readonly key: ConsumerKeyRecord;
}

/** Before the first reading. */
export const noConsumers: ConsumerIndex = {
  live: new Map(),
  byName: () => undefined,
  matchKey: () => undefined,
  bySubject: () => undefined,
  isCalledFrom: () => false,
};

/**
 * Arranges the consumers that are not revoked. Those unchanged since `previous` keep their object, so that what was
 * remembered about them stays good; those that changed or went end in place.
 * @returns `previous` itself when nothing changed
 */
export function indexConsumers(
  records: readonly ConsumerRecord[],
  previous: ConsumerIndex,
  keyring: Keyring,
): ConsumerIndex {
  const live = new Map<string, LiveConsumer>();
  for (const record of records) {
    if (record.revokedAtMs !== undefined) continue;
    const known = previous.live.get(record.id);
    live.set(record.id, known?.revision === record.revision ? known : bringToLife(record));
  }
  const ended = [...previous.live.values()].filter((entry) => live.get(entry.consumer.id) !== entry);
  if (ended.length === 0 && live.size === previous.live.size && previous !== noConsumers) return previous;
  for (const entry of ended) entry.end();
  return arrange(live, keyring);
}

function bringToLife(record: ConsumerRecord): LiveConsumer {
  let active = true;
  const consumer: Consumer = {
    id: record.id,
    name: record.name,
    access: record.access,
    tokenLifetimeSeconds: record.tokenLifetimeSeconds,
    origins: record.origins ?? [],
    keyEndMs(keyId) {
      const key = record.keys.find(({ id, revokedAtMs }) => id === keyId && revokedAtMs === undefined);
      return key === undefined ? undefined : (key.expiresAtMs ?? Infinity);
    },
    get active() {
      return active;
    },
  };
  return { revision: record.revision, consumer, record, end: () => void (active = false) };
}

function arrange(live: ReadonlyMap<string, LiveConsumer>, keyring: Keyring): ConsumerIndex {
  const names = new Map<string, Consumer>();
  const subjects = new Map<string, Consumer>();
  const hashes = new Map<string, Map<string, KeyEntry>>();
  for (const { consumer, record } of live.values()) {
    names.set(consumer.name, consumer);
    for (const { issuer, value } of record.subjects) subjects.set(subjectId(issuer, value), consumer);
    for (const key of record.keys) addKey(hashes, { consumer, key });
  }
  return {
    live,
    byName: (name) => names.get(name),
    matchKey: (key, nowMs) => matchKey(hashes, keyring, key, nowMs),
    bySubject: (issuer, value) => subjects.get(subjectId(issuer, value)),
    isCalledFrom: (origin, connection) =>
      [...live.values()].some(
        ({ consumer: { origins, access } }) =>
          origins.includes(origin) && (connection === undefined || Object.hasOwn(access, connection)),
      ),
  };
}

/** As JSON, because a separator could stand in either part and make two subjects look like one. */
function subjectId(issuer: string, value: string): string {
  return JSON.stringify([issuer, value]);
}

function addKey(hashes: Map<string, Map<string, KeyEntry>>, entry: KeyEntry): void {
  if (entry.key.revokedAtMs !== undefined) return;
  const sameKey = hashes.get(entry.key.hashKeyId) ?? new Map<string, KeyEntry>();
  hashes.set(entry.key.hashKeyId, sameKey.set(entry.key.hash, entry));
}

/**
 * One HMAC for each key of the key file that hashes are made with, which is one unless it is being changed, however many
 * consumers there are. The Map look-up is by HMAC: who does not hold the key file cannot steer what it is compared with, so
 * its timing tells nothing; the digests are then compared in constant time all the same. Every hash key is tried, whether or
 * not one before it matched.
 */
function matchKey(
  hashes: ReadonlyMap<string, ReadonlyMap<string, KeyEntry>>,
  keyring: Keyring,
  key: string,
  nowMs: number,
): KeyMatch | undefined {
  if (!looksLikeConsumerKey(key)) return undefined;
  let match: KeyMatch | undefined;
  for (const [hashKeyId, entries] of hashes) {
    const digest = keyring.hashWith(hashKeyId, key);
    const entry = digest === undefined ? undefined : entries.get(digest);
    if (entry === undefined || !equalDigests(digest, entry.key.hash)) continue;
    const { expiresAtMs } = entry.key;
    if (expiresAtMs === undefined || nowMs < expiresAtMs)
      match = { consumer: entry.consumer, keyId: entry.key.id, expiresAtMs };
  }
  return match;
}
