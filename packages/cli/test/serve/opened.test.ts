import assert from "node:assert/strict";
import { test } from "node:test";
import { createOpened } from "../../src/serve/opened.ts";

test("closes what was opened, the last one first, and only once", async () => {
  const closed: string[] = [];
  const opened = createOpened();
  const first = { [Symbol.dispose]: () => void closed.push("first") };
  assert.equal(opened.use(first), first);
  opened.use({ [Symbol.asyncDispose]: async () => void closed.push("second") });
  await opened[Symbol.asyncDispose]();
  await opened[Symbol.asyncDispose]();
  assert.deepEqual(closed, ["second", "first"]);
});
