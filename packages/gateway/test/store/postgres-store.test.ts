import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Client } from "pg";
import { openPostgres } from "../../src/store/postgres-driver.ts";
import { openStore } from "../../src/store/open-store.ts";
import { StoreError } from "../../src/store/store-error.ts";
import { type EmbeddedPostgres, missingPostgres, startPostgres } from "./embedded-postgres.ts";
import { auditEntry, consumerRecord } from "./records.ts";
import { describeKill } from "./kill-suite.ts";
import { describeLeases } from "./lease-suite.ts";
import { describeStore, type StoreUnderTest } from "./store-suite.ts";

const missing = missingPostgres();

describe(
  missing === undefined ? "PostgreSQL" : `PostgreSQL (skipped: ${missing})`,
  { skip: missing !== undefined },
  () => {
    let server: EmbeddedPostgres | undefined;
    const running = (): EmbeddedPostgres => {
      assert.ok(server !== undefined);
      return server;
    };

    before(async () => {
      server = await startPostgres();
    });
    after(() => server?.[Symbol.asyncDispose]());

    const engine = (): StoreUnderTest => ({
      newLocation: () => running().newPlace(),
      tamper: async (location, sql) => {
        const client = new Client({ connectionString: location });
        await client.connect();
        await client.query(sql);
        await client.end();
      },
    });

    describeStore("PostgreSQL", engine);
    describeLeases("PostgreSQL", engine);

    describeKill("PostgreSQL", () => running().newPlace());

    it("goes on after every connection was cut, and still hears of changes", async () => {
      const location = await running().newPlace();
      await using here = await openStore(location);
      await using there = await openStore(location);
      let heard = Promise.withResolvers<void>();
      using listening = new DisposableStack();
      listening.use(here.onChange(() => heard.resolve()));
      await heard.promise;
      await running().cutConnections();
      await untilReachable(() => there.ping());
      heard = Promise.withResolvers<void>();
      await there.putConsumer(consumerRecord("shop"), auditEntry());
      await heard.promise;
    });

    it("a server that goes in the middle of a transaction fails the transaction, not the process", async () => {
      await using driver = await openPostgres(await running().newPlace(), 5000);
      const cut = driver.transaction("process", async (session) => {
        await session.query("SELECT 1");
        await running().cutConnections();
        // The news has come by then, to nobody in particular: no statement was under way.
        await running().newPlace();
        await session.query("SELECT 1");
      });
      await assert.rejects(cut, (error) => StoreError.is(error) && error.code === "STORE_UNREACHABLE");
      assert.equal((await driver.query("SELECT 1 AS one")).length, 1);
    });

    it("shows its address without the password, in errors too", async () => {
      const location = await running().newPlace();
      const password = decodeURIComponent(new URL(location).password);
      await using store = await openStore(location);
      assert.match(store.location, /^postgres:\/\/postgres@127\.0\.0\.1:\d+\/erpgate$/);
      await assert.rejects(openStore(location.replace("/erpgate?", "/missing?")), (error) => {
        assert.ok(StoreError.is(error));
        assert.equal(error.code, "STORE_LOCATION_INVALID");
        assert.equal(`${error.stack} ${JSON.stringify(error)}`.includes(password), false, "the password is shown");
        return true;
      });
    });
  },
);

it("says that a PostgreSQL which is not there cannot be reached", async () => {
  // Port 1 needs a privilege to listen on, and nothing of ours has it.
  const opening = openStore("postgres://nobody@127.0.0.1:1/none", { busyTimeoutMs: 2000 });
  await assert.rejects(
    opening,
    (error) => StoreError.is(error) && error.code === "STORE_UNREACHABLE" && error.retryable,
  );
});

/** The pool finds out about each dead connection by using it, so a few calls may fail first. */
async function untilReachable(ping: () => Promise<void>, triesLeft = 8): Promise<void> {
  await ping().catch((error: unknown) => {
    if (triesLeft === 0) throw error;
    return untilReachable(ping, triesLeft - 1);
  });
}
