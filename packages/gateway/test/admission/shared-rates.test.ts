import assert from "node:assert/strict";
import { test } from "node:test";
import { startReplicas } from "./replicas.ts";

const LIMIT = 20;

test("two gateways together let in no more calls than the rate, and the second is not left without", async () => {
  await using replicas = await startReplicas({ rate: { calls: LIMIT, perMs: 60_000 } }, undefined);
  const { here, there, erp } = replicas;
  erp.answerAfter(1);
  const passed = async (ask: () => Promise<Response>, count: number): Promise<number> => {
    let served = 0;
    for (let call = 0; call < count; call++) {
      const { status } = await ask();
      assert.ok(status === 200 || status === 429, `answered ${status}`);
      if (status === 200) served += 1;
    }
    return served;
  };
  // The first has all of it; it makes room when the second comes, whose first call waits for that.
  const first = await passed(here, 4);
  assert.equal(first, 4);
  const second = await passed(there, 4);
  assert.ok(second >= 1, "the second gateway let nothing in");
  const more = await Promise.all([passed(here, 40), passed(there, 40)]);
  const all = first + second + more[0] + more[1];
  assert.ok(all <= LIMIT, `${all} were let in`);
  assert.equal(erp.arrivedMs.length, all);
});
