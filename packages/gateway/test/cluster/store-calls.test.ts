import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { openChannel } from "../../src/cluster/channel.ts";
import { createRemoteStore, storeCalls, type StoreCalls } from "../../src/cluster/store-calls.ts";
import { openStore } from "../../src/store/open-store.ts";
import { loadSqlite } from "../../src/store/sqlite-module.ts";
import type { Store } from "../../src/store/store.ts";
import { describeLeases } from "../store/lease-suite.ts";
import { describeStore, type StoreUnderTest } from "../store/store-suite.ts";
import { messagePorts } from "./message-port.ts";

const folder = mkdtempSync(join(tmpdir(), "erpgate-store-calls-"));
const pipes = new DisposableStack();
let files = 0;

after(() => {
  pipes.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** A store at the other end of a pipe. Closing it closes the one that has the file; the pipe stays, to hear what that says. */
async function openRemote(location: string): Promise<Store> {
  const store = await openStore(location);
  const [there, here, pipe] = messagePorts();
  pipes.use(pipe);
  openChannel(there, storeCalls(store));
  const call = openChannel<StoreCalls>(here, {});
  const remote = createRemoteStore(call, store, { onChange: (listener) => store.onChange(listener) });
  return { ...remote, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

const engine: StoreUnderTest = {
  open: openRemote,
  newLocation: () => Promise.resolve(join(folder, `store-${(files += 1)}.db`)),
  tamper: async (location, sql) => {
    const { DatabaseSync } = loadSqlite();
    const database = new DatabaseSync(location, { timeout: 5000 });
    database.exec(sql);
    database.close();
  },
};

describeStore("SQLite by message", () => engine);
describeLeases("SQLite by message", () => engine);
