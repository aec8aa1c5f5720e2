import assert from "node:assert/strict";
import { test } from "node:test";
import { commandNames, loadCommand } from "../src/command-table.ts";
import { exitCodeMeanings } from "../src/exit-code.ts";
import { parseArguments } from "../src/parse-arguments.ts";
import { erpgate } from "./run-erpgate.ts";
import { erpgateHere } from "./run-here.ts";

test("the overview names every command and every exit code", async () => {
  const { code, stdout, stderr } = await erpgate(["help"]);
  assert.deepEqual([code, stderr], [0, ""]);
  for (const name of commandNames) assert.match(stdout, new RegExp(`^  ${name} `, "m"));
  for (const { code: number, meaning } of exitCodeMeanings)
    assert.ok(stdout.includes(`  ${String(number)}  ${meaning}`));
  assert.equal((await erpgateHere([])).stdout, stdout);
  assert.equal((await erpgateHere(["--help"])).stdout, stdout);
});

test("every command explains itself in three ways alike", async () => {
  const { stdout } = await erpgateHere(["help", "serve"]);
  assert.match(stdout, /^erpgate serve: .*--demo.*Exit codes/s);
  assert.equal((await erpgate(["serve", "--help"])).stdout, stdout);
  assert.equal((await erpgateHere(["serve", "-h", "--port", "x"])).stdout, stdout);
});

test("a group's help is the help of its commands", async () => {
  const { stdout } = await erpgateHere(["help", "consumer"]);
  for (const verb of ["add", "list", "revoke"]) assert.match(stdout, new RegExp(`^erpgate consumer ${verb}: `, "m"));
});

test("every example in the help is a command line that the parser takes", async () => {
  for (const name of commandNames) {
    const { usage } = await loadCommand(name);
    assert.ok(usage.examples.length > 0, name);
    for (const { line } of usage.examples) {
      const words = wordsOf(line);
      assert.deepEqual(words.slice(0, 1 + name.split(" ").length), ["erpgate", ...name.split(" ")]);
      assert.doesNotThrow(() => parseArguments(usage, words.slice(1 + name.split(" ").length)), line);
    }
  }
});

/** The words of a line as a shell would split it, up to a pipe. */
function wordsOf(line: string): string[] {
  const [command = ""] = line.split(" | ");
  return Array.from(command.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? "");
}

test("an unknown command or option is answered with the nearest one, and exit code 2", async () => {
  const cases: [string[], RegExp][] = [
    [["srve"], /unknown command "srve"; did you mean erpgate serve\?/],
    [["help", "tokn"], /did you mean erpgate token\?/],
    [["consumer", "ad"], /did you mean erpgate consumer add\?/],
    [["consumer"], /needs one of: add, list, show, openapi, update, suggest, rotate, revoke/],
    [["serve", "--dmeo"], /unknown option --dmeo for erpgate serve; did you mean --demo\?/],
    [["emulate", "--warp"], /unknown option --warp for erpgate emulate/],
    [["--json", "status"], /unknown option --json: options follow the command/],
    [["frobnicate"], /unknown command "frobnicate"/],
  ];
  for (const [words, expected] of cases) {
    const { code, stdout, stderr } = await erpgateHere(words);
    assert.match(stderr, expected);
    assert.match(stderr, /See erpgate help/);
    assert.equal(code, 2);
    if (!words.includes("--json")) assert.equal(stdout, "");
  }
});

test("with --json a wrong command line is JSON on stdout, too", async () => {
  const { code, stdout } = await erpgate(["status", "--jsn", "--json"]);
  assert.equal(code, 2);
  assert.equal((JSON.parse(stdout) as { error: { code: string } }).error.code, "USAGE");
});
