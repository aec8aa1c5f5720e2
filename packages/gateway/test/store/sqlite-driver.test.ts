import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { openSqlite } from "../../src/store/sqlite-driver.ts";
import { loadSqlite } from "../../src/store/sqlite-module.ts";
import { StoreError } from "../../src/store/store-error.ts";

const folder = mkdtempSync(join(tmpdir(), "erpgate-driver-"));

after(() => rmSync(folder, { recursive: true, force: true }));

function failsWith(code: string, word: string): (error: unknown) => boolean {
  return (error) => StoreError.is(error) && error.code === code && error.message.includes(word);
}

describe("SQLite driver", () => {
  const forOthers = "leaves its files to this user alone";
  const hasModes = process.platform !== "win32";
  it(hasModes ? forOthers : `${forOthers} (skipped: Windows has no file modes)`, { skip: !hasModes }, async () => {
    const file = join(folder, "mode.db");
    await using driver = await openSqlite(file, 1000);
    await driver.run("CREATE TABLE t (x BIGINT)");
    for (const suffix of ["", "-wal", "-shm"]) assert.equal(statSync(file + suffix).mode & 0o077, 0, suffix);
  });

  it("says what is wrong with a place that will not do", async () => {
    const text = join(folder, "text.db");
    writeFileSync(text, "this is a letter to my aunt, and certainly longer than the header of a database file is");
    await assert.rejects(openSqlite(text, 1000), failsWith("STORE_LOCATION_INVALID", "not a SQLite file"));
    await assert.rejects(
      openSqlite(join(folder, "none", "x.db"), 1000),
      failsWith("STORE_LOCATION_INVALID", "folder exists"),
    );
    await assert.rejects(openSqlite(folder, 1000), failsWith("STORE_LOCATION_INVALID", folder));
  });

  it("waits for a lock without holding up the thread, and gives up in time", async () => {
    const file = join(folder, "locked.db");
    await using driver = await openSqlite(file, 300);
    const { DatabaseSync } = loadSqlite();
    const holder = new DatabaseSync(file);
    holder.exec("BEGIN IMMEDIATE");
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 5);
    await assert.rejects(
      driver.transaction("process", () => Promise.resolve()),
      failsWith("STORE_BUSY", "locked"),
    );
    clearInterval(turning);
    // A thread that waits within SQLite turns not once; how often one that does not turns is the machine's affair.
    assert.ok(turns > 0, "the thread stood still");
    const waiting = driver.transaction("process", () => Promise.resolve("done"));
    holder.exec("ROLLBACK");
    assert.equal(await waiting, "done");
    holder.close();
  });

  it("takes back a transaction whose work fails, and goes on", async () => {
    await using driver = await openSqlite(":memory:", 1000);
    await driver.run("CREATE TABLE t (x BIGINT)");
    const failing = driver.transaction("power", async (session) => {
      await session.run("INSERT INTO t VALUES (?)", [1]);
      throw new Error("changed my mind");
    });
    await assert.rejects(failing, /changed my mind/);
    assert.deepEqual((await driver.query("SELECT * FROM t")).length, 0);
    assert.equal(await driver.run("INSERT INTO t VALUES (?)", [2]), 1);
  });

  it("lets no other statement into a transaction", async () => {
    await using driver = await openSqlite(":memory:", 1000);
    await driver.run("CREATE TABLE t (x BIGINT)");
    const order: string[] = [];
    const inside = driver.transaction("process", async (session) => {
      await session.run("INSERT INTO t VALUES (1)");
      await new Promise(setImmediate);
      order.push("inside");
    });
    const outside = driver.run("INSERT INTO t VALUES (2)").then(() => order.push("outside"));
    await Promise.all([inside, outside]);
    assert.deepEqual(order, ["inside", "outside"]);
  });

  it("is loaded without touching how the process warns", () => {
    const before = Object.getOwnPropertyDescriptor(process, "emitWarning");
    loadSqlite();
    assert.deepEqual(Object.getOwnPropertyDescriptor(process, "emitWarning"), before);
  });
});
