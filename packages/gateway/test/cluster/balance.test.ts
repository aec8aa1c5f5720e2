import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { connectionsToLetGo } from "../../src/cluster/balance.ts";

test("whoever has more than its part lets as many connections go as bring it to the mean", () => {
  const busy = { requests: 840, connections: 54 };
  assert.deepEqual(connectionsToLetGo([busy, { requests: 160, connections: 10 }]), [21, 0]);
  const anew = { requests: 0, connections: 0 };
  assert.deepEqual(connectionsToLetGo([{ requests: 900, connections: 9 }, anew, anew]), [6, 0, 0]);
});

test("what is even enough, or too little to tell, or would only turn things round, stays as it is", () => {
  const loads = (...each: [number, number][]): readonly number[] =>
    connectionsToLetGo(each.map(([requests, connections]) => ({ requests, connections })));
  assert.deepEqual(loads([540, 30], [460, 30]), [0, 0]);
  assert.deepEqual(loads([40, 4], [0, 0]), [0, 0]);
  assert.deepEqual(loads([1000, 1], [0, 0]), [0, 0], "its one connection");
  assert.deepEqual(loads([667, 2], [333, 1]), [0, 0], "three cannot be divided by two");
  assert.deepEqual(loads([32, 8], [20, 5]), [0, 0], "chance");
});

test("no number of workers is asked for more than leaves each a connection, and whoever has less than the mean for none", () => {
  const load = fc.nat(64).chain((connections) =>
    fc.record({
      connections: fc.constant(connections),
      requests: connections === 0 ? fc.constant(0) : fc.nat(10_000),
    }),
  );
  fc.assert(
    fc.property(fc.array(load, { minLength: 1, maxLength: 8 }), (loads) => {
      const mean = loads.reduce((sum, { requests }) => sum + requests, 0) / loads.length;
      for (const [at, count] of connectionsToLetGo(loads).entries()) {
        const { requests = 0, connections = 0 } = loads[at] ?? {};
        assert.ok(Number.isInteger(count) && count >= 0 && count <= Math.max(0, connections - 1));
        if (requests <= mean) assert.equal(count, 0);
      }
    }),
  );
});
