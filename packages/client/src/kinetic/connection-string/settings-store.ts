import type { NoteStore } from "../../entra/pending-login.ts";
import type { FileTokenStore } from "../../node/store/file-token-store.ts";
import type { StoreKeySource } from "../../node/store/store-key.ts";
import { Secret } from "../../secret.ts";
import { createMemoryTokenStore } from "../../token/token-store.ts";
import type { StoredToken, TokenStore } from "../../token/token-store.ts";
import type { AccessToken } from "../../token/token.ts";
import type { Properties, Say } from "./read-properties.ts";

/** The variable that holds a store's key where the string names none. */
const KEY_VARIABLE = "ERPGATE_STORE_KEY";

/**
 * `OAuthSettingsLocation`: a file, or `memory://` and a name that all connections of the process share. The file is sealed with
 * what the string names, else with the key in ERPGATE_STORE_KEY, else with the client secret: so, as with the drivers,
 * a plain copy of it opens on another machine where the same string is.
 */
export function toStore(
  properties: Properties,
  env: Readonly<Record<string, string | undefined>>,
  say: Say,
): SettingsStore | undefined {
  const location = properties.get("OAuthSettingsLocation");
  const keys = ["OAuthSettingsKeyFile", "OAuthSettingsPassphrase"].filter((name) => properties.has(name));
  if (keys.length > 1) say(keys[1] ?? "", `is given beside ${keys[0] ?? ""}`, "Give one of the two.");
  if (location === undefined || /^memory:\/\//i.test(location)) {
    for (const name of keys)
      say(name, "is given, and there is no settings file", "Give OAuthSettingsLocation, or remove it.");
    return location === undefined ? undefined : memoryStore(location.slice("memory://".length));
  }
  if (/^[a-z]{2,}:\/\//i.test(location)) {
    const scheme = location.slice(0, location.indexOf(":"));
    say(
      "OAuthSettingsLocation",
      `begins with ${scheme}://, which is not supported`,
      "Give a file, or memory:// and a name.",
    );
    return undefined;
  }
  const key = keySource(properties, env);
  if (key) return lateFileStore(location, key);
  const fix = `Give OAuthSettingsKeyFile or OAuthSettingsPassphrase, or set ${KEY_VARIABLE}.`;
  say("OAuthSettingsLocation", "names a file, and there is nothing to seal it with", fix);
  return undefined;
}

function keySource(
  properties: Properties,
  env: Readonly<Record<string, string | undefined>>,
): StoreKeySource | undefined {
  const [file, passphrase] = [properties.get("OAuthSettingsKeyFile"), properties.get("OAuthSettingsPassphrase")];
  const secret = properties.get("OAuthClientSecret");
  if (file !== undefined) return { kind: "key-file", file };
  if (passphrase !== undefined) return { kind: "passphrase", passphrase: new Secret(passphrase) };
  if ((env[KEY_VARIABLE] ?? "") !== "") return { kind: "env", name: KEY_VARIABLE, env };
  return secret === undefined ? undefined : { kind: "passphrase", passphrase: new Secret(secret) };
}

/** A settings file also keeps a login that waits for its code. */
export type SettingsStore = TokenStore & Partial<NoteStore>;

/** The file store's code is loaded when a token is first looked for. */
function lateFileStore(file: string, key: StoreKeySource): SettingsStore {
  let opened: Promise<FileTokenStore> | undefined;
  const store = (): Promise<FileTokenStore> => {
    opened ??= import("../../node/store/file-token-store.ts").then((node) => node.createFileTokenStore({ file, key }));
    return opened;
  };
  return Object.freeze<SettingsStore>({
    read: async (name) => (await store()).read(name),
    write: async (name, token) => (await store()).write(name, token),
    remove: async (name, token) => (await store()).remove(name, token),
    lock: async (name, signal) => (await store()).lock(name, signal),
    readNote: async (name) => (await store()).readNote(name),
    writeNote: async (name, text) => (await store()).writeNote(name, text),
  });
}

const STORES = Symbol.for("erpgate.memory-stores");

/** One store a name for the whole process, also where it has two copies of this package: that is what the name means. */
function memoryStore(name: string): TokenStore {
  const place = globalThis as { [STORES]?: Map<string, TokenStore> };
  const stores = (place[STORES] ??= new Map());
  const store = stores.get(name) ?? createMemoryTokenStore();
  stores.set(name, store);
  return store;
}

/** A store that gives a token which the string brought, until it has one of its own or that one was refused. */
export function seeded(store: TokenStore, given: AccessToken, nowMs: number): TokenStore {
  let seed: StoredToken | undefined = { ...given, obtainedAtMs: nowMs };
  return Object.freeze<TokenStore>({
    ...store,
    read: async (key) => (await store.read(key)) ?? seed,
    remove: async (key, token) => {
      if (token === seed?.token) seed = undefined;
      await store.remove(key, token);
    },
  });
}
