import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { loadSqlite } from "../../src/store/sqlite-module.ts";
import { describeKill } from "./kill-suite.ts";
import { describeLeases } from "./lease-suite.ts";
import { describeStore, type StoreUnderTest } from "./store-suite.ts";

const folder = mkdtempSync(join(tmpdir(), "erpgate-sqlite-"));
let files = 0;

after(() => rmSync(folder, { recursive: true, force: true }));

const newLocation = (): Promise<string> => Promise.resolve(join(folder, `store-${(files += 1)}.db`));

describeKill("SQLite", newLocation);

const engine: StoreUnderTest = {
  newLocation,
  tamper: async (location, sql) => {
    const { DatabaseSync } = loadSqlite();
    const database = new DatabaseSync(location, { timeout: 5000 });
    database.exec(sql);
    database.close();
  },
};

describeStore("SQLite", () => engine);
describeLeases("SQLite", () => engine);
