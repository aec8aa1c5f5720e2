import assert from "node:assert/strict";
import { test } from "node:test";
import { readSoakWords, soakHelp } from "../soak/soak-words.ts";

const soaks = {
  licences: { what: "callers on few seats", options: {} },
  fuzz: { what: "mutated requests", options: { seed: "random", count: 100_000 } },
} as const;
const read = (...words: string[]): ReturnType<typeof readSoakWords> => readSoakWords(words, soaks, () => 42);
const optionsOf = (...words: string[]): unknown => {
  const said = read(...words);
  if (said.kind !== "run") return said;
  return Object.fromEntries(Object.keys(said.soak.options).map((name) => [name, said.option(name)]));
};
const faultsOf = (...words: string[]): readonly string[] => {
  const said = read(...words);
  assert.equal(said.kind, "faults");
  return said.kind === "faults" ? said.faults : [];
};

test("a soak runs with what is given and otherwise with its defaults", () => {
  assert.deepEqual(optionsOf("fuzz"), { seed: 42, count: 100_000 });
  assert.deepEqual(optionsOf("fuzz", "--seed", "0", "--count=7"), { seed: 0, count: 7 });
  const said = read("licences");
  assert.ok(said.kind === "run" && said.soak === soaks.licences);
  assert.throws(() => said.option("count"), /--count is not among the options of licences/);
});

test("help is a line for each, with its options and their defaults", () => {
  for (const words of [["--help"], ["-h"], ["fuzz", "--help"]]) assert.deepEqual(read(...words), { kind: "help" });
  const help = soakHelp(soaks);
  assert.match(help, /^ {2}licences\n {6}callers on few seats$/m);
  assert.match(help, /^ {2}fuzz \[--seed random\] \[--count 100000\]\n {6}mutated requests$/m);
});

test("what cannot be meant is named, all of it at once", () => {
  assert.deepEqual(faultsOf(), ["a soak has to be named; there are: licences, fuzz"]);
  assert.deepEqual(faultsOf("fuz"), ['no soak is called "fuz"; there are: licences, fuzz']);
  assert.deepEqual(faultsOf("toString"), ['no soak is called "toString"; there are: licences, fuzz']);
  assert.deepEqual(faultsOf("fuzz", "more", "--seed", "x", "--wrong", "--count"), [
    'one soak runs at a time, and "more" is one word too many',
    "--seed must be a whole number of at most six digits, as in --seed 10",
    "--wrong is no option of fuzz, which has --seed, --count",
    "--count must be a whole number of at most six digits, as in --count 10",
  ]);
  assert.deepEqual(faultsOf("licences", "--count", "1"), ["--count is no option of licences, which has none"]);
});
