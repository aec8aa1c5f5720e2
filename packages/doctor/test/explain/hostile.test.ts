import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { explain } from "../../src/index.ts";
import { hostileTexts } from "./hostile-texts.ts";

const run = promisify(execFile);

/** The promise is a second of an idle core; measured is processor time, collecting garbage on other cores included. */
const LIMIT_MS = 1500;

for (const [name, make] of Object.entries(hostileTexts)) {
  test(`${name} is answered in time`, () => {
    const text = make();
    const from = process.cpuUsage();
    explain(text);
    const { user, system } = process.cpuUsage(from);
    const tookMs = (user + system) / 1000;
    assert.ok(tookMs < LIMIT_MS, `took ${tookMs.toFixed(0)} ms`);
  });
}

/** One of each kind, since each starts a process: size, bytes that are no text, escapes, nesting, patterns, a real document. */
const HEAVIEST = [
  "ten megabytes of line ends",
  "ten megabytes of binary",
  "log lines full of terminal colours",
  "JSON nested a million deep",
  "words that many patterns begin with",
  "a HAR of fourteen thousand entries",
];
const LIMIT_MB = 200;

for (const name of HEAVIEST) {
  test(`${name}: a process of its own needs less than ${String(LIMIT_MB)} MB`, async (context) => {
    const child = fileURLToPath(new URL("hostile-child.ts", import.meta.url));
    const { stdout } = await run(process.execPath, ["--conditions=erpgate-source", child, name]);
    const { tookMs, peakMb } = JSON.parse(stdout) as { readonly tookMs: number; readonly peakMb: number };
    context.diagnostic(`${peakMb.toFixed(0)} MB, ${tookMs.toFixed(0)} ms`);
    assert.ok(peakMb < LIMIT_MB, `${peakMb.toFixed(0)} MB`);
    assert.ok(tookMs < LIMIT_MS, `took ${tookMs.toFixed(0)} ms`);
  });
}

test("a text beyond the bounds says what was left unread", () => {
  const { cut, findings } = explain(
    `${"x\n".repeat(300_000)}curl: (60) SSL certificate problem: self-signed certificate\n${"x\n".repeat(300_000)}`,
  );
  assert.match(cut ?? "", /characters.*were read/);
  assert.equal(findings[0]?.id, "tls/self-signed");
});

test("no text makes it throw", () => {
  const pieces = fc.constantFrom(
    "GET /E/api/v2/odata/C/Erp.BO.PartSvc/Parts HTTP/1.1\n",
    "HTTP/1.1 401 x\n",
    "Authorization: Basic ",
    "{",
    "}",
    "[",
    '"',
    "\\",
    "<a>",
    "\n\n",
    "eyJhIjoxfQ.eyJhIjoxfQ.x ",
    "Invalid API Key ",
    "%",
    "\u0000",
    "\ud800",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }), (parts) => {
      explain(parts.join(""));
    }),
    { numRuns: 400 },
  );
});
