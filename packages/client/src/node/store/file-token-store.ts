import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ErpgateError } from "../../errors.ts";
import type { StoredToken, StoreLock, TokenStore } from "../../token/token-store.ts";
import { withoutToken } from "../../token/token-store.ts";
import { takeLock } from "./file-lock.ts";
import { makePrivateFolder, replaceFile } from "./private-files.ts";
import type { PrivateFilesOptions } from "./private-files.ts";
import { readContents, writeContents } from "./store-contents.ts";
import type { StoreContents } from "./store-contents.ts";
import { readHeader, seal, unseal } from "./sealed.ts";
import { createStoreKey } from "./store-key.ts";
import type { StoreKey, StoreKeySource } from "./store-key.ts";

export interface FileTokenStoreOptions {
  /** Made, and its folder with it, when the first token is stored. */
  readonly file: string;
  readonly key: StoreKeySource;
  /** The time in epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** @internal */
  readonly privateFiles?: PrivateFilesOptions;
}

/**
 * Tokens in an encrypted file that several processes share. Every method reads the file anew; a change is written beside it, synced
 * and renamed over it, under a lock that a crash cannot hold. A file that cannot be opened is never written.
 */
export interface FileTokenStore extends TokenStore {
  /** Absolute. */
  readonly file: string;
  /** Where its key comes from, for people. */
  readonly keyFrom: string;
  lock(key: string, signal?: AbortSignal): Promise<StoreLock>;
  /** All that is in it; empty where there is no file yet. @throws {ErpgateError} STORE_… saying what is wrong */
  entries(): Promise<ReadonlyMap<string, StoredToken>>;
  /** Adds these in one change. */
  add(entries: ReadonlyMap<string, StoredToken>): Promise<void>;
  /** Forgets these, refresh tokens included, and says how many there were; without names all. */
  forget(keys?: readonly string[]): Promise<number>;
  /** A text kept beside the tokens, such as a login that waits for its answer. */
  readNote(name: string): Promise<string | undefined>;
  /** Keeps a text, or forgets it. */
  writeNote(name: string, text: string | undefined): Promise<void>;
}

/** A change takes milliseconds, so whoever waits this long waits for something else. */
const CHANGE_WAIT_MS = 10_000;
/** As long as a token request may take by default, and some more. */
const TURN_WAIT_MS = 120_000;

/** Opens a store; nothing is read or written before the first use. */
export function createFileTokenStore(options: FileTokenStoreOptions): FileTokenStore {
  const store: Opened = {
    file: resolve(options.file),
    what: `the token store ${resolve(options.file)}`,
    key: createStoreKey(options.key),
    now: options.now ?? Date.now,
    privateFiles: options.privateFiles ?? {},
  };
  return Object.freeze({
    file: store.file,
    keyFrom: store.key.from,
    read: async (key: string) => (await readStore(store)).contents.tokens.get(key),
    write: (key: string, token: StoredToken) => change(store, ({ tokens }) => void tokens.set(key, token)),
    remove: (key: string, token: string) => change(store, ({ tokens }) => removeToken(tokens, key, token)),
    lock: (key: string, signal?: AbortSignal) => takeTurn(store, key, signal),
    entries: async () => (await readStore(store)).contents.tokens,
    add: (entries: ReadonlyMap<string, StoredToken>) =>
      change(store, ({ tokens }) => entries.forEach((token, key) => tokens.set(key, token))),
    forget: (keys?: readonly string[]) =>
      change(store, ({ tokens }) => [...(keys ?? tokens.keys())].filter((key) => tokens.delete(key)).length),
    readNote: async (name: string) => (await readStore(store)).contents.notes.get(name),
    writeNote: (name: string, text: string | undefined) =>
      change(store, ({ notes }) => void (text === undefined ? notes.delete(name) : notes.set(name, text))),
  });
}

interface Opened {
  readonly file: string;
  readonly what: string;
  readonly key: StoreKey;
  readonly now: () => number;
  readonly privateFiles: PrivateFilesOptions;
}

interface ReadStore {
  readonly contents: StoreContents;
  /** Undefined where there is no file yet. */
  readonly bytes: Uint8Array | undefined;
}

async function readStore(store: Opened): Promise<ReadStore> {
  const bytes = readBytes(store);
  if (bytes === undefined) return { contents: { tokens: new Map(), notes: new Map() }, bytes };
  const key = await store.key.forHeader(readHeader("store", bytes, store.what), store.what);
  return { contents: readContents(unseal(bytes, key, store.what), store.what), bytes };
}

/** At once and not in the background: the file is small and at hand, and a start of a program waits for it. */
function readBytes({ file, what }: Opened): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    if (code === "ENOENT") return undefined;
    throw new ErpgateError("STORE_UNAVAILABLE", `${what} cannot be read (${code})`, { cause });
  }
}

/** Changes the file as it is now, not as this process last saw it. */
async function change<T>(store: Opened, act: (contents: StoreContents) => T): Promise<T> {
  makePrivate(store);
  const lock = await takeLock(`${store.file}.lock`, { waitMs: CHANGE_WAIT_MS, what: store.what });
  try {
    const { contents, bytes } = await readStore(store);
    const before = writeContents(contents);
    const result = act(contents);
    const after = writeContents(contents);
    if (after !== before) replace(store, await sealed(store, after, bytes));
    return result;
  } finally {
    lock.release();
  }
}

/** With the key and salt that it had, so that who knows the passphrase need not derive it anew. */
async function sealed(store: Opened, text: string, old: Uint8Array | undefined): Promise<Uint8Array> {
  const atMs = store.now();
  if (old === undefined) {
    const { key, header } = await store.key.forNew();
    return seal("store", { ...header, atMs }, key, text);
  }
  const header = readHeader("store", old, store.what);
  return seal("store", { ...header, atMs }, await store.key.forHeader(header, store.what), text);
}

function replace({ file, what, privateFiles }: Opened, bytes: Uint8Array): void {
  try {
    replaceFile(file, bytes, privateFiles);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw new ErpgateError("STORE_UNAVAILABLE", `${what} cannot be written (${code}); it is as it was`, { cause });
  }
}

function makePrivate({ file, what, privateFiles }: Opened): void {
  try {
    makePrivateFolder(dirname(file), privateFiles);
  } catch (cause) {
    throw new ErpgateError("STORE_UNAVAILABLE", `the folder of ${what} cannot be made`, { cause });
  }
}

function removeToken(tokens: Map<string, StoredToken>, key: string, token: string): void {
  const stored = tokens.get(key);
  if (stored?.token !== token) return;
  const left = withoutToken(stored);
  if (left === undefined) tokens.delete(key);
  else tokens.set(key, left);
}

/** Turns are taken by key: who waits for one ERP does not wait for another. */
async function takeTurn(store: Opened, key: string, signal: AbortSignal | undefined): Promise<StoreLock> {
  makePrivate(store);
  const file = `${store.file}.${key.slice(0, 16).replaceAll(/[^\w-]/g, "_")}.turn`;
  const lock = await takeLock(file, { waitMs: TURN_WAIT_MS, what: store.what, signal });
  return { release: () => Promise.resolve(lock.release()) };
}
