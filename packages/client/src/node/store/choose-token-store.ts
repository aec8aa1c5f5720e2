import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, posix, resolve, win32 } from "node:path";
import { Secret } from "../../secret.ts";
import type { FileTokenStoreOptions } from "./file-token-store.ts";
import { readPassphraseFile, storeKeyKind } from "./store-key.ts";
import type { StoreKeySource } from "./store-key.ts";
import type { TokenStoreSection } from "./token-store-section.ts";

/** What decides which store is used. */
export interface TokenStoreChoice {
  /** The configuration's section, and the file that it stands in. */
  readonly section?: TokenStoreSection | undefined;
  readonly configFile?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
  readonly cwd?: string;
}

/**
 * The token store that is in force: what the configuration's `tokenStore` says, else what the environment says
 * (`ERPGATE_STORE_KEY`, `ERPGATE_STORE_KEY_FILE`, `ERPGATE_STORE_PASSPHRASE`; `ERPGATE_STORE` names the file), else the user's own
 * where a login has made one. Undefined where there is none: then tokens live as long as the process.
 */
export function chooseTokenStore(choice: TokenStoreChoice = {}): FileTokenStoreOptions | undefined {
  const { section, cwd = process.cwd(), env = process.env } = choice;
  const beside = choice.configFile === undefined ? cwd : dirname(choice.configFile);
  const named = nonEmpty(env["ERPGATE_STORE"]);
  const own = ownTokenStore(choice);
  const file =
    section?.file === undefined
      ? named === undefined
        ? own.file
        : resolve(cwd, named)
      : resolve(beside, section.file);
  const key = keyOfSection(section, beside, env) ?? keyOfEnvironment(env, cwd);
  if (key !== undefined) return { file, key };
  if (section === undefined && named === undefined && !existsSync(file)) return undefined;
  return { file, key: keyOfFile(file, own) };
}

/** The store that `erpgate login` makes where nothing else is said: its file, and where its key may be. */
export interface OwnTokenStore {
  readonly file: string;
  /** The key's name in the keychain. */
  readonly keychain: string;
  /** The key's file where there is no keychain: in another folder, so that a copy of the one is not a copy of both. */
  readonly keyFile: string;
}

export function ownTokenStore(choice: TokenStoreChoice = {}): OwnTokenStore {
  const { platform = process.platform, env = process.env } = choice;
  const paths = platform === "win32" ? win32 : posix;
  const { state, settings } = userFolders(platform, env, choice.home ?? homedir());
  const file = paths.join(state, "tokens");
  return { file, keychain: `token store ${file}`, keyFile: paths.join(settings, "token-store.key") };
}

function userFolders(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): { readonly state: string; readonly settings: string } {
  if (platform === "win32") {
    // Not the roaming folder: what is in there is copied to other computers.
    const local = nonEmpty(env["LOCALAPPDATA"]) ?? win32.join(home, "AppData", "Local");
    return { state: win32.join(local, "erpgate"), settings: win32.join(local, "erpgate", "key") };
  }
  if (platform === "darwin") {
    const support = posix.join(home, "Library", "Application Support", "erpgate");
    return { state: support, settings: posix.join(support, "key") };
  }
  const xdg = (name: string, otherwise: string): string => {
    const given = nonEmpty(env[name]);
    return posix.join(given !== undefined && posix.isAbsolute(given) ? given : posix.join(home, otherwise), "erpgate");
  };
  return { state: xdg("XDG_STATE_HOME", ".local/state"), settings: xdg("XDG_CONFIG_HOME", ".config") };
}

function keyOfSection(
  section: TokenStoreSection | undefined,
  beside: string,
  env: Readonly<Record<string, string | undefined>>,
): StoreKeySource | undefined {
  if (section?.keyEnv !== undefined) return { kind: "env", name: section.keyEnv, env };
  if (section?.keyFile !== undefined) return { kind: "key-file", file: resolve(beside, section.keyFile) };
  if (section?.keychain !== undefined) return { kind: "keychain", account: section.keychain };
  if (section?.passphraseEnv !== undefined) return passphraseOf(env, section.passphraseEnv);
  const file = section?.passphraseFile;
  if (file === undefined) return undefined;
  return { kind: "passphrase", passphrase: () => Promise.resolve(readPassphraseFile(resolve(beside, file))) };
}

function keyOfEnvironment(env: Readonly<Record<string, string | undefined>>, cwd: string): StoreKeySource | undefined {
  if (nonEmpty(env["ERPGATE_STORE_KEY"]) !== undefined) return { kind: "env", name: "ERPGATE_STORE_KEY", env };
  const file = nonEmpty(env["ERPGATE_STORE_KEY_FILE"]);
  if (file !== undefined) return { kind: "key-file", file: resolve(cwd, file) };
  const passphrase = nonEmpty(env["ERPGATE_STORE_PASSPHRASE"]);
  return passphrase === undefined ? undefined : passphraseOf(env, "ERPGATE_STORE_PASSPHRASE");
}

function passphraseOf(env: Readonly<Record<string, string | undefined>>, name: string): StoreKeySource {
  return { kind: "passphrase", passphrase: new Secret(env[name] ?? ""), variable: name };
}

/** The file says what kind of key it was sealed with; where it is not there yet, the keychain's is the first choice. */
function keyOfFile(file: string, own: OwnTokenStore): StoreKeySource {
  return storeKeyKind(beginningOf(file)) === "key-file"
    ? { kind: "key-file", file: own.keyFile }
    : { kind: "keychain", account: own.keychain };
}

function beginningOf(file: string): Uint8Array {
  const bytes = new Uint8Array(6);
  try {
    const descriptor = openSync(file, "r");
    readSync(descriptor, bytes);
    closeSync(descriptor);
  } catch {
    // Not there, or not readable: whoever opens the store says so.
  }
  return bytes;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
