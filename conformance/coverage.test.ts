import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { citedIds } from "./cited-ids.ts";
import { requirements } from "./requirements.ts";

const files = globSync("**/*.test.ts", { cwd: import.meta.dirname });
const citations = new Set(files.flatMap((file) => citedIds(readFileSync(join(import.meta.dirname, file), "utf8"))));

const noneOf = (ids: readonly string[], what: string): void => assert.equal(ids.join("\n"), "", what);

test("every requirement is cited by a test, or says what it waits for", () => {
  const idle = [...requirements.values()].filter((each) => each.pending === undefined && !citations.has(each.id));
  noneOf(
    idle.map((each) => each.id),
    `${idle.length} requirements are neither cited nor pending`,
  );
});

test("every cited id is a requirement", () => {
  noneOf(
    [...citations].filter((id) => !requirements.has(id)),
    "cited, but not in contract/requirements",
  );
});
