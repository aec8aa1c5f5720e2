import assert from "node:assert/strict";
import { test } from "node:test";
import { missingPostgres } from "../../packages/gateway/test/store/embedded-postgres.ts";
import { killSoakFaults, soakKills } from "../soak/kill.ts";

const missing = missingPostgres();

// The short form of `npm run soak -- kill`. How long each recovery takes is looked at there alone.
test(
  `kill -9 of a gateway, PostgreSQL and the ERP under load loses nothing acknowledged${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  { skip: missing !== undefined },
  async (t) => {
    const away = { storeAwayMs: 1000, erpAwayMs: 500, watchMs: 200 };
    const load = { workers: 1, callers: 1, callsPerSecond: 12 };
    const figures = await soakKills({ engine: "postgres", ...load, ...away, tell: () => undefined });
    t.diagnostic(JSON.stringify(figures));
    assert.deepEqual(killSoakFaults(figures, undefined), []);
  },
);
