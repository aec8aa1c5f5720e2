import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { createFileTokenStore, type FileTokenStore, newKeyText } from "../../../src/node/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const program = fileURLToPath(new URL("writing-child.ts", import.meta.url));

/** Starts the writer and kills it: by its own hand at the n-th rename, or by ours once it has told of the n-th write. */
async function killed(folder: string, at: number, whose: "its own" | "ours"): Promise<number> {
  const words = [join(folder, "tokens"), join(folder, "key"), whose === "its own" ? String(at) : ""];
  const child = fork(program, words, { stdio: "ignore" });
  let last = 0;
  child.on("message", (n: number) => {
    last = n;
    if (whose === "ours" && n === at) child.kill("SIGKILL");
  });
  const [, signal] = (await once(child, "exit")) as [number | null, string | null];
  assert.equal(signal, "SIGKILL");
  return last;
}

/** The store is readable with a write that was begun, and takes another before the killed one's lock is old: it is told dead. */
async function assertWhole(store: FileTokenStore, folder: string, last: number): Promise<void> {
  const stored = (await store.entries()).get("k");
  assert.ok(stored !== undefined && stored.obtainedAtMs >= last && stored.obtainedAtMs <= 200, `wrote ${String(last)}`);
  assert.equal(stored.token, `token-${String(stored.obtainedAtMs)}`);
  const startedAtMs = performance.now();
  await store.write("next", { token: `after ${String(last)}`, obtainedAtMs: 0, expiresAtMs: undefined });
  assert.ok(performance.now() - startedAtMs < 8000);
  assert.deepEqual(readdirSync(folder).toSorted(), ["key", "tokens"], "nothing is left lying about");
}

describe("kill -9 in the middle of 200 writes", () => {
  for (const at of [2, 40, 111, 199]) {
    it(`before the rename of write ${String(at)}, with the lock in hand`, async () => {
      using folder = temporaryFolder();
      writeFileSync(join(folder.path, "key"), newKeyText());
      const store = createFileTokenStore({
        file: join(folder.path, "tokens"),
        key: { kind: "key-file", file: join(folder.path, "key") },
      });
      assert.equal(await killed(folder.path, at, "its own"), at - 1);
      await assertWhole(store, folder.path, at - 1);
    });
  }

  it("at any other moment, again and again on one store", async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, "key"), newKeyText());
    const store = createFileTokenStore({
      file: join(folder.path, "tokens"),
      key: { kind: "key-file", file: join(folder.path, "key") },
    });
    for (const at of [1, 3, 57, 58, 120, 190])
      await assertWhole(store, folder.path, await killed(folder.path, at, "ours"));
  });
});
