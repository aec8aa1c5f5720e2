import { ErpgateError } from "../../errors.ts";
import type { Secret, SecretText } from "../../secret.ts";
import { revealed } from "../../secret.ts";
import { readKeychain } from "../keychain.ts";
import { isSoundCost, NO_COST, newSalt, passphraseKey, rawKey, readKeyText, STORE_COST } from "./seal-key.ts";
import type { SealKey } from "./seal-key.ts";
import type { SealedHeader } from "./sealed.ts";

/** Where a store's key comes from. */
export type StoreKeySource =
  /** An environment variable that holds a key. */
  | { readonly kind: "env"; readonly name: string; readonly env?: Readonly<Record<string, string | undefined>> }
  /** A file that holds a key and nothing else. */
  | { readonly kind: "key-file"; readonly file: string }
  | {
      readonly kind: "passphrase";
      readonly passphrase: SecretText | (() => Promise<string | Secret>);
      /** The environment variable that it came from: for people. */
      readonly variable?: string;
    }
  /** The keychain of the operating system. */
  | { readonly kind: "keychain"; readonly account: string };

/** The kinds in the order of their numbers in the file; the first number is 1. */
const KINDS: readonly StoreKeySource["kind"][] = ["env", "key-file", "passphrase", "keychain"];

/** What kind of key a store was sealed with, by its first six bytes; undefined where they are none of a store. */
export function storeKeyKind(beginning: Uint8Array): StoreKeySource["kind"] | undefined {
  return KINDS[(beginning[5] ?? 0) - 1];
}

/** Opens and seals one store with whatever its key source gives. */
export interface StoreKey {
  /** For people: `environment variable ERPGATE_STORE_KEY`. */
  readonly from: string;
  /** The key that a file with this header was sealed with. @throws {ErpgateError} STORE_KEY_WRONG and others */
  forHeader(header: SealedHeader, what: string): Promise<SealKey>;
  /** The key and the header for a file that is not there yet. */
  forNew(): Promise<{ readonly key: SealKey; readonly header: Omit<SealedHeader, "keyId" | "atMs"> }>;
}

export function createStoreKey(source: StoreKeySource): StoreKey {
  const from = describeKeySource(source);
  const keyKind = KINDS.indexOf(source.kind) + 1;
  if (source.kind === "passphrase") return passphraseStoreKey(source, from, keyKind);
  let fetched: Promise<SealKey> | undefined;
  const key = (): Promise<SealKey> => (fetched ??= fetchKey(source));
  return Object.freeze({
    from,
    forHeader: async (header: SealedHeader, what: string) =>
      fitting(await keyHere(key, header, what), header, what, from),
    forNew: async () => ({ key: await key(), header: { keyKind, cost: NO_COST, salt: new Uint8Array(16) } }),
  });
}

/** For people: where the key of a store lives. */
export function describeKeySource(source: StoreKeySource): string {
  switch (source.kind) {
    case "env":
      return `environment variable ${source.name}`;
    case "key-file":
      return `key file ${source.file}`;
    case "passphrase":
      return source.variable === undefined
        ? "a passphrase"
        : `the passphrase in environment variable ${source.variable}`;
    case "keychain":
      return `the operating system's keychain, as ${JSON.stringify(source.account)}`;
  }
}

async function fetchKey(source: Exclude<StoreKeySource, { kind: "passphrase" }>): Promise<SealKey> {
  const text = await keyText(source);
  const bytes = readKeyText(text);
  if (bytes !== undefined) return rawKey(bytes);
  throw missing(
    `${describeKeySource(source)} holds no key: 32 bytes in base64 or hexadecimal, as openssl rand -base64 32 makes`,
  );
}

async function keyText(source: Exclude<StoreKeySource, { kind: "passphrase" }>): Promise<string> {
  if (source.kind === "env") {
    const text = (source.env ?? process.env)[source.name];
    if (text === undefined || text === "") throw missing(`the store's key is missing: ${source.name} is not set`);
    return text;
  }
  if (source.kind === "key-file") return readKeyFile(source.file);
  const found = await readKeychain(source.account);
  if (found === undefined)
    throw missing(`the store's key is missing: the keychain has no ${JSON.stringify(source.account)}`);
  return found;
}

