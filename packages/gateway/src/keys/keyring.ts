import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { StoreError } from "../store/store-error.ts";
import { openWith, sealedKeyId, sealWith } from "./seal.ts";

/** One key of the key file. Everything else is derived from it, so that one file is all there is to keep and to back up. */
export interface MasterKey {
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

/** Hashes consumer keys and seals what the store holds. The store alone, copied, lets nobody in and signs nothing. */
export interface Keyring {
  /** Ids of the keys that hashes and seals may name, the current one first. */
  readonly keyIds: readonly string[];
  hash(key: string): { hashKeyId: string; hash: string };
  /** HMAC under a named key, hex; undefined when the key file has no such key. */
  hashWith(hashKeyId: string, key: string): string | undefined;
  /** Constant time over digests of equal length; false for a key id that is not in the key file. */
  matches(hashKeyId: string, hash: string, key: string): boolean;
  /** HMAC under the current key of a kind of its own: shows that whoever made it can read the key file. */
  prove(text: string): { keyId: string; mac: string };
  /** Whether `mac` was made by {@link prove} over this text. Constant time. */
  proves(keyId: string, mac: string, text: string): boolean;
  /** @returns base64url text, bound to `label` */
  seal(plain: Uint8Array, label: string): string;
  /** @throws StoreError `SEAL_BROKEN`, `KEY_FILE_FOREIGN` when the key file lacks the key that sealed it */
  open(sealed: string, label: string): Uint8Array;
}

interface DerivedKey {
  readonly id: string;
  readonly hashing: Uint8Array;
  readonly sealing: Uint8Array;
  readonly proving: Uint8Array;
}

/**
 * @param masters the key file's keys; the first is used for what is new, the others for what is older
 * @param randomBytes a cryptographic source, for nonces
 */
export function createKeyring(
  masters: readonly [MasterKey, ...MasterKey[]],
  randomBytes: (size: number) => Uint8Array,
): Keyring {
  const current = derive(masters[0]);
  const keys = new Map<string, DerivedKey>(masters.map((master) => [master.id, derive(master)]));
  const hashWith = (id: string, key: string): string | undefined => {
    const derived = keys.get(id);
    return derived === undefined ? undefined : hmac(derived.hashing, key);
  };
  return {
    keyIds: masters.map(({ id }) => id),
    hash: (key) => ({ hashKeyId: current.id, hash: hmac(current.hashing, key) }),
    hashWith,
    matches: (id, hash, key) => equalDigests(hashWith(id, key), hash),
    prove: (text) => ({ keyId: current.id, mac: hmac(current.proving, text) }),
    proves(keyId, mac, text) {
      const derived = keys.get(keyId);
      return equalDigests(derived === undefined ? undefined : hmac(derived.proving, text), mac);
    },
    seal: (plain, label) => sealWith(current.sealing, current.id, randomBytes(12), plain, label),
    open: (sealed, label) => openWith(sealingKey(keys, sealedKeyId(sealed)), sealed, label),
  };
}

/** Compares in a time that tells nothing but whether the lengths differ, and every digest here has the same length. */
export function equalDigests(a: string | undefined, b: string): boolean {
  if (a === undefined || a.length === 0 || a.length !== b.length) return false;
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** A key for each use: what is learnt about one of them says nothing about the other. */
function derive({ id, secret }: MasterKey): DerivedKey {
  const part = (use: string): Uint8Array => new Uint8Array(hkdfSync("sha256", secret, "", `erpgate ${use} 1`, 32));
  return { id, hashing: part("consumer-key-hash"), sealing: part("seal"), proving: part("administration-proof") };
}

function hmac(key: Uint8Array, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

function sealingKey(keys: ReadonlyMap<string, DerivedKey>, id: string): Uint8Array {
  const derived = keys.get(id);
  if (derived !== undefined) return derived.sealing;
  const message = `The store was sealed with key ${JSON.stringify(id)}, which the key file does not hold. Restore the key file that belongs to this store.`;
  throw new StoreError("KEY_FILE_FOREIGN", message);
}
