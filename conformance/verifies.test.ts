import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { citedIds } from "./cited-ids.ts";
import { requirements } from "./requirements.ts";

const folder = mkdtempSync(join(tmpdir(), "erpgate-verifies-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const [settled, waiting] = [false, true].map((pending) => {
  const found = [...requirements.values()].find((each) => (each.pending !== undefined) === pending);
  assert.ok(found, "the contract has no requirement of this kind to try with");
  return found.id;
});

// Put together from its name, so that this file does not cite what it only tries out.
const CALL = "verifies";
const cite = (id: string | undefined, rest: string): string => `${CALL}("${id}", ${rest});`;

/** Runs a conformance file of these statements in a Node of its own. */
function runFile(statements: string): { passed: boolean; output: string } {
  const file = join(folder, "tried.test.ts");
  const module = pathToFileURL(join(import.meta.dirname, "verifies.ts")).href;
  writeFileSync(
    file,
    `import { verifier } from "${module}";\nconst verifies = verifier(import.meta.filename);\n${statements}\n`,
  );
  const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
  const child = spawnSync(process.execPath, ["--test", "--test-reporter=tap", file], { env, encoding: "utf8" });
  return { passed: child.status === 0, output: child.stdout + child.stderr };
}

const opened = `[{ name: "first", open: async () => ({ value: 1, [Symbol.asyncDispose]: async () => {} }) }, { name: "second", open: async () => ({ value: 2, [Symbol.asyncDispose]: async () => {} }) }]`;

test("a body that throws fails, one that does not passes, and the test carries id and behaviour", () => {
  const good = runFile(cite(settled, "() => {}"));
  assert.ok(good.passed, good.output);
  assert.ok(good.output.includes(`${settled}: `));
  assert.ok(!runFile(cite(settled, '() => { throw new Error("no"); }')).passed);
});

test("one body runs on every profile", () => {
  const { passed, output } = runFile(
    cite(settled, `${opened}, (target) => { if (target.value === 2) throw new Error("no"); }`),
  );
  assert.ok(!passed);
  assert.match(output, /^ok \d+ - \S+ \[first\]/m);
  assert.match(output, /^not ok \d+ - \S+ \[second\]/m);
});

test("an unknown id fails, with or without a profile", () => {
  assert.match(
    runFile(cite("kinetic.no.such", "() => {}")).output,
    /kinetic\.no\.such is not in contract\/requirements/,
  );
  assert.ok(!runFile(cite("kinetic.no.such", `${opened}, () => {}`)).passed);
});

test("a pending requirement is expected to fail, and fails once it holds on every profile", () => {
  assert.ok(runFile(cite(waiting, '() => { throw new Error("not yet"); }')).passed);
  assert.match(runFile(cite(waiting, "() => {}")).output, /holds now: take \\?"pending\\?" away/);
  assert.ok(
    runFile(cite(waiting, `${opened}, (target) => { if (target.value === 2) throw new Error("not yet"); }`)).passed,
  );
  assert.ok(!runFile(cite(waiting, `${opened}, () => {}`)).passed);
});

test("a citation that is read but not executed, or executed but not readable, fails the file", () => {
  assert.match(
    runFile(`if (process.pid < 0) ${cite(settled, "() => {}")}`).output,
    /citations executed and citations read differ/,
  );
  assert.match(
    runFile(`const id = "${settled}"; ${CALL}(id, () => {});`).output,
    /citations executed and citations read differ/,
  );
});

test("citations are read from the text, in order", () => {
  const text = `${cite("a.b.c", "x")}\n${CALL}(\n  "d.e.f",\n  [x], y);\n${CALL}(name, z); unverifies("g.h.i")`;
  assert.deepEqual(citedIds(text), ["a.b.c", "d.e.f"]);
});
