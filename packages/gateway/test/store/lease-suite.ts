import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RateDemand } from "../../src/store/rate-shares.ts";
import type { SeatClaim } from "../../src/store/seat-leases.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import type { StoreUnderTest } from "./store-suite.ts";

const TTL_MS = 60_000;

const wants = (holder: string, wanted: number, capacity = 3): SeatClaim => ({
  pool: "erp",
  holder,
  wanted,
  capacity,
  ttlMs: TTL_MS,
});

const calls = (demand: number, used = 0, limit = 10): RateDemand => ({
  rate: "erp/shop",
  limit,
  windowMs: 60_000,
  demand,
  used,
});

/** What leases hold to, whatever the engine. A lease ends here by setting its time, never by waiting for it. */
export function describeLeases(name: string, engine: () => StoreUnderTest): void {
  const openAt = (location: string): Promise<Store> => (engine().open ?? openStore)(location);
  const opened = async (): Promise<Store> => openAt(await engine().newLocation());

  describe(`${name}: seats`, () => {
    it("gives no more than there are, and says who goes without", async () => {
      await using store = await opened();
      assert.deepEqual(await store.seats.claim(wants("a", 2)), { held: 2, wantedElsewhere: 0, holders: 1 });
      assert.deepEqual(await store.seats.claim(wants("b", 2)), { held: 1, wantedElsewhere: 0, holders: 2 });
      assert.deepEqual(await store.seats.claim(wants("a", 2)), { held: 2, wantedElsewhere: 1, holders: 2 });
      const holders = await store.seats.holders("erp");
      assert.deepEqual(
        holders.map(({ holder, seats, wanted }) => [holder, seats, wanted]),
        [
          ["a", 2, 2],
          ["b", 1, 2],
        ],
      );
      assert.ok(holders.every(({ expiresInMs }) => expiresInMs > TTL_MS / 2 && expiresInMs <= TTL_MS));
    });

    it("keeps what is held when there are fewer seats than before, and gives out none of them again", async () => {
      await using store = await opened();
      await store.seats.claim(wants("a", 3));
      assert.equal((await store.seats.claim(wants("a", 3, 1))).held, 3);
      assert.equal((await store.seats.claim(wants("a", 1, 1))).held, 1);
      assert.equal((await store.seats.claim(wants("b", 1, 1))).held, 0);
    });

    it("gives a free seat to whoever has waited longest", async () => {
      const location = await engine().newLocation();
      await using store = await openAt(location);
      await store.seats.claim(wants("a", 1, 1));
      await store.seats.claim(wants("b", 1, 1));
      await engine().tamper(location, "UPDATE erpgate_seats SET waiting_since_ms = 1 WHERE holder = 'b'");
      await store.seats.claim(wants("c", 1, 1));
      await store.seats.claim(wants("a", 0, 1));
      assert.equal((await store.seats.claim(wants("c", 1, 1))).held, 0, "b was first");
      assert.equal((await store.seats.claim(wants("b", 1, 1))).held, 1);
    });

    it("has the seats of a holder back that died, and of one that left", async () => {
      const location = await engine().newLocation();
      await using store = await openAt(location);
      await store.seats.claim(wants("a", 2));
      await store.seats.claim(wants("b", 1));
      await engine().tamper(location, "UPDATE erpgate_seats SET expires_at_ms = 1 WHERE holder = 'a'");
      assert.equal((await store.seats.claim(wants("c", 3))).held, 2);
      await store.seats.release("b");
      assert.equal((await store.seats.claim(wants("c", 3))).held, 3);
      assert.deepEqual(
        (await store.seats.holders("erp")).map(({ holder }) => holder),
        ["c"],
      );
    });

    it("holds that when many ask at once, from several processes", async () => {
      const location = await engine().newLocation();
      await using one = await openAt(location);
      await using two = await openAt(location);
      const claims = Array.from({ length: 12 }, (_, index) =>
        (index % 2 ? one : two).seats.claim(wants(`h${index}`, 1)),
      );
      const held = (await Promise.all(claims)).reduce((sum, grant) => sum + grant.held, 0);
      assert.equal(held, 3);
    });
  });

  describe(`${name}: rates`, () => {
    it("follows demand, and never lets shares add up to more than the limit", async () => {
      await using store = await opened();
      const { rates } = store;
      assert.deepEqual(await rates.divide("a", TTL_MS, [calls(5)]), [10]);
      assert.deepEqual(await rates.divide("b", TTL_MS, [calls(5)]), [0], "a has not given anything back yet");
      assert.deepEqual(await rates.divide("a", TTL_MS, [calls(5)]), [5]);
      assert.deepEqual(await rates.divide("b", TTL_MS, [calls(5)]), [5]);
      assert.deepEqual(await rates.divide("a", TTL_MS, [calls(0)]), [1]);
      assert.deepEqual(await rates.divide("b", TTL_MS, [calls(8)]), [9]);
    });

    it("lets nobody give back what was used within the window", async () => {
      await using store = await opened();
      await store.rates.divide("a", TTL_MS, [calls(9)]);
      await store.rates.divide("b", TTL_MS, [calls(9)]);
      assert.deepEqual(await store.rates.divide("a", TTL_MS, [calls(9, 8)]), [8]);
      assert.deepEqual(await store.rates.divide("b", TTL_MS, [calls(9)]), [2]);
    });

    it("counts what a process had for a window more after it died, and not its demand", async () => {
      const location = await engine().newLocation();
      await using store = await openAt(location);
      await store.rates.divide("a", TTL_MS, [calls(9)]);
      await engine().tamper(location, "UPDATE erpgate_rates SET demand_until_ms = 1");
      assert.deepEqual(await store.rates.divide("b", TTL_MS, [calls(9)]), [0]);
      await engine().tamper(location, "UPDATE erpgate_rates SET expires_at_ms = 1 WHERE holder = 'a'");
      assert.deepEqual(await store.rates.divide("b", TTL_MS, [calls(9)]), [10]);
    });
  });

  describe(`${name}: tokens`, () => {
    it("lets one ask at a time, and passes the claim on when its holder dies", async () => {
      const location = await engine().newLocation();
      await using store = await openAt(location);
      const claims = await Promise.all([1, 2, 3].map(() => store.tokens.claim("t", TTL_MS)));
      const [first, ...none] = claims.filter((claim) => claim !== undefined);
      assert.deepEqual([first?.fence, none], [1, []]);
      await engine().tamper(location, "UPDATE erpgate_tokens SET held_until_ms = 1");
      assert.equal((await store.tokens.claim("t", TTL_MS))?.fence, 2);
      assert.equal(await store.tokens.renew("t", 1, TTL_MS), false);
      assert.equal(await store.tokens.renew("t", 2, TTL_MS), true);
      await store.tokens.release("t", 1);
      assert.equal(await store.tokens.claim("t", TTL_MS), undefined, "released by somebody who had lost it");
      await store.tokens.release("t", 2);
      assert.equal((await store.tokens.claim("t", TTL_MS))?.fence, 3);
    });

    it("takes nothing from a holder that has lost its claim", async () => {
      const location = await engine().newLocation();
      await using store = await openAt(location);
      const { tokens } = store;
      await tokens.claim("t", TTL_MS);
      await engine().tamper(location, "UPDATE erpgate_tokens SET held_until_ms = 1");
      await tokens.claim("t", TTL_MS);
      assert.equal(await tokens.write("t", 2, "newer"), true);
      assert.equal(await tokens.write("t", 1, "older"), false);
      const kept = await tokens.read("t");
      assert.deepEqual([kept?.sealed, kept?.fence], ["newer", 2]);
      await tokens.replace("t", 1, "too late");
      assert.equal((await tokens.read("t"))?.sealed, "newer");
      await tokens.replace("t", 2, "what is left");
      assert.deepEqual(await tokens.read("t").then((left) => [left?.sealed, left?.fence]), ["what is left", 2]);
      await tokens.replace("t", 2, null);
      assert.equal(await tokens.read("t"), undefined);
      assert.equal(await tokens.write("other", 1, "never claimed"), false);
    });

    it("tells the time by its own clock", async () => {
      await using store = await opened();
      const claim = await store.tokens.claim("t", TTL_MS);
      await store.tokens.write("t", claim?.fence ?? 0, "x");
      const kept = await store.tokens.read("t");
      for (const nowMs of [claim?.nowMs, kept?.nowMs]) {
        assert.ok(Math.abs((nowMs ?? 0) - Date.now()) < 60_000, String(nowMs));
      }
    });
  });
}
