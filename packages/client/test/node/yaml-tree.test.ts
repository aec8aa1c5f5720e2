import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { cpuMs } from "../../../../tools/cpu-time.ts";
import { readYaml } from "../../src/node/yaml-tree.ts";

describe("readYaml", () => {
  it("gives plain values and the place of each", () => {
    const tree = readYaml("a:\n  b: 1\n  list:\n    - x\n    - { y: true, z: ~ }\n");
    assert.deepEqual(tree.value, { a: { b: 1, list: ["x", { y: true, z: undefined }] } });
    assert.deepEqual(tree.faults, []);
    assert.deepEqual(tree.locate(["a"]), { line: 1, column: 1 });
    assert.deepEqual(tree.locate(["a", "b"]), { line: 2, column: 3 });
    assert.deepEqual(tree.locate(["a", "list", 0]), { line: 4, column: 7 });
    assert.deepEqual(tree.locate(["a", "list", 1, "y"]), { line: 5, column: 9 });
  });

  it("gives the nearest ancestor's place for what is not there", () => {
    const tree = readYaml("a:\n  b: 1\n");
    assert.deepEqual(tree.locate(["a", "missing", "deeper"]), { line: 1, column: 1 });
    assert.deepEqual(tree.locate(["none"]), { line: 1, column: 1 });
  });

  it("reads JSON as well", () => {
    const json = fc.jsonValue({ noUnicodeString: false }).filter((value) => !hasNull(value) && isPlain(value));
    fc.assert(fc.property(json, (value) => assert.deepEqual(readYaml(JSON.stringify(value)).value, value)));
  });

  it("follows aliases", () => {
    const { value, faults } = readYaml("base: &b { x: 1 }\none: *b\ntwo: { in: *b }\n");
    assert.deepEqual(value, { base: { x: 1 }, one: { x: 1 }, two: { in: { x: 1 } } });
    assert.deepEqual(faults, []);
  });

  it("stops an alias bomb, and a value that holds itself", () => {
    const level = (index: number): string => `l${index}: &l${index} [${`*l${index - 1},`.repeat(10)}]`;
    const bomb = ["l0: &l0 [x]", ...Array.from({ length: 12 }, (_, index) => level(index + 1))].join("\n");
    const took = cpuMs(() => {
      for (const text of [bomb, "a: &a [*a, *a]", `${"[".repeat(5000)}${"]".repeat(5000)}`]) {
        const { faults } = readYaml(text);
        assert.equal(faults.length, 1, text.slice(0, 20));
        assert.match(faults[0]?.message ?? "", /too deep/);
      }
    });
    assert.ok(took < 5000, `took ${took} ms`);
  });

  it("finds a key that is written twice, with its path", () => {
    const { faults } = readYaml("a:\n  b: 1\n  c: 2\n  b: 3\n");
    assert.deepEqual(
      faults.map(({ path, line, column, message }) => ({ path, line, column, message })),
      [{ path: ["a", "b"], line: 4, column: 3, message: "is written twice" }],
    );
  });

  it("takes __proto__ for a key like any other", () => {
    const { value } = readYaml("a: { __proto__: { polluted: true } }");
    assert.equal(JSON.stringify(value), '{"a":{"__proto__":{"polluted":true}}}');
    assert.equal("polluted" in {}, false);
  });

  const broken: readonly (readonly [text: string, line: number, column: number])[] = [
    ["a: 'open\nb: 1\n", 3, 1],
    ["a: [1, 2\nb: 3\n", 2, 1],
    ["a:\n\tb: 1\n", 2, 1],
    ["a: 1\n---\nb: 2\n", 2, 1],
    ["a: *nothing\n", 1, 4],
    ["a: @x\n", 1, 4],
    ["a: b: c\n", 1, 4],
    ["a: !secret x\n", 1, 4],
    ["? [a, b]\n: 1\n", 1, 3],
    ['a: "\\q"\n', 1, 5],
  ];
  for (const [text, line, column] of broken) {
    it(`says where ${JSON.stringify(text)} is broken`, () => {
      const tree = readYaml(text);
      assert.ok(tree.faults.length > 0);
      assert.deepEqual({ line: tree.faults[0]?.line, column: tree.faults[0]?.column }, { line, column });
    });
  }

  it("never throws, whatever the text", () => {
    const pieces = fc.constantFrom(
      "a",
      ":",
      " ",
      "\n",
      "- ",
      "{",
      "}",
      "[",
      "]",
      "&x ",
      "*x",
      "!t ",
      "'",
      '"',
      "|",
      ">",
      "#",
      "?",
      "%",
      "---\n",
      "\t",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((parts) => parts.join("")),
        ),
        (text) => void readYaml(text),
      ),
    );
  });

  it("never repeats the text in a fault", () => {
    const word = "hunter2";
    for (const text of [
      `a: "${word}`,
      `a: '${word}' x`,
      `a: *${word}`,
      `a: !${word} x`,
      `a: b: ${word}`,
      `a: @${word}`,
      `a: [${word}\nb: 1`,
    ]) {
      const { faults } = readYaml(text);
      assert.ok(faults.length > 0, text);
      assert.equal(JSON.stringify(faults).includes(word), false, text);
    }
  });
});

function hasNull(value: unknown): boolean {
  if (value === null) return true;
  return typeof value === "object" && Object.values(value).some(hasNull);
}

/** JSON's -0 and numbers beyond a double's exactness are not what this is about. */
function isPlain(value: unknown): boolean {
  if (typeof value === "number") return !Object.is(value, -0);
  return typeof value !== "object" || value === null || Object.values(value).every(isPlain);
}
