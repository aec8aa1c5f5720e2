import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { groupTests } from "../test-groups.ts";

test("every file runs once, alone or in one group", () => {
  const folder = mkdtempSync(join(tmpdir(), "erpgate-groups-"));
  const shared = Array.from({ length: 40 }, (_, index) => `packages/client/test/a${index}.test.ts`);
  const alone = ["packages/gateway/test/b.test.ts", "tools/test/c.test.ts"];
  const given = [...shared, ...alone];
  const runs = groupTests(given, folder);
  const found = runs.flatMap((file) =>
    file.startsWith(folder) ? [...readFileSync(file, "utf8").matchAll(/packages\/[^"]+/g)].map(([path]) => path) : file,
  );
  assert.deepEqual(found.toSorted(), given.toSorted());
  assert.equal(runs.length, 3 + alone.length);
  rmSync(folder, { recursive: true });
});
