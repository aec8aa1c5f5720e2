import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ErpgateError } from "../../../src/index.ts";
import { type FileLockOptions, takeLock } from "../../../src/node/store/file-lock.ts";
import { isDead, ownerHere, readOwner, systemProcesses } from "../../../src/node/store/lock-owner.ts";
import type { LockOwner } from "../../../src/node/store/lock-owner.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const options: FileLockOptions = { waitMs: 40, what: "the test's lock" };
const here = systemProcesses();
const me = (): LockOwner => ownerHere(here, "nonce", 0);
/** The number of a process that has ended. */
const ended = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

function lay(file: string, owner: Partial<LockOwner>, ageMs = 0): void {
  writeFileSync(file, JSON.stringify({ ...me(), ...owner }));
  const at = new Date(Date.now() - ageMs);
  utimesSync(file, at, at);
}

const isBusy = (error: unknown): boolean => ErpgateError.is(error) && error.code === "STORE_BUSY";

describe("a lock file", () => {
  it("says who holds it, keeps others out, and is gone after release", async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, "lock");
    const lock = await takeLock(file, options);
    assert.equal(readOwner(readFileSync(file, "utf8"))?.pid, process.pid);
    await assert.rejects(
      takeLock(file, options),
      (error) => isBusy(error) && /process \d+ on .*, since \d{4}-/.test(String(error)),
    );
    lock.release();
    (await takeLock(file, options)).release();
    lock.release();
    assert.deepEqual(readdirSync(folder.path), []);
  });

  it("passes from one to the next, one at a time", async () => {
    using folder = temporaryFolder();
    let inside = 0;
    const turns = Array.from({ length: 20 }, async () => {
      const lock = await takeLock(join(folder.path, "lock"), { ...options, waitMs: 10_000 });
      inside += 1;
      assert.equal(inside, 1);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      lock.release();
    });
    await Promise.all(turns);
  });

  it("ends a wait by the signal", async () => {
    using folder = temporaryFolder();
    const lock = await takeLock(join(folder.path, "lock"), options);
    const waiting = takeLock(join(folder.path, "lock"), { ...options, waitMs: 60_000, signal: AbortSignal.timeout(5) });
    await assert.rejects(waiting, { name: "TimeoutError" });
    lock.release();
  });

  for (const [what, owner, ageMs] of [
    ["of a process that is dead is broken at once", { pid: ended() }, 0],
    [
      "whose number another process got since is broken at once",
      { began: here.began(1) === "" ? me().began : "1" },
      here.began(1) === "" ? 11_000 : 0,
    ],
    ["of another computer that shows no life is broken", { host: "elsewhere" }, 11_000],
    ["of another container that shows no life is broken", { place: "elsewhere" }, 11_000],
    ["of a process that has hung for longer than the sign of life is broken", {}, 11_000],
  ] as const) {
    it(what, async () => {
      using folder = temporaryFolder();
      const file = join(folder.path, "lock");
      lay(file, owner, ageMs);
      (await takeLock(file, options)).release();
      assert.deepEqual(readdirSync(folder.path), []);
    });
  }

  for (const [what, owner, ageMs] of [
    ["of another computer that was touched lately is waited for", { host: "elsewhere", pid: ended() }, 1_000],
    ["of another container that was touched lately is waited for", { place: "elsewhere", pid: ended() }, 1_000],
  ] as const) {
    it(what, async () => {
      using folder = temporaryFolder();
      lay(join(folder.path, "lock"), owner, ageMs);
      await assert.rejects(takeLock(join(folder.path, "lock"), options), isBusy);
    });
  }

  it("that does not say who holds it is waited for, and broken when it is old", async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, "lock");
    writeFileSync(file, "");
    await assert.rejects(takeLock(file, options), isBusy);
    utimesSync(file, new Date(Date.now() - 11_000), new Date(Date.now() - 11_000));
    (await takeLock(file, options)).release();
  });

  it("whose breaker died in the middle is broken all the same", async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, "lock");
    lay(file, { pid: ended(), nonce: "first" });
    lay(`${file}.first`, { pid: ended(), nonce: "second" });
    (await takeLock(file, { ...options, waitMs: 1000 })).release();
    assert.deepEqual(readdirSync(folder.path), []);
  });
});

describe("whether an owner is dead", () => {
  const table = { host: "h", place: "p", began: () => "7", isRunning: (pid: number) => pid === 1 };
  const owner: LockOwner = { pid: 1, host: "h", place: "p", began: "7", nonce: "n", at: "" };
  for (const [what, more, dead] of [
    ["runs since then", {}, false],
    ["does not run", { pid: 2 }, true],
    ["runs, but began at another time", { began: "8" }, true],
    ["runs, and nobody knows since when", { began: "" }, false],
    ["is on another host", { host: "other", pid: 2 }, false],
    ["is in another namespace", { place: "other", pid: 2 }, false],
  ] as const)
    it(`${what}: ${dead ? "dead" : "not known to be"}`, () => assert.equal(isDead({ ...owner, ...more }, table), dead));

  it("cannot be told from what is no owner", () => {
    for (const text of [
      "",
      "{",
      "null",
      '{"pid":0,"nonce":"n"}',
      '{"pid":1,"nonce":"../x"}',
      '{"pid":"1","nonce":"n"}',
    ])
      assert.equal(readOwner(text), undefined);
  });
});
