/**
 * Runs inside a desktop session of its own (keychain.test.ts). `make FILE TOKEN` makes a store whose key stays in that
 * session's keychain, and tries what can be done with a key; `open FILE` says what keeps a store from being opened.
 */
import { ErpgateError } from "../../src/index.ts";
import {
  createFileTokenStore,
  newKeyText,
  readKeychain,
  removeFromKeychain,
  writeKeychain,
} from "../../src/node/index.ts";

const [act = "", file = "", token = ""] = process.argv.slice(2);
const account = "token store of a test";
const key = { kind: "keychain", account } as const;
console.log(JSON.stringify(act === "make" ? await make() : await open()));

async function make(): Promise<object> {
  const before = await readKeychain(account);
  await writeKeychain("another", newKeyText());
  await writeKeychain(account, newKeyText());
  await createFileTokenStore({ file, key }).write("k", { token, obtainedAtMs: 1, expiresAtMs: undefined });
  const read = (await createFileTokenStore({ file, key }).read("k"))?.token === token;
  const removed = await removeFromKeychain("another");
  return { before: before ?? null, read, removed, after: (await readKeychain("another")) ?? null };
}

async function open(): Promise<object> {
  try {
    await createFileTokenStore({ file, key }).entries();
    return { code: "OPENED" };
  } catch (error) {
    if (!ErpgateError.is(error)) throw error;
    return { code: error.code, message: error.message };
  }
}
