import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fc } from "../../../../../tools/seeded-fast-check.ts";
import { seeded } from "../../../../../tools/seeded-secrets.ts";
import { ErpgateError } from "../../../src/index.ts";
import { createFileTokenStore, newKeyText, type FileTokenStore, type StoreKeySource } from "../../../src/node/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const token = {
  token: seeded("stored-token"),
  obtainedAtMs: 1_000,
  expiresAtMs: 2_000,
  refreshToken: seeded("refresh"),
};
const isPosix = process.platform !== "win32";

/** A store in a folder of its own with a key of its own. */
function inFolder(folder: string, more: Partial<{ key: StoreKeySource; file: string }> = {}): FileTokenStore {
  const keyFile = join(folder, "key");
  if (!existsSync(keyFile)) writeFileSync(keyFile, newKeyText() + "\n", { mode: 0o600 });
  return createFileTokenStore({
    file: more.file ?? join(folder, "state", "tokens"),
    key: more.key ?? { kind: "key-file", file: keyFile },
  });
}

/** What a failing call says; it must be one sentence, and hold no secret. */
async function refusal(act: () => Promise<unknown>, code: string): Promise<string> {
  const error: unknown = await act().then(
    () => assert.fail("was accepted"),
    (reason: unknown) => reason,
  );
  assert.ok(ErpgateError.is(error), String(error));
  assert.equal(error.code, code, error.message);
  assert.ok(!error.message.includes("\n") && !error.message.includes(token.token));
  return error.message;
}

describe("a file token store", () => {
  it("gives another process what this one wrote, and nothing of it stands in the file", async () => {
    using folder = temporaryFolder();
    const store = inFolder(folder.path);
    assert.equal(await store.read("k"), undefined);
    assert.equal((await store.entries()).size, 0);
    await store.write("k", token);
    assert.deepEqual(await inFolder(folder.path).read("k"), token);
    const bytes = readFileSync(store.file, "latin1");
    assert.ok(!bytes.includes(token.token) && !bytes.includes(token.refreshToken));
    assert.match(bytes, /^EGST\u0001/);
  });

  it("belongs to its user alone", { skip: isPosix ? false : "modes are POSIX's" }, async () => {
    using folder = temporaryFolder();
    const store = inFolder(folder.path);
    await store.write("k", token);
    assert.equal(statSync(store.file).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder.path, "state")).mode & 0o777, 0o700);
  });

  it("forgets a refused token only if it is still the one, keeps its refresh token, and forgets that with the rest", async () => {
    using folder = temporaryFolder();
    const store = inFolder(folder.path);
    await store.write("k", token);
    await store.remove("k", "another");
    assert.deepEqual(await store.read("k"), token);
    await store.remove("k", token.token);
    assert.deepEqual(await store.read("k"), { ...token, token: "", expiresAtMs: 0 });
    await store.write("other", { ...token, expiresAtMs: undefined });
    assert.equal(await store.forget(["k", "none"]), 1);
    assert.equal(await store.forget(), 1);
    assert.equal((await store.entries()).size, 0);
  });

  it("keeps notes beside the tokens", async () => {
    using folder = temporaryFolder();
    const store = inFolder(folder.path);
    await store.writeNote("pending", "state and verifier");
    await store.write("k", token);
    assert.equal(await inFolder(folder.path).readNote("pending"), "state and verifier");
    await store.writeNote("pending", undefined);
    assert.equal(await store.readNote("pending"), undefined);
    assert.deepEqual(await store.read("k"), token);
  });

  it("holds any text as it was", async () => {
    using folder = temporaryFolder();
    const store = inFolder(folder.path);
    const text = fc.string({ unit: "grapheme" });
    await fc.assert(
      fc.asyncProperty(text, text, fc.integer({ min: 0 }), async (key, value, obtainedAtMs) => {
        await store.write(key, { token: value, obtainedAtMs, expiresAtMs: undefined });
        assert.deepEqual(await store.read(key), { token: value, obtainedAtMs, expiresAtMs: undefined });
      }),
      { numRuns: 25 },
    );
  });
});

