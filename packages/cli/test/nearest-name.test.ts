import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../tools/seeded-fast-check.ts";
import { editDistance, nearestName } from "../src/nearest-name.ts";

test("finds the name that was meant", () => {
  const names = ["serve", "emulate", "token", "request", "status"];
  assert.equal(nearestName("sevre", names), "serve");
  assert.equal(nearestName("emualte", names), "emulate");
  assert.equal(nearestName("statsu", names), "status");
});

test("guesses nothing when nothing is near", () => {
  assert.equal(nearestName("deploy", ["serve", "token"]), undefined);
  assert.equal(nearestName("x", []), undefined);
});

test("a distance is zero for equal texts, the same both ways, and at most the longer length", () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      assert.equal(editDistance(a, a), 0);
      assert.equal(editDistance(a, b), editDistance(b, a));
      assert.ok(editDistance(a, b) <= Math.max(a.length, b.length));
      assert.ok(a === b || editDistance(a, b) > 0);
    }),
  );
});