/** The text of a passphrase file; its last line break is not part of it. @throws {ErpgateError} STORE_KEY_MISSING */
export function readPassphraseFile(file: string): string {
  return readKeyFile(file).replace(/\r?\n$/, "");
}

function readKeyFile(file: string): string {
  try {
    return process.getBuiltinModule("node:fs").readFileSync(file, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unreadable";
    throw missing(`the store's key is missing: ${file} cannot be read (${code})`, cause);
  }
}

function missing(message: string, cause?: unknown): ErpgateError {
  return new ErpgateError("STORE_KEY_MISSING", message, cause === undefined ? {} : { cause });
}

/** A key is only used on what was sealed with it: so a wrong one is told from a damaged file. */
function fitting(key: SealKey, header: SealedHeader, what: string, from: string): SealKey {
  if (key.id === header.keyId) return key;
  throw new ErpgateError(
    "STORE_KEY_WRONG",
    `${what} was sealed with another key than ${from} gives${whose(header)}; it was left as it is`,
  );
}

/** The key; where it is not to be had and cannot have travelled with the store, the error says so. */
async function keyHere(key: () => Promise<SealKey>, header: SealedHeader, what: string): Promise<SealKey> {
  try {
    return await key();
  } catch (cause) {
    const why = whose(header);
    if (!ErpgateError.is(cause) || why === "") throw cause;
    throw new ErpgateError(cause.code, `${what} was not opened: ${cause.message}${why}; it was left as it is`, {
      cause,
    });
  }
}

/** A store that was copied without its key: only a keychain cannot be copied along. */
function whose({ keyKind }: SealedHeader): string {
  return KINDS[keyKind - 1] === "keychain"
    ? " (its key is in the keychain of the computer and user that made it, and does not travel with the file: use erpgate bundle export there)"
    : "";
}

function passphraseStoreKey(
  { passphrase }: Extract<StoreKeySource, { kind: "passphrase" }>,
  from: string,
  keyKind: number,
): StoreKey {
  let asked: Promise<string> | undefined;
  const text = (): Promise<string> => (asked ??= given(passphrase));
  const derived = new Map<string, Promise<SealKey>>();
  const derive = async (salt: Uint8Array, cost: SealedHeader["cost"]): Promise<SealKey> => {
    const id = Buffer.from([...salt, cost.logN, cost.r, cost.p]).toString("hex");
    const key = derived.get(id) ?? passphraseKey(await text(), salt, cost);
    derived.set(id, key);
    return key;
  };
  return Object.freeze({
    from,
    forHeader: async (header: SealedHeader, what: string) => {
      if (!isSoundCost(header.cost)) {
        if (KINDS[header.keyKind - 1] === "passphrase")
          throw new ErpgateError("STORE_DAMAGED", `${what} was damaged or tampered with; it was left as it is`);
        throw new ErpgateError(
          "STORE_KEY_WRONG",
          `${what} was sealed with a key, not with a passphrase${whose(header)}; it was left as it is`,
        );
      }
      const key = await derive(header.salt, header.cost);
      if (key.id === header.keyId) return key;
      throw new ErpgateError("STORE_KEY_WRONG", `the passphrase does not open ${what}; it was left as it is`);
    },
    forNew: async () => {
      const salt = newSalt();
      return { key: await derive(salt, STORE_COST), header: { keyKind, cost: STORE_COST, salt } };
    },
  });
}

async function given(passphrase: Extract<StoreKeySource, { kind: "passphrase" }>["passphrase"]): Promise<string> {
  const text = revealed(typeof passphrase === "function" ? await passphrase() : passphrase);
  if (text === "") throw missing("the store's passphrase is missing: it is empty where it was looked for");
  return text;
}
