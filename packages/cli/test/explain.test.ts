import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SEED_MARK, seeded } from "../../../tools/seeded-secrets.ts";
import { erpgate, temporaryFolder } from "./run-erpgate.ts";
import { erpgateHere } from "./run-here.ts";

const refusedKey = `HTTP/1.1 401 Unauthorized\n\n{"HttpStatus":401,"ErrorMessage":"Invalid API Key ${seeded("key")}.\\r\\nCompany EPIC06."}\n`;

test("a file is explained for people: title, what was seen, what to do, and no secret", async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "paste.txt");
  writeFileSync(file, refusedKey);
  const { code, stdout, stderr } = await erpgate(["explain", file]);
  assert.deepEqual([code, stderr], [1, ""]);
  assert.match(stdout, /^Kinetic does not accept this API key {2}kinetic\/api-key-invalid, very likely\n/);
  assert.match(stdout, /Seen\n {2}· /);
  assert.match(stdout, /What to do\n {2}→ .*API Key Maintenance/s);
  assert.ok(!stdout.includes(SEED_MARK));
});

test("--json prints the promised members and nothing else", async () => {
  const { code, stdout } = await erpgate(["explain", "-", "--json"], { input: refusedKey });
  assert.equal(code, 1);
  const answer = JSON.parse(stdout) as { findings: Record<string, unknown>[] };
  assert.deepEqual(Object.keys(answer), ["findings"]);
  assert.deepEqual(Object.keys(answer.findings[0] ?? {}), ["id", "confidence", "title", "cause", "fix", "evidence"]);
  assert.equal(answer.findings[0]?.["id"], "kinetic/api-key-invalid");
});

test("standard input is read without a file, and a healthy answer gives exit code 0", async () => {
  const { code, stdout } = await erpgateHere(["explain"], { input: 'HTTP/1.1 200 OK\n\n{"value":[]}\n' });
  assert.equal(code, 0);
  assert.match(stdout, /No known failure/);
  assert.equal((await erpgateHere(["explain", "--json"], { input: "" })).stdout, '{"findings":[]}\n');
});

test("a file in UTF-16, as Windows redirects write it, is read", async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "paste.txt");
  writeFileSync(file, Buffer.from(`\ufeffcurl: (60) SSL certificate problem: self-signed certificate\r\n`, "utf16le"));
  assert.match((await erpgateHere(["explain", file])).stdout, /tls\/self-signed/);
});

test("an unreadable file is exit code 3, a wrong command line 2", async () => {
  const missing = await erpgateHere(["explain", "no-such-file.txt"]);
  assert.equal(missing.code, 3);
  assert.match(missing.stderr, /cannot read "no-such-file\.txt": there is no such file/);
  assert.equal((await erpgateHere(["explain", "."])).code, 3);
  assert.equal((await erpgateHere(["explain", "a", "b"])).code, 2);
});

test("terminal escapes of the text do not reach the terminal", async () => {
  const { stdout } = await erpgateHere(["explain"], {
    input: "\u001b]0;owned\u0007 HTTP/1.1 401 x\nWWW-Authenticate: NTLM\u001b[2J\n",
  });
  // oxlint-disable-next-line no-control-regex -- it must not be there
  assert.doesNotMatch(stdout, /\u001b/);
});
