/**
 * `npm test`: every test of the workspace on real parts, then one search over all that the run wrote.
 * Arguments narrow it down: `npm test -- packages/client` or `npm test -- packages/client/test/secret.test.ts`.
 */
import { spawn } from "node:child_process";
import {
  chmodSync,
  createWriteStream,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findLeaks } from "./find-leaks.ts";
import { groupTests } from "./test-groups.ts";

const GLOBS = [
  "packages/*/test/**/*.test.ts",
  "conformance/**/*.test.ts",
  "examples/**/*.test.ts",
  "tools/test/**/*.test.ts",
];

/** Stays from run to run; what is in it is told by each source's content. */
const COMPILED = fileURLToPath(new URL("../node_modules/.cache/erpgate-test-compiled", import.meta.url));
const SLOWEST = "slowest-files.txt";

function testFiles(wanted: readonly string[]): string[] {
  const all = GLOBS.flatMap((pattern) => globSync(pattern)).map((file) => file.replaceAll("\\", "/"));
  const chosen = wanted.length === 0 ? all : all.filter((file) => wanted.some((part) => file.startsWith(part)));
  return chosen.toSorted();
}

/** A folder of this run's own, so that everything written by any test can be searched afterwards. */
function runFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "erpgate-test-"));
  // PostgreSQL refuses to run as root, so its data belongs to a user who must be able to pass through here.
  chmodSync(folder, 0o755);
  return folder;
}

function reporters(folder: string): string[] {
  const slowest = new URL("slowest-files.ts", import.meta.url).href;
  return [
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    `--test-reporter=${slowest}`,
    `--test-reporter-destination=${join(folder, SLOWEST)}`,
  ];
}

function runTests(files: readonly string[], folder: string): Promise<number> {
  const output = createWriteStream(join(folder, "output.log"));
  const env = {
    ...process.env,
    TMPDIR: folder,
    TEMP: folder,
    TMP: folder,
    ERPGATE_TEST_RUN: folder,
    NODE_OPTIONS: "--conditions=erpgate-source",
    // Each file is a process that loads hundreds of sources: their types are stripped and their code compiled once.
    NODE_COMPILE_CACHE: COMPILED,
  };
  // The limit holds for a whole file, too. It ends what hangs; a machine that is merely slow should not meet it.
  const args = ["--test", "--test-concurrency=2", "--test-timeout=300000", ...reporters(folder), ...files];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    from.on("data", (chunk: Buffer) => {
      output.write(chunk);
      to.write(chunk);
    });
  }
  return new Promise((resolve) => child.once("close", (code) => output.end(() => resolve(code ?? 1))));
}

/** What the reporter wrote; a runner that broke down wrote nothing. */
function slowestFiles(folder: string): string {
  const file = join(folder, SLOWEST);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

const secondsSince = (fromMs: number): string => ((performance.now() - fromMs) / 1000).toFixed(0);

const files = testFiles(process.argv.slice(2));
if (files.length === 0) {
  console.error(`No test file begins with ${process.argv.slice(2).join(" or ")}. Without arguments all tests run.`);
  process.exit(2);
}
const folder = runFolder();
const startedMs = performance.now();
// What is asked for by name runs by itself, so that a test that fails in company alone shows as that.
const code = await runTests(process.argv.length > 2 ? files : groupTests(files, folder), folder);
console.log(`${slowestFiles(folder)}All of them together took ${secondsSince(startedMs)} s.`);
const leaks = findLeaks(folder);
for (const leak of leaks) console.error(`A seeded secret got out: ${leak.file}:${leak.line} (${leak.kind})`);
const kept = statSync(join(folder, "output.log")).size;
console.log(`Searched all that the run wrote for its seeded secrets (output: ${kept} bytes): ${leaks.length} found.`);
if (leaks.length === 0) rmSync(folder, { recursive: true, force: true });
else console.error(`Left in place to look at: ${folder}`);
process.exit(leaks.length > 0 ? 1 : code);
