import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { ADVISED, CLASSES, testsByClass } from "./classes.ts";

const tests = testsByClass(fileURLToPath(new URL("../../../..", import.meta.url)));

test("each of the classes of attacks, the 32 of advisories and those of our own, has a test that names it", () => {
  assert.equal(ADVISED, 32);
  assert.ok(CLASSES.length > ADVISED);
  assert.deepEqual(
    CLASSES.filter(({ number }) => !tests.has(number)).map(({ number, attack }) => `${number}: ${attack}`),
    [],
  );
});

test("no test names a class that there is not", () => {
  assert.deepEqual(
    [...tests.keys()].filter((number) => !CLASSES.some((each) => each.number === number)),
    [],
  );
});
