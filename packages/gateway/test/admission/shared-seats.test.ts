import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type EmbeddedPostgres, missingPostgres, startPostgres } from "../store/embedded-postgres.ts";
import { requireStatus, startReplicas } from "./replicas.ts";

const ONE_SEAT = { seats: { count: 1, waitMs: 100_000 } };

function describeSharedSeats(newStore: () => Promise<string | undefined>): void {
  test("one seat: two gateways never have two calls at the ERP, and both are served", async () => {
    await using replicas = await startReplicas(ONE_SEAT, await newStore());
    const { here, there, erp } = replicas;
    erp.answerAfter(20);
    const served = { here: 0, there: 0 };
    // Each goes on until the other has been served: neither has to wait until the other wants nothing more.
    const rounds = async (ask: () => Promise<Response>, own: "here" | "there", other: "here" | "there") => {
      while (served[own] === 0 || served[other] === 0) {
        requireStatus(await Promise.all(Array.from({ length: 8 }, ask)), 200);
        served[own] += 8;
      }
    };
    await Promise.all([rounds(here, "here", "there"), rounds(there, "there", "here")]);
    assert.equal(erp.most, 1);
    assert.equal(erp.arrivedMs.length, served.here + served.there);
  });

  test("a seat whose holder is killed comes back within its lease", async () => {
    await using replicas = await startReplicas(ONE_SEAT, await newStore());
    const { here, there, erp } = replicas;
    const lost = there().catch(() => undefined);
    await erp.until(1);
    const asked = here();
    await replicas.kill();
    await lost;
    const killedMs = performance.now();
    erp.answer();
    await erp.until(1);
    const waitedMs = performance.now() - killedMs;
    erp.answer();
    assert.equal((await asked).status, 200);
    // A lease is four seconds; without one the seat would not come back within the hundred that the call may wait.
    assert.ok(waitedMs < 15_000, `it came back after ${waitedMs} ms`);
    assert.equal(erp.most, 1);
  });
}

const missing = missingPostgres();

// Side by side: most of the time leases are waited for.
describe("seats that two gateways share", { concurrency: true }, () => {
  describe("over one SQLite file", () => {
    describeSharedSeats(() => Promise.resolve(undefined));
  });

  describe(
    `over PostgreSQL${missing === undefined ? "" : ` (skipped: ${missing})`}`,
    { skip: missing !== undefined },
    () => {
      let server: EmbeddedPostgres | undefined;
      before(async () => (server = await startPostgres()));
      after(() => server?.[Symbol.asyncDispose]());
      describeSharedSeats(() => server?.newPlace() ?? Promise.reject(new Error("there is no server")));
    },
  );
});
