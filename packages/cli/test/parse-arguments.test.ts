import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../tools/seeded-fast-check.ts";
import type { CommandUsage } from "../src/command.ts";
import { parseArguments, readPort } from "../src/parse-arguments.ts";
import { UsageError } from "../src/usage-error.ts";

const usage: CommandUsage = {
  name: "try",
  summary: "",
  forms: [],
  details: [],
  positionals: { min: 1, max: 2, what: "a CONNECTION" },
  examples: [],
  options: {
    config: { kind: "text", short: "c", value: "FILE", help: "" },
    data: { kind: "text", help: "" },
    header: { kind: "text", repeatable: true, help: "" },
    json: { kind: "flag", help: "" },
  },
};

function faultsOf(words: readonly string[]): readonly string[] {
  try {
    parseArguments(usage, words);
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return error.faults;
  }
  return [];
}

test("reads flags, texts, lists and positionals in any order", () => {
  const { options, positionals } = parseArguments(usage, [
    "a",
    "--json",
    "-c",
    "x.yaml",
    "--header=A: 1",
    "b",
    "--header",
    "B: 2",
  ]);
  assert.deepEqual({ ...options }, { config: "x.yaml", data: undefined, header: ["A: 1", "B: 2"], json: true });
  assert.deepEqual(positionals, ["a", "b"]);
});

test("a lone hyphen is a value, and so is what follows the equals sign", () => {
  assert.equal(parseArguments(usage, ["a", "--data", "-"]).options["data"], "-");
  assert.equal(parseArguments(usage, ["a", "--data=--json"]).options["data"], "--json");
});

test("what follows the double hyphen is never an option", () => {
  assert.deepEqual(parseArguments(usage, ["--", "--json", "-x"]).positionals, ["--json", "-x"]);
});

test("every fault is reported at once, with the nearest name", () => {
  assert.deepEqual(
    faultsOf(["a", "b", "c", "--confg", "x", "--json=yes", "--data", "--header", "--data", "1", "--data", "2"]),
    [
      "unknown option --confg for erpgate try; did you mean --config?",
      "--json takes no value",
      "--data needs a value but is followed by --header (if that is the value, write --data=--header)",
      "--data is given twice",
      'unexpected argument "c" for erpgate try',
      'unexpected argument "x" for erpgate try',
    ],
  );
});

test("a missing positional and a missing value are named", () => {
  assert.deepEqual(faultsOf(["--config"]), ["--config needs a value: --config FILE", "erpgate try needs a CONNECTION"]);
});

test("a name of Object.prototype is no option", () => {
  assert.match(faultsOf(["a", "--constructor"]).join(), /unknown option --constructor/);
  assert.match(faultsOf(["a", "--__proto__"]).join(), /unknown option --__proto__/);
});

test("whatever words come, the answer is values or a UsageError", () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom("--json", "--config", "-c", "--", "-", "--header=x", "-cj", "--=", "--no-json"),
  );
  fc.assert(fc.property(fc.array(word), (words) => void faultsOf(words)));
});

test("a port is a whole number up to 65535", () => {
  assert.equal(readPort("--port", undefined, "try"), undefined);
  assert.equal(readPort("--port", "0", "try"), 0);
  assert.equal(readPort("--port", "65535", "try"), 65_535);
  for (const text of ["65536", "-1", "80a", "", "1e3", " 80"])
    assert.throws(() => readPort("--port", text, "try"), UsageError);
});
