import { type AuditWriter, openAuditWriter } from "./audit/audit-writer.ts";
import type { ClosingList } from "./closing-list.ts";
import type { GatewayConfig } from "./config/gateway-config.ts";
import type { Mount } from "./connections/mount.ts";
import { type ConsumerDirectory, openDirectory } from "./consumers/directory.ts";
import type { Keyring } from "./keys/keyring.ts";
import { openKeyring } from "./keys/open-keyring.ts";
import { followOauthKeys } from "./keys/follow-oauth-keys.ts";
import type { OauthKeys } from "./keys/oauth-keys.ts";
import { loadSigningKeys, type SigningKeys } from "./keys/signing-keys.ts";
import type { Store } from "./store/store.ts";

/** All that a gateway keeps beyond one request. */
export interface Records {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly consumers: ConsumerDirectory;
  readonly audit: AuditWriter;
  /** Of the gateway's own tokens; follow the store. */
  readonly oauthKeys: OauthKeys;
}

/** Opens store, key file, consumers and audit trail. What was opened is handed to `opened`, also when a later step fails. */
export async function openRecords(
  config: GatewayConfig,
  { now, openStore }: { readonly now: () => number; readonly openStore: (location: string) => Promise<Store> },
  opened: ClosingList,
): Promise<Records> {
  const store = opened.use(await openStore(config.store));
  const keyring = await openKeyring(config.keyFile, store);
  const consumers = opened.use(await openDirectory(store, keyring));
  const audit = opened.use(await openAuditWriter(store, { now }));
  await loadSigningKeys(store, keyring, { now }, { mounts: [] });
  const oauthKeys = opened.use(await followOauthKeys(store, keyring));
  return { store, keyring, consumers, audit, oauthKeys };
}

/** The keys that tokens are signed with, among them one for each mount that issues tokens in its ERP's shape. */
export async function loadKeysFor(
  mounts: ReadonlyMap<string, Mount>,
  { store, keyring, oauthKeys }: Records,
  now: () => number,
): Promise<SigningKeys> {
  const issuing = [...mounts.values()].filter(({ dialect }) => dialect.mountTokens !== undefined);
  const keys = await loadSigningKeys(store, keyring, { now }, { mounts: issuing.map(({ name }) => name) });
  return { ...keys, oauth: oauthKeys };
}