describe("a store that cannot be opened is left as it is, with one sentence", () => {
  it("whatever byte of it was changed or cut", async () => {
    using folder = temporaryFolder();
    const store = inFolder(folder.path);
    await store.write("k", token);
    const good = readFileSync(store.file);
    const flips = Array.from({ length: good.length }, (_, at) => {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ 0x40;
      return bad;
    });
    const cuts = [0, 1, 52, 68, 69, good.length - 1].map((length) => good.subarray(0, length));
    for (const bad of [...flips, ...cuts]) {
      writeFileSync(store.file, bad);
      await assert.rejects(store.read("k"), (error) => ErpgateError.is(error) && error.code.startsWith("STORE_"));
    }
    const bad = flips.at(-1) ?? good;
    writeFileSync(store.file, bad);
    for (const act of [() => store.entries(), () => store.write("k", token), () => store.forget()])
      assert.match(await refusal(act, "STORE_DAMAGED"), /was damaged or tampered with/);
    assert.deepEqual(readFileSync(store.file), bad);
  });

  it("of another version, older or newer", async () => {
    using folder = temporaryFolder();
    const store = inFolder(folder.path);
    await store.write("k", token);
    for (const [version, whose] of [
      [0, /an older erpgate \(format 0; this one reads 1\)/],
      [2, /a newer erpgate \(format 2; this one reads 1\)/],
    ] as const) {
      const bytes = readFileSync(store.file);
      bytes[4] = version;
      writeFileSync(store.file, bytes);
      assert.match(await refusal(() => store.write("k", token), "STORE_VERSION_UNSUPPORTED"), whose);
      assert.deepEqual(readFileSync(store.file), bytes);
    }
  });

  it("with another key, another kind of key, or the wrong passphrase", async () => {
    using folder = temporaryFolder();
    const store = inFolder(folder.path);
    await store.write("k", token);
    const before = readFileSync(store.file);
    const passphrase = seeded("wrong-passphrase");
    const other = inFolder(folder.path, { key: { kind: "env", name: "OTHER", env: { OTHER: newKeyText() } } });
    assert.match(
      await refusal(() => other.write("k", token), "STORE_KEY_WRONG"),
      /another key than environment variable OTHER/,
    );
    const phrase = inFolder(folder.path, { key: { kind: "passphrase", passphrase } });
    assert.match(await refusal(() => phrase.read("k"), "STORE_KEY_WRONG"), /with a key, not with a passphrase/);
    assert.deepEqual(readFileSync(store.file), before);
  });

  it("a passphrase opens it after a plain copy, a wrong one does not", async () => {
    using folder = temporaryFolder();
    const passphrase = `${seeded("passphrase")} é 🔑`;
    const store = inFolder(folder.path, { key: { kind: "passphrase", passphrase } });
    await store.write("k", token);
    const copied = join(folder.path, "copied");
    writeFileSync(copied, readFileSync(store.file));
    // The other keyboard's accent is a letter and a mark.
    const elsewhere = { kind: "passphrase", passphrase: () => Promise.resolve(passphrase.normalize("NFD")) } as const;
    assert.deepEqual(await inFolder(folder.path, { key: elsewhere, file: copied }).read("k"), token);
    const wrong = inFolder(folder.path, { key: { kind: "passphrase", passphrase: "no" }, file: copied });
    assert.match(
      await refusal(() => wrong.write("k", token), "STORE_KEY_WRONG"),
      /the passphrase does not open the token store/,
    );
    assert.deepEqual(readFileSync(copied), readFileSync(store.file));
  });

  it("a keychain's, copied to where that keychain is not, says why", async () => {
    using folder = temporaryFolder();
    const store = inFolder(folder.path);
    await store.write("k", token);
    const bytes = readFileSync(store.file);
    bytes[5] = 4; // the kind of its key: a keychain's
    writeFileSync(store.file, bytes);
    const here = inFolder(folder.path, { key: { kind: "env", name: "K", env: { K: newKeyText() } } });
    assert.match(
      await refusal(() => here.read("k"), "STORE_KEY_WRONG"),
      /does not travel with the file: use erpgate bundle export/,
    );
  });

  it("without its key", async () => {
    using folder = temporaryFolder();
    const env = inFolder(folder.path, { key: { kind: "env", name: "NONE", env: {} } });
    assert.match(await refusal(() => env.write("k", token), "STORE_KEY_MISSING"), /NONE is not set/);
    const bad = inFolder(folder.path, { key: { kind: "env", name: "BAD", env: { BAD: "a password" } } });
    assert.match(await refusal(() => bad.write("k", token), "STORE_KEY_MISSING"), /openssl rand -base64 32/);
    const gone = inFolder(folder.path, { key: { kind: "key-file", file: join(folder.path, "gone") } });
    assert.match(await refusal(() => gone.write("k", token), "STORE_KEY_MISSING"), /gone cannot be read \(ENOENT\)/);
    assert.ok(!existsSync(env.file));
  });

  it("on a disk that takes no more", async () => {
    using folder = temporaryFolder();
    const store = inFolder(folder.path);
    await store.write("k", token);
    const rename = (): never => {
      throw Object.assign(new Error("full"), { code: "ENOSPC" });
    };
    const key = { kind: "key-file", file: join(folder.path, "key") } as const;
    const full = createFileTokenStore({ file: store.file, key, privateFiles: { rename } });
    const said = await refusal(() => full.write("k", { ...token, token: "other" }), "STORE_UNAVAILABLE");
    assert.match(said, /cannot be written \(ENOSPC\); it is as it was$/);
    assert.deepEqual(await store.read("k"), token);
  });

  it("in the place of a folder", async () => {
    using folder = temporaryFolder();
    const store = inFolder(folder.path, { file: folder.path });
    assert.match(await refusal(() => store.read("k"), "STORE_UNAVAILABLE"), /cannot be read \(EISDIR\)/);
  });
});
