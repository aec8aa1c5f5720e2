import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { parsePairs } from "../../src/connection-string/parse-pairs.ts";
import { printPairs } from "../../src/connection-string/print-pairs.ts";

describe("the pairs of a connection string, by ADO.NET's rules", () => {
  const cases: readonly [text: string, value: string][] = [
    ["Password=abc", "abc"],
    ["Password= abc ", "abc"],
    ['Password=" abc "', " abc "],
    ['Password="a;b"', "a;b"],
    [`Password='a"b'`, 'a"b'],
    ['Password="a""b"', 'a"b'],
    ["Password='a''b'", "a'b"],
    ['Password=a"b', 'a"b'],
    ["Password=a=b", "a=b"],
    ["Password==b", "=b"],
    ["Password=", ""],
    ['Password=""', ""],
    [' Password = "a" ; ', "a"],
    [`Password=""""`, '"'],
  ];
  for (const [text, value] of cases) {
    it(`${text} is ${JSON.stringify(value)}, also when it is printed and read again`, () => {
      const { pairs, faults } = parsePairs(text);
      assert.deepEqual([pairs, faults], [[{ key: "Password", value }], []]);
      assert.deepEqual(parsePairs(printPairs(pairs)).pairs, pairs);
    });
  }

  it("empty pairs and a semicolon at the end do not count", () => {
    assert.deepEqual(parsePairs("; ;a=1;;b=2;").pairs, [
      { key: "a", value: "1" },
      { key: "b", value: "2" },
    ]);
    assert.deepEqual(parsePairs("").pairs, []);
  });

  it("says at which property it stops being one, and goes on", () => {
    assert.deepEqual(parsePairs(`a=1;b;c="x"y;=2;d="never`).faults, [
      { position: 2, what: "no-equals-sign" },
      { position: 3, what: "text-after-quote" },
      { position: 4, what: "no-key" },
      { position: 5, what: "quote-not-closed" },
    ]);
  });

  it("any keys and values come back as they were", () => {
    const key = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,20}$/);
    const pairs = fc.array(
      fc.record({ key, value: fc.string({ unit: "binary", maxLength: 12 }) }, { noNullPrototype: true }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(pairs, (given) => assert.deepEqual(parsePairs(printPairs(given)), { pairs: given, faults: [] })),
    );
  });

  it("no text makes it throw", () => {
    const odd = fc.string({ unit: fc.constantFrom("=", ";", "'", '"', " ", "a", "\n", "\u0000") });
    fc.assert(fc.property(odd, (text) => void parsePairs(text)));
  });
});
