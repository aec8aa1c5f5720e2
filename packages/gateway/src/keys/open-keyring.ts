import type { Store } from "../store/store.ts";
import { StoreError } from "../store/store-error.ts";
import { type StoreRuntime, withSystem } from "../store/store-runtime.ts";
import { type FileGuard, systemFileGuard } from "./file-guard.ts";
import { createKeyFile, readKeyFile } from "./key-file.ts";
import { createKeyring, type Keyring } from "./keyring.ts";
import { sealedKeyId } from "./seal.ts";

export interface OpenKeyringOptions {
  readonly runtime?: Partial<StoreRuntime>;
  /** How access to a new key file is restricted. @default the way of this platform */
  readonly guard?: FileGuard;
}

/**
 * Reads the key file that belongs to `store`, and creates it for a store that has no consumer and no key yet.
 * @throws StoreError `KEY_FILE_MISSING` when the file is gone but the store was used: a new key would shut out every consumer
 * without a word; `KEY_FILE_FOREIGN` when it is another store's file; `KEY_FILE_INVALID`, `KEY_FILE_UNPROTECTED`
 */
export async function openKeyring(
  keyFile: string,
  store: Pick<Store, "consumers" | "signingKeys" | "location">,
  options: OpenKeyringOptions = {},
): Promise<Keyring> {
  const runtime = withSystem(options.runtime);
  const keyring = createKeyring(
    (await readKeyFile(keyFile)) ?? (await createFor(keyFile, store, runtime, options.guard ?? systemFileGuard())),
    runtime.randomBytes,
  );
  await requireOwnStore(keyFile, keyring, store);
  return keyring;
}

async function createFor(
  keyFile: string,
  store: Pick<Store, "consumers" | "signingKeys" | "location">,
  runtime: StoreRuntime,
  guard: FileGuard,
): Promise<NonNullable<Awaited<ReturnType<typeof readKeyFile>>>> {
  if ((await usedKeyIds(store)).size > 0) throw missing(keyFile, store.location);
  await createKeyFile(keyFile, runtime, guard);
  const created = await readKeyFile(keyFile);
  if (created === undefined) throw missing(keyFile, store.location);
  return created;
}

async function requireOwnStore(
  keyFile: string,
  keyring: Keyring,
  store: Pick<Store, "consumers" | "signingKeys" | "location">,
): Promise<void> {
  const unknown = [...(await usedKeyIds(store))].filter((id) => !keyring.keyIds.includes(id));
  if (unknown.length === 0) return;
  const ids = unknown.join(", ");
  throw new StoreError(
    "KEY_FILE_FOREIGN",
    `The key file ${keyFile} lacks key ${ids}, which the store ${store.location} was written with. ` +
      `Restore the key file that belongs to this store, or set "keyFile" to it.`,
  );
}

/** Ids of the key-file keys that something in the store, unless revoked, depends on. */
async function usedKeyIds(store: Pick<Store, "consumers" | "signingKeys">): Promise<Set<string>> {
  const live = (await store.consumers()).filter(({ revokedAtMs }) => revokedAtMs === undefined);
  const hashed = live.flatMap(({ keys }) => keys.filter((key) => key.revokedAtMs === undefined));
  const sealed = await store.signingKeys();
  return new Set([...hashed.map(({ hashKeyId }) => hashKeyId), ...sealed.map((key) => sealedKeyId(key.sealed))]);
}

function missing(keyFile: string, location: string): StoreError {
  return new StoreError(
    "KEY_FILE_MISSING",
    `The key file ${keyFile} is missing, but the store ${location} has consumers or keys that need it. ` +
      `Restore it from a backup, or set "keyFile" to where it is. (A new one would shut out every consumer; if it is lost for good, begin with a new store.)`,
  );
}
