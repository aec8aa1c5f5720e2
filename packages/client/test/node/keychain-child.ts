/** Runs inside a desktop session of its own (keychain.test.ts): makes a store whose key the keychain keeps, and reads it again. */
import {
  createFileTokenStore,
  newKeyText,
  readKeychain,
  removeFromKeychain,
  writeKeychain,
} from "../../src/node/index.ts";

const [file = "", token = ""] = process.argv.slice(2);
const account = "token store of a test";
const before = await readKeychain(account);
await writeKeychain(account, newKeyText());
const key = { kind: "keychain", account } as const;
await createFileTokenStore({ file, key }).write("k", { token, obtainedAtMs: 1, expiresAtMs: undefined });
const read = (await createFileTokenStore({ file, key }).read("k"))?.token === token;
const removed = await removeFromKeychain(account);
console.log(JSON.stringify({ before: before ?? null, read, removed, after: (await readKeychain(account)) ?? null }));
