import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeJson } from "../../src/cluster/merge-json.ts";

test("numbers are added up, seats that all share are not, lists are joined, and what only one process knows is kept", () => {
  const one = { kinetic: { seats: 2, held: [{ seat: 1, consumer: "a" }], sessions: 1 } };
  const other = { kinetic: { seats: 2, held: [{ seat: 1, consumer: "b" }], sessions: 2 }, p21: { seats: 3 } };
  const merged = JSON.parse(mergeJson([JSON.stringify(one), JSON.stringify(other)])) as unknown;
  const held = [
    { seat: 1, consumer: "a" },
    { seat: 1, consumer: "b" },
  ];
  assert.deepEqual(merged, { kinetic: { seats: 2, held, sessions: 3 }, p21: { seats: 3 } });
});
