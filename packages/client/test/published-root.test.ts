import assert from "node:assert/strict";
import test from "node:test";
import * as root from "../src/index.ts";
import * as published from "../src/published-root.ts";

test("the published root exports what the root exports", () => {
  assert.deepEqual(Object.keys(published).toSorted(), Object.keys(root).toSorted());
});

test("what must exist once is the root's own", () => {
  assert.equal(published.ErpgateError, root.ErpgateError);
  assert.equal(published.Secret, root.Secret);
});
