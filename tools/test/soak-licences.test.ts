import assert from "node:assert/strict";
import { test } from "node:test";
import { licenceSoakFaults, soakLicences } from "../soak/licences.ts";

// The short form of `npm run soak -- licences`.
test("60 callers on 4 seats: never a fifth licence, nobody starves, nobody pays, everything is logged out", async (t) => {
  // The clock runs ten times as fast, and a slow machine does not: how late a call is here says nothing about whose turn it was.
  const options = { callers: 60, seats: 4, forMs: 20_000, waitMs: 1_200_000, callMs: 200, factor: 10 };
  const figures = await soakLicences(options);
  t.diagnostic(JSON.stringify(figures));
  assert.deepEqual(licenceSoakFaults(figures, options), []);
  assert.ok(figures.served >= 60);
  assert.equal(figures.peakSeats, 4);
});
