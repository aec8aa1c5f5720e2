import assert from "node:assert/strict";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { makePrivateFolder, replaceFile } from "../../../src/node/store/private-files.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const bytes = new TextEncoder().encode("new");

describe("files of one user on Windows", () => {
  it("get their rights before their contents, and nothing inherited", () => {
    using folder = temporaryFolder();
    const ran: (readonly string[])[] = [];
    const run = (program: string, words: readonly string[]): void => {
      const [path = ""] = words;
      const isFolder = path.endsWith("private");
      ran.push([program, ...words.slice(1), isFolder ? "folder" : readFileSync(path, "utf8")]);
    };
    const windows = { platform: "win32", run, user: () => "ann" } as const;
    makePrivateFolder(join(folder.path, "private"), windows);
    makePrivateFolder(join(folder.path, "private"), windows);
    replaceFile(join(folder.path, "private", "f"), bytes, windows);
    assert.deepEqual(ran, [
      ["icacls", "/inheritance:r", "/grant:r", "ann:(OI)(CI)F", "folder"],
      ["icacls", "/inheritance:r", "/grant:r", "ann:F", ""],
    ]);
  });

  it("are replaced once whoever reads them is done", () => {
    using folder = temporaryFolder();
    const pauses: number[] = [];
    const rename = (from: string, to: string): void => {
      if (pauses.length < 3) throw Object.assign(new Error("in use"), { code: "EPERM" });
      renameSync(from, to);
    };
    const pause = (ms: number): void => void pauses.push(ms);
    replaceFile(join(folder.path, "f"), bytes, { platform: "win32", run: () => undefined, rename, pause });
    assert.deepEqual(pauses, [5, 10, 15]);
    assert.equal(readFileSync(join(folder.path, "f"), "utf8"), "new");
  });
});

it("a replacement that fails leaves the old file, and nothing beside it", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "f");
  writeFileSync(file, "old");
  const rename = (): never => {
    throw Object.assign(new Error("no"), { code: "EPERM" });
  };
  assert.throws(() => replaceFile(file, bytes, { platform: "linux", rename }));
  assert.equal(readFileSync(file, "utf8"), "old");
  assert.deepEqual(readdirSync(folder.path), ["f"]);
});

it("what killed writers left is cleared, what merely looks like it is not", () => {
  using folder = temporaryFolder();
  for (const name of ["f.abc.tmp", "f.lock", "g.abc.tmp", "f.tmp.txt"]) writeFileSync(join(folder.path, name), "");
  replaceFile(join(folder.path, "f"), bytes);
  assert.deepEqual(readdirSync(folder.path).toSorted(), ["f", "f.lock", "f.tmp.txt", "g.abc.tmp"]);
});
