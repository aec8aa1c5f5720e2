import { type AuditWriter, openAuditWriter } from "./audit/audit-writer.ts";
import type { ClosingList } from "./closing-list.ts";
import type { GatewayConfig } from "./config/gateway-config.ts";
import type { Mount } from "./connections/mount.ts";
import { type ConsumerDirectory, openDirectory } from "./consumers/directory.ts";
import type { Keyring } from "./keys/keyring.ts";
import { openKeyring } from "./keys/open-keyring.ts";
import { loadSigningKeys, type SigningKeys } from "./keys/signing-keys.ts";
import { openStore } from "./store/open-store.ts";
import type { Store } from "./store/store.ts";

/** All that a gateway keeps beyond one request. */
export interface Records {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly consumers: ConsumerDirectory;
  readonly audit: AuditWriter;
  readonly keys: SigningKeys;
}

/** Opens store, key file, consumers, audit trail and signing keys. What was opened is handed to `opened`, also when a later step fails. */
export async function openRecords(
  config: GatewayConfig,
  mounts: ReadonlyMap<string, Mount>,
  now: () => number,
  opened: ClosingList,
): Promise<Records> {
  const store = opened.use(await openStore(config.store));
  const keyring = await openKeyring(config.keyFile, store);
  const consumers = opened.use(await openDirectory(store, keyring));
  const audit = opened.use(await openAuditWriter(store, { now }));
  const issuing = [...mounts.values()].filter(({ dialect }) => dialect.mountTokens !== undefined);
  const keys = await loadSigningKeys(store, keyring, { now }, { mounts: issuing.map(({ name }) => name) });
  return { store, keyring, consumers, audit, keys };
}
