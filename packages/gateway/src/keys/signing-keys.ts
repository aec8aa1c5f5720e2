import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Store } from "../store/store.ts";
import { StoreError } from "../store/store-error.ts";
import { type StoreRuntime, withSystem } from "../store/store-runtime.ts";
import type { Keyring } from "./keyring.ts";
import { createOauthKeys, type OauthKey, type OauthKeys } from "./oauth-keys.ts";
import type { SealedKey } from "./sealed-key.ts";

/** HS256 secret for the tokens that one connection's mount issues in the shape of its ERP. Each has its own, so a token of one mount is worth nothing at another. */
interface MountKey {
  readonly kid: string;
  readonly secret: KeyObject;
}

export interface SigningKeys {
  /** Of the gateway's own tokens. */
  readonly oauth: OauthKeys;
  /** By connection name; one for each that was wanted. */
  readonly mounts: ReadonlyMap<string, MountKey>;
}

export interface WantedKeys {
  /** Connections whose mounts issue tokens in the shape of their ERP. */
  readonly mounts: readonly string[];
}

/**
 * Loads the gateway's signing keys, making those that are missing. Of several processes that start at once one stores its
 * key and all of them use that one.
 * @throws StoreError `SEAL_BROKEN`, `KEY_FILE_FOREIGN`
 */
export async function loadSigningKeys(
  store: Store,
  keyring: Keyring,
  runtime: Partial<StoreRuntime>,
  wanted: WantedKeys,
): Promise<SigningKeys> {
  const system = withSystem(runtime);
  await loadOrMake(store, keyring, system, "oauth");
  const oauth = await readOauthKeys(store, keyring, []);
  const mounts = new Map<string, MountKey>();
  for (const connection of wanted.mounts) {
    const { key, plain } = await loadOrMake(store, keyring, system, `mount:${connection}`);
    mounts.set(connection, { kid: key.id, secret: createSecretKey(plain) });
  }
  return { oauth: createOauthKeys(() => oauth), mounts };
}

interface OpenedKey {
  readonly key: SealedKey;
  readonly plain: Uint8Array;
}

async function loadOrMake(store: Store, keyring: Keyring, runtime: StoreRuntime, purpose: string): Promise<OpenedKey> {
  let key = newest(await store.signingKeys(), purpose);
  if (key === undefined) {
    await store.putSigningKey(makeKey(keyring, runtime, purpose));
    key = newest(await store.signingKeys(), purpose);
  }
  if (key === undefined) throw new StoreError("STORE_FAILED", `The store did not keep the signing key for ${purpose}.`);
  return { key, plain: keyring.open(key.sealed, label(key)) };
}

export function newest(keys: readonly SealedKey[], purpose: string): SealedKey | undefined {
  return keys.filter((key) => key.purpose === purpose).toSorted((a, b) => b.generation - a.generation)[0];
}

export function makeKey(keyring: Keyring, runtime: StoreRuntime, purpose: string, generation = 1): SealedKey {
  const id = Buffer.from(runtime.randomBytes(9)).toString("base64url");
  const algorithm = purpose === "oauth" ? "ES256" : "HS256";
  const unsealed = { id, purpose, generation, algorithm, createdAtMs: runtime.now() } as const;
  const plain = algorithm === "ES256" ? makeEcKey() : runtime.randomBytes(32);
  return { ...unsealed, sealed: keyring.seal(plain, label(unsealed)) };
}

function makeEcKey(): Uint8Array {
  return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "der" });
}

/** Binds the sealed bytes to their row: one key's bytes in another key's row do not open. */
function label(key: Pick<SealedKey, "id" | "purpose" | "algorithm">): string {
  return `signing-key ${key.purpose} ${key.algorithm} ${key.id}`;
}

/**
 * Every key of the gateway's own tokens, oldest first.
 * @param known those that were read before, which need not be opened again
 */
export async function readOauthKeys(
  store: Pick<Store, "signingKeys">,
  keyring: Keyring,
  known: readonly OauthKey[],
): Promise<readonly OauthKey[]> {
  const stored = (await store.signingKeys()).filter(({ purpose }) => purpose === "oauth");
  return stored
    .toSorted((a, b) => a.generation - b.generation)
    .map((key) => known.find(({ kid }) => kid === key.id) ?? readOauthKey(key, keyring.open(key.sealed, label(key))));
}

function readOauthKey({ id, createdAtMs }: SealedKey, plain: Uint8Array): OauthKey {
  const privateKey = createPrivateKey({ key: Buffer.from(plain), type: "pkcs8", format: "der" });
  return { kid: id, privateKey, publicKey: createPublicKey(privateKey), createdAtMs };
}
