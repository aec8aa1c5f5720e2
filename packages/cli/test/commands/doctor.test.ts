import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { startErp, type ErpConfiguration } from "../erp-configuration.ts";
import { erpgate, type Finished } from "../run-erpgate.ts";
import { erpgateHere } from "../run-here.ts";

let erp: ErpConfiguration;
before(async () => {
  erp = await startErp();
});
after(async () => {
  await erp[Symbol.asyncDispose]();
});

const doctor = (...words: string[]): Promise<Finished> =>
  erpgateHere(["doctor", ...words, "--config", erp.file], { env: erp.env, cwd: erp.folder });

test("a connection in order is a list of ticks and exit code 0", async () => {
  const words = ["doctor", "kinetic", "--config", erp.file];
  const { code, stdout, stderr } = await erpgate(words, { env: erp.env, cwd: erp.folder });
  assert.equal(stderr, "");
  assert.equal(code, 0, stdout);
  assert.match(stdout, /✓ dns/);
  assert.match(stdout, /✓ credentials +integration gets in/);
  assert.match(stdout, /All is well: \d+ checks in \d+ ms\.\n$/);
});

test("a wrong password is named with what to do, what waits for it, and exit code 1", async () => {
  const { code, stdout } = await erpgateHere(["doctor", "kinetic-basic", "--config", erp.file, "-v"], {
    env: { ...erp.env, KINETIC_PASSWORD: seeded("wrong") },
  });
  assert.equal(code, 1);
  assert.match(
    stdout,
    /✗ credentials +Kinetic does not accept this user name and password\n {4}kinetic\/credentials-invalid/,
  );
  assert.match(stdout, /→ /);
  assert.match(stdout, /– permission +waits for credentials/);
  assert.match(stdout, /Calls made/);
  assert.match(stdout, /Credentials to be put right/);
});

test("one JSON document for a script, with ids and verdicts", async () => {
  const { code, stdout } = await doctor("p21", "--json", "--read", "table/customer");
  const document = JSON.parse(stdout) as { verdict: string; findings: { id: string; check: string }[] };
  assert.equal(code, 1);
  assert.equal(document.verdict, "findings");
  assert.deepEqual([document.findings[0]?.id, document.findings[0]?.check], ["prophet21/scope-table-denied", "scope"]);
});

test("a report stands by itself, in HTML and in Markdown, and holds no secret", async () => {
  for (const file of ["out.html", "out.md"]) {
    const { code, stderr } = await doctor("kinetic", "--report", file);
    assert.deepEqual([code, stderr], [0, `report: ${join(erp.folder, file)}\n`]);
    const text = readFileSync(join(erp.folder, file), "utf8");
    assert.match(text, /All is well/);
    for (const secret of erp.secrets) assert.ok(!text.includes(secret));
  }
  assert.doesNotMatch(readFileSync(join(erp.folder, "out.html"), "utf8"), /src=|href=|<script/);
});

test("--only shows what was asked for, --list what there is", async () => {
  const only = await doctor("kinetic", "--only", "clock");
  assert.equal(only.code, 0);
  assert.doesNotMatch(only.stdout, /dns/);
  const list = await erpgateHere(["doctor", "--list"]);
  assert.match(list.stdout, /^proxy .*\ndns /);
});

test("a wrong command line names every fault and the nearest check", async () => {
  const { code, stderr } = await doctor("kinetic", "--only", "tsl", "--report", "out.txt", "--watch", "soon");
  assert.equal(code, 2);
  assert.match(stderr, /did you mean tls\?/);
  assert.match(stderr, /ends in \.html or \.md/);
  assert.match(stderr, /--watch takes a duration/);
});

test("a report that cannot be written says so, with exit code 3", async () => {
  const { code, stderr } = await doctor("kinetic", "--report", "no/such/folder/out.md");
  assert.equal(code, 3);
  assert.match(stderr, /cannot write "no\/such\/folder\/out\.md": ENOENT/);
});
