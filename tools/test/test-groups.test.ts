import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
    .map((file) => Array.from(readFileSync(file, "utf8").matchAll(/^load\("([^"]+)"/gm), ([, path = ""]) => path));
  assert.deepEqual(groups.flat().toSorted(), given.toSorted());
  assert.equal(groups.length, 3 + 4);
  assert.deepEqual(groups[0], ["tools/test/d.test.ts"]);
  assert.ok(groups.some((group) => group.length === 1 && group[0] === ALONE));
});

test("each file's hooks are its own, also where files await at their top level or cannot be loaded", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "erpgate-groups-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const write = (name: string, head: string): string => {
    const file = join(folder, name);
    const text = `import { beforeEach, test } from "node:test";
${head}
let own = 0;
beforeEach(() => (own += 1));
test("first in ${name}", () => { if (own !== 1) throw new Error("somebody else's hook ran: " + own); });
test("second in ${name}", () => { if (own !== 2) throw new Error("somebody else's hook ran: " + own); });
`;
    writeFileSync(file, text);
    return file;
  };
  writeFileSync(
    join(folder, "awaits.mjs"),
    "export const late = await new Promise((done) => setTimeout(done, 5, 1));\n",
  );
  const late = 'import { late } from "./awaits.mjs";';
  const files = [write("a.mjs", late), write("b.mjs", ""), write("c.mjs", `${late} await late;`)];
  const [group = ""] = groupTests(files, folder);
  const { NODE_TEST_CONTEXT: _ofOurs, ...env } = process.env;
  const run = (): string =>
    execFileSync(process.execPath, ["--test", "--test-reporter=tap", group], { env, encoding: "utf8" });
  const said = run();
  assert.match(said, /^# pass 4$/m, "two of b, and two files that have a process each");
  writeFileSync(join(folder, "b.mjs"), "throw new Error('not to be loaded');");
  writeFileSync(join(folder, "c.mjs"), `${late} throw new Error("nor this, " + late);`);
  assert.throws(run, (error: Error & { stdout?: string }) => {
    assert.match(error.stdout ?? "", /not to be loaded/);
    assert.match(error.stdout ?? "", /nor this/);
    assert.match(error.stdout ?? "", /^# pass 1$/m);
    return true;
  });
});
