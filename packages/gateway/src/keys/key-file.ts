import { link, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { objects, parsedObject, text } from "../store/row.ts";
import { StoreError } from "../store/store-error.ts";
import type { StoreRuntime } from "../store/store-runtime.ts";
import { type FileGuard, restrictToOwner } from "./file-guard.ts";
import type { MasterKey } from "./keyring.ts";

const SECRET_BYTES = 32;

/**
 * @returns undefined when there is no such file
 * @throws StoreError `KEY_FILE_INVALID` when it cannot be read or is no key file
 */
export async function readKeyFile(file: string): Promise<readonly [MasterKey, ...MasterKey[]] | undefined> {
  let content: string;
  try {
    content = await readFile(file, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw invalid(file, "cannot be read", error);
  }
  const [first, ...rest] = parse(content);
  if (first === undefined) throw invalid(file, "is not a key file of erpgate, or was damaged", undefined);
  return [first, ...rest];
}

/**
 * Creates the key file unless it exists. It is written beside its place and then linked there, so nobody ever reads half a
 * file, and of several processes that start at once one wins and the others find its file.
 */
export async function createKeyFile(file: string, runtime: StoreRuntime, guard: FileGuard): Promise<void> {
  const draft = `${file}.${Buffer.from(runtime.randomBytes(6)).toString("hex")}.new`;
  const content = newKeyFileText(runtime);
  try {
    await writeNew(draft, content, guard);
    if (!(await linkTo(draft, file))) await writeNew(file, content, guard);
    await syncFolder(dirname(file));
  } catch (error) {
    if (isCode(error, "EEXIST")) return;
    throw StoreError.is(error) ? error : invalid(file, "cannot be created", error);
  } finally {
    await rm(draft, { force: true });
  }
}

/** JSON: `{"version":1,"keys":[{"id","secret"}]}`, secrets in base64url, the current key first. */
function newKeyFileText(runtime: StoreRuntime): string {
  const id = Buffer.from(runtime.randomBytes(6)).toString("hex");
  const secret = Buffer.from(runtime.randomBytes(SECRET_BYTES)).toString("base64url");
  return `${JSON.stringify({ version: 1, keys: [{ id, secret }] }, undefined, 2)}\n`;
}

/** The rights are restricted while the file is still empty: at no moment can somebody else read the key. */
async function writeNew(file: string, content: string, guard: FileGuard): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    await restrictToOwner(file, guard);
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** @returns false where the file system has no hard links (FAT, some network shares): there the file is written in its place */
async function linkTo(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) throw error;
    return false;
  }
}

/** A power cut must not take the file back once something depends on it. Windows opens no folders, and needs no such call. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

function parse(content: string): readonly MasterKey[] {
  try {
    const fields = parsedObject(content, "key file");
    const masters = objects(fields, "keys").map((key) => ({ id: text(key, "id"), secret: bytes(text(key, "secret")) }));
    const sound = masters.every(({ secret }) => secret.length === SECRET_BYTES);
    return fields["version"] === 1 && sound ? masters : [];
  } catch {
    return []; // the text is a secret, and a parser's message may quote it
  }
}

function bytes(base64url: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64url, "base64url"));
}

function invalid(file: string, what: string, cause: unknown): StoreError {
  const next = "Check the path, this user's rights to it, or restore the file from a backup.";
  return new StoreError(
    "KEY_FILE_INVALID",
    `The key file ${file} ${what}. ${next}`,
    cause === undefined ? {} : { cause },
  );
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
