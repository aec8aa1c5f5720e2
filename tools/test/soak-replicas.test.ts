import assert from "node:assert/strict";
import { test } from "node:test";
import { missingPostgres } from "../../packages/gateway/test/store/embedded-postgres.ts";
import { replicaSoakFaults, soakReplicas } from "../soak/replicas.ts";

const missing = missingPostgres();

// The short form of `npm run soak -- replicas`. Whether a call arrives before its token's end is a matter of milliseconds, and looked at there alone.
test(
  `two replicas share tokens of four seconds, each asked for once${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  { skip: missing !== undefined },
  async (t) => {
    const options = {
      replicas: 2,
      workers: 1,
      tokenSeconds: 4,
      callers: 1,
      callsPerSecond: 20,
      forMs: 6000,
      doubtMs: 500,
    };
    const figures = await soakReplicas(options);
    t.diagnostic(JSON.stringify(figures));
    assert.deepEqual(
      replicaSoakFaults(figures).filter((fault) => !fault.includes("expired token")),
      [],
    );
  },
);
