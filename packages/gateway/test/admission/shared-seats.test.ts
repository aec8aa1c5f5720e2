import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type EmbeddedPostgres, missingPostgres, startPostgres } from "../store/embedded-postgres.ts";
import { requireStatus, startReplicas } from "./replicas.ts";

const ONE_SEAT = { seats: { count: 1, waitMs: 20_000 } };

function describeSharedSeats(newStore: () => Promise<string | undefined>): void {
  test("one seat: two gateways never have two calls at the ERP, and both are served", async () => {
    await using replicas = await startReplicas(ONE_SEAT, await newStore());
    const { here, there, erp } = replicas;
    erp.answerAfter(20);
    const served: string[] = [];
    const rounds = async (name: string, ask: () => Promise<Response>): Promise<void> => {
      for (let round = 0; round < 3; round++) {
        requireStatus(await Promise.all(Array.from({ length: 8 }, ask)), 200);
        served.push(name);
      }
    };
    await Promise.all([rounds("here", here), rounds("there", there)]);
    assert.equal(erp.most, 1);
    assert.equal(erp.arrivedMs.length, 48);
    // Neither had to wait until the other wanted nothing more.
    assert.notEqual(served.slice(0, 3).join(), "here,here,here");
    assert.notEqual(served.slice(0, 3).join(), "there,there,there");
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
    assert.ok(waitedMs < 5000, `it came back after ${waitedMs} ms`);
    assert.equal(erp.most, 1);
  });
}

describe("seats that two gateways share over one SQLite file", () => {
  describeSharedSeats(() => Promise.resolve(undefined));
});

const missing = missingPostgres();
describe(
  `seats that two gateways share over PostgreSQL${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  { skip: missing !== undefined },
  () => {
    let server: EmbeddedPostgres | undefined;
    before(async () => (server = await startPostgres()));
    after(() => server?.[Symbol.asyncDispose]());
    describeSharedSeats(() => server?.newPlace() ?? Promise.reject(new Error("there is no server")));
  },
);
