import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { addConsumer } from "../../src/consumers/add-consumer.ts";
import { revokeConsumer } from "../../src/consumers/revoke-consumer.ts";
import type { FileGuard } from "../../src/keys/file-guard.ts";
import { openKeyring } from "../../src/keys/open-keyring.ts";
import { loadSigningKeys } from "../../src/keys/signing-keys.ts";
import { openStore } from "../../src/store/open-store.ts";
import { StoreError } from "../../src/store/store-error.ts";

const folder = mkdtempSync(join(tmpdir(), "erpgate-keys-"));
let files = 0;
const newFile = (): string => join(folder, `file-${(files += 1)}.key`);

after(() => rmSync(folder, { recursive: true, force: true }));

function failsWith(code: string, ...words: readonly string[]): (error: unknown) => boolean {
  return (error) => StoreError.is(error) && error.code === code && words.every((word) => error.message.includes(word));
}

const shop = { name: "shop", access: { erp: { scope: "/api" } } };

describe("key file", () => {
  it("is made on first use, for this user alone, and found again", async () => {
    await using store = await openStore(":memory:");
    const file = newFile();
    const made = await openKeyring(file, store);
    const found = await openKeyring(file, store);
    assert.deepEqual(found.keyIds, made.keyIds);
    assert.deepEqual(found.hash("egk_x"), made.hash("egk_x"));
    if (process.platform !== "win32") assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith(".new")),
      [],
    );
  });

  it("is one file when several processes make it at once", async () => {
    await using store = await openStore(":memory:");
    const file = newFile();
    const rings = await Promise.all(Array.from({ length: 8 }, () => openKeyring(file, store)));
    assert.equal(new Set(rings.map(({ keyIds }) => keyIds.join())).size, 1);
  });

  it("is never made anew while a consumer needs the lost one", async () => {
    await using store = await openStore(":memory:");
    const file = newFile();
    await addConsumer(store, await openKeyring(file, store), shop, () => []);
    rmSync(file);
    await assert.rejects(openKeyring(file, store), failsWith("KEY_FILE_MISSING", file, "Restore it", '"keyFile"'));
    assert.throws(() => statSync(file), /ENOENT/);
    await revokeConsumer(store, "shop");
    assert.equal((await openKeyring(file, store)).keyIds.length, 1);
  });

  it("is never made anew while a signing key needs the lost one", async () => {
    await using store = await openStore(":memory:");
    const file = newFile();
    await loadSigningKeys(store, await openKeyring(file, store), {}, { mounts: [] });
    rmSync(file);
    await assert.rejects(openKeyring(file, store), failsWith("KEY_FILE_MISSING"));
  });

  it("of another store is refused", async () => {
    await using store = await openStore(":memory:");
    await using other = await openStore(":memory:");
    const [file, foreign] = [newFile(), newFile()];
    await addConsumer(store, await openKeyring(file, store), shop, () => []);
    await openKeyring(foreign, other);
    await assert.rejects(openKeyring(foreign, store), failsWith("KEY_FILE_FOREIGN", foreign));
  });

  it("that is damaged is refused, and its text is not shown", async () => {
    await using store = await openStore(":memory:");
    const file = newFile();
    await openKeyring(file, store);
    const whole = readFileSync(file, "utf8");
    for (const text of [
      "",
      "{",
      whole.slice(0, -20),
      whole.replace('"version": 1', '"version": 2'),
      '{"version":1,"keys":[]}',
    ]) {
      writeFileSync(file, text);
      await assert.rejects(openKeyring(file, store), failsWith("KEY_FILE_INVALID", file));
    }
    const secret = /"secret": "([^"]+)"/.exec(whole)?.[1] ?? "none";
    writeFileSync(file, whole.slice(0, -20));
    await assert.rejects(
      openKeyring(file, store),
      (error) => error instanceof Error && !String(error.stack).includes(secret),
    );
  });

  it("in a folder that is not there is one clear error", async () => {
    await using store = await openStore(":memory:");
    await assert.rejects(
      openKeyring(join(folder, "none", "x.key"), store),
      failsWith("KEY_FILE_INVALID", "cannot be created"),
    );
  });
});

describe("access rights on Windows", () => {
  const sid = "S-1-5-21-1004336348-1177238915-682003330-512";
  const windows = (calls: string[][], answer: string): FileGuard => ({
    platform: "win32",
    systemRoot: "C:\\Windows",
    run: async (program, args) => {
      calls.push([program, ...args]);
      return answer;
    },
  });

  it("leave the file to the current user, by SID, without inherited entries", async () => {
    await using store = await openStore(":memory:");
    const file = newFile();
    const calls: string[][] = [];
    await openKeyring(file, store, { guard: windows(calls, `"shop\\anna","${sid}"\r\n`) });
    assert.deepEqual(calls[0], ["C:\\Windows\\System32\\whoami.exe", "/user", "/fo", "csv", "/nh"]);
    const [program, draft, ...rights] = calls[1] ?? [];
    assert.equal(program, "C:\\Windows\\System32\\icacls.exe");
    assert.ok(draft?.startsWith(`${file}.`), "the rights were set on another file");
    assert.deepEqual(rights, ["/inheritance:r", "/grant:r", `*${sid}:F`]);
  });

  it("that cannot be set mean that no key is written", async () => {
    await using store = await openStore(":memory:");
    const file = newFile();
    await assert.rejects(openKeyring(file, store, { guard: windows([], "") }), failsWith("KEY_FILE_UNPROTECTED"));
    assert.deepEqual(
      readdirSync(folder).filter((name) => file.endsWith(name) || name.endsWith(".new")),
      [],
    );
  });
});
