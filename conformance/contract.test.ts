import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { schemaFaults } from "./json-schema.ts";
import type { Schema } from "./json-schema.ts";
import { readRequirements, requirementFiles, requirements } from "./requirements.ts";

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../contract/${path}`, import.meta.url), "utf8"));

const requirementsSchema = read("requirements.schema.json") as Schema;
const findingsSchema = read("findings.schema.json") as Schema;
const coverage = read("coverage.json") as readonly CoveredList[];
const findings = read("findings.json") as readonly FindingFacts[];

interface CoveredList {
  readonly list: string;
  readonly of: number;
  readonly rows: readonly { readonly row: string; readonly ids: readonly string[] }[];
}

interface FindingFacts {
  readonly id: string;
  readonly system: string;
  readonly confusable_with: readonly { readonly id: string }[];
}

for (const file of requirementFiles) {
  test(`requirements/${file} has the form that its schema states`, () => {
    assert.deepEqual(schemaFaults(requirementsSchema, read(`requirements/${file}`)), []);
  });
}

test("no requirement id stands twice, in whichever file", () => {
  const ids = requirementFiles.flatMap(readRequirements).map((each) => each.id);
  assert.deepEqual(
    ids.filter((id, at) => ids.indexOf(id) !== at),
    [],
  );
});

test("a requirement is a sentence, and its source is a public address or a named document", () => {
  for (const each of requirementFiles.flatMap(readRequirements)) {
    assert.match(each.behaviour, /[.…"]$/, each.id);
    assert.match(each.source, /^https:\/\/\S+$|^(?!http)\S+ \S+/, each.id);
  }
});

test("coverage.json has the form that its schema states, and every row has an id", () => {
  assert.deepEqual(schemaFaults(read("coverage.schema.json") as Schema, coverage), []);
});

test("no row of a source is left out, and every row stands on requirements that a test shows to hold", () => {
  assert.ok(coverage.length >= 20);
  for (const { list, of, rows } of coverage) {
    assert.equal(rows.length, of, list);
    for (const { row, ids } of rows) {
      for (const id of ids) {
        const requirement = requirements.get(id);
        assert.ok(requirement, `${list}, ${row}: ${id} is no requirement`);
        assert.equal(requirement.pending, undefined, `${list}, ${row}: ${id} is pending`);
      }
    }
  }
});

test("findings.json has the form that its schema states", () => {
  assert.deepEqual(schemaFaults(findingsSchema, findings), []);
});

test("every finding has an id of its own, of its own system, and look-alikes that exist", () => {
  const ids = new Set(findings.map((each) => each.id));
  assert.equal(ids.size, findings.length);
  for (const each of findings) {
    assert.equal(each.id.split("/")[0], each.system);
    for (const other of each.confusable_with)
      assert.ok(ids.has(other.id) && other.id !== each.id, `${each.id}: ${other.id}`);
  }
});

test("the schema check sees each kind of fault", () => {
  const schema: Schema = {
    type: "object",
    additionalProperties: false,
    required: ["word"],
    properties: {
      word: { enum: ["a"] },
      text: { type: "string", pattern: "^x", minLength: 2, maxLength: 3 },
      list: { type: "array", minItems: 1, uniqueItems: true, items: { type: "boolean" } },
    },
  };
  const faultsOf = (value: unknown): number => schemaFaults(schema, value).length;
  assert.equal(faultsOf({ word: "a", text: "xy", list: [true, false] }), 0);
  const broken = [
    null,
    [],
    {},
    { word: "b" },
    { word: "a", other: 1 },
    { word: "a", text: "yy" },
    { word: "a", text: "x" },
  ];
  const brokenLists = [
    { word: "a", list: [] },
    { word: "a", list: [true, true] },
    { word: "a", list: [1] },
  ];
  for (const value of [...broken, { word: "a", text: "xyzz" }, ...brokenLists])
    assert.equal(faultsOf(value), 1, JSON.stringify(value));
  assert.equal(
    schemaFaults({ ["minimum" as "minLength"]: 1 }, 0).length,
    1,
    "a keyword that is not checked is refused",
  );
});
