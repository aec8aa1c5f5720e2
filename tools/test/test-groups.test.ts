import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { groupTests } from "../test-groups.ts";

const ALONE = "packages/gateway/test/observe/tracing.test.ts";

test("every file runs once, what takes longest first, and what has to be alone is", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "erpgate-groups-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const client = Array.from({ length: 40 }, (_, index) => `packages/client/test/a${index}.test.ts`);
  const given = ["conformance/b.test.ts", ...client, "packages/gateway/test/c.test.ts", ALONE, "tools/test/d.test.ts"];
  const groups = groupTests(given, folder)
    .toSorted()
    .map((file) => Array.from(readFileSync(file, "utf8").matchAll(/describe\("([^"]+)"/g), ([, path = ""]) => path));
  assert.deepEqual(groups.flat().toSorted(), given.toSorted());
  assert.equal(groups.length, 3 + 4);
  assert.deepEqual(groups[0], ["tools/test/d.test.ts"]);
  assert.ok(groups.some((group) => group.length === 1 && group[0] === ALONE));
});
