import { ErpgateError } from "../errors.ts";

/** The service under which everything of ours stands in the keychain. */
const SERVICE = "erpgate";

/** What is used of `@napi-rs/keyring`. */
interface Keyring {
  readonly Entry: new (service: string, account: string, options?: object) => KeyringEntry;
}

interface KeyringEntry {
  getPassword(): string | null;
  setPassword(text: string): void;
  deletePassword(): boolean;
}

/** Loads the binding; a test gives its own. */
export type LoadKeyring = () => Promise<unknown>;

/** Not a literal, so that neither a compiler nor a bundler asks for a package that may be absent. */
const PACKAGE = "@napi-rs/keyring";
const loadKeyring: LoadKeyring = () => import(PACKAGE);

/**
 * The text that the operating system's keychain keeps under a name; undefined where there is none of that name.
 *
 * The keychain is pinned: macOS has its own, Windows the Credential Manager, and everything else the Secret Service. Left to
 * choose, the binding takes the kernel's keyring on Linux, which forgets at reboot (measured, `@napi-rs/keyring` 2.1).
 * Whatever the binding throws means that there is no keychain here: a container, a session without D-Bus, a locked one.
 *
 * @throws {ErpgateError} KEYCHAIN_UNAVAILABLE
 */
export async function readKeychain(account: string, load: LoadKeyring = loadKeyring): Promise<string | undefined> {
  return (await attempt(account, load, (entry) => entry.getPassword())) ?? undefined;
}

/** Keeps a text in the keychain. Windows takes at most 2560 bytes (unverified), so what is larger belongs into a store. */
export async function writeKeychain(account: string, text: string, load: LoadKeyring = loadKeyring): Promise<void> {
  await attempt(account, load, (entry) => entry.setPassword(text));
}

/** Forgets a text; true where there was one. */
export async function removeFromKeychain(account: string, load: LoadKeyring = loadKeyring): Promise<boolean> {
  return attempt(account, load, (entry) => entry.deletePassword());
}

async function attempt<T>(account: string, load: LoadKeyring, use: (entry: KeyringEntry) => T): Promise<T> {
  try {
    const { Entry } = (await load()) as Keyring;
    return use(new Entry(SERVICE, account, { linux: { store: "secret-service" } }));
  } catch (cause) {
    throw new ErpgateError("KEYCHAIN_UNAVAILABLE", "no keychain of the operating system can be used here", { cause });
  }
}
