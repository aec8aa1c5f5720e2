import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { passes } from "../../src/odata/evaluate.ts";
import type { Expression } from "../../src/odata/expression.ts";
import { ODataError } from "../../src/odata/odata-error.ts";
import { parseFilter } from "../../src/odata/parse-filter.ts";
import type { Table } from "../../src/odata/table.ts";

const word = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/).filter((name) => !RESERVED.has(name));
const RESERVED = new Set([
  "and",
  "or",
  "not",
  "in",
  "eq",
  "ne",
  "gt",
  "ge",
  "lt",
  "le",
  "add",
  "sub",
  "mul",
  "div",
  "mod",
  "true",
  "false",
  "null",
]);

const literal: fc.Arbitrary<Expression> = fc.oneof(
  fc.string().map((value): Expression => ({ kind: "literal", type: "string", value })),
  fc
    .integer({ min: -1_000_000, max: 1_000_000 })
    .map((value): Expression => ({ kind: "literal", type: "number", value })),
  fc.boolean().map((value): Expression => ({ kind: "literal", type: "boolean", value })),
  fc.constant<Expression>({ kind: "literal", type: "null", value: null }),
  fc.uuid().map((value): Expression => ({ kind: "literal", type: "guid", value })),
  fc
    .integer({ min: 0, max: 4_000_000_000 })
    .map((seconds): Expression => ({ kind: "literal", type: "date", value: seconds * 1000 })),
);

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    literal,
    word.map((name): Expression => ({ kind: "property", name })),
    fc
      .tuple(word, fc.array(tie("expression"), { maxLength: 3 }))
      .map(([name, args]): Expression => ({ kind: "call", name, args })),
    fc
      .tuple(fc.constantFrom("eq", "ne", "gt", "ge", "lt", "le"), tie("expression"), tie("expression"))
      .map(([operator, left, right]): Expression => ({ kind: "compare", operator, left, right })),
    fc
      .tuple(fc.constantFrom("add", "sub", "mul", "div", "mod"), tie("expression"), tie("expression"))
      .map(([operator, left, right]): Expression => ({ kind: "arithmetic", operator, left, right })),
    fc
      .tuple(fc.constantFrom("and", "or"), tie("expression"), tie("expression"))
      .map(([operator, left, right]): Expression => ({ kind: "logic", operator, left, right })),
    tie("expression").map((operand): Expression => ({ kind: "not", operand })),
    fc
      .tuple(tie("expression"), fc.array(tie("expression"), { maxLength: 3 }))
      .map(([left, values]): Expression => ({ kind: "in", left, values })),
  ),
}));

/** Writes a tree as a filter, every part in parentheses of its own. */
function print(node: Expression): string {
  switch (node.kind) {
    case "literal":
      return printLiteral(node.type, node.value);
    case "property":
      return node.name;
    case "call":
      return `${node.name}(${node.args.map(print).join(",")})`;
    case "not":
      return `not (${print(node.operand)})`;
    case "in":
      return `(${print(node.left)}) in (${node.values.map(print).join(", ")})`;
    case "compare":
    case "arithmetic":
    case "logic":
      return `(${print(node.left)}) ${node.operator} (${print(node.right)})`;
  }
}

function printLiteral(type: string, value: string | number | boolean | null): string {
  if (type === "string") return `'${String(value).replaceAll("'", "''")}'`;
  return type === "date" ? new Date(Number(value)).toISOString() : String(value);
}

test("what is printed is read back as the same tree", () => {
  fc.assert(
    fc.property(expression, (tree) => assert.deepEqual(parseFilter(print(tree)), tree)),
    { numRuns: 500 },
  );
});

test("garbage is refused with an ODataError and with nothing else", () => {
  const alphabet = fc.constantFrom(
    "(",
    ")",
    "'",
    ",",
    " ",
    "eq",
    "and",
    "not",
    "Name",
    "1",
    "1M",
    "datetime'",
    "-",
    "2024-01-01",
    "in",
    "%",
    "/",
    "guid'x'",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(alphabet, { maxLength: 12 }).map((parts) => parts.join("")),
      ),
      (text) => {
        try {
          parseFilter(text);
        } catch (error) {
          assert.ok(error instanceof ODataError, String(error));
        }
      },
    ),
    { numRuns: 1000 },
  );
});

const table: Table = {
  name: "t",
  keys: ["n"],
  columns: { n: "Edm.Int32", s: "Edm.String", d: "Edm.DateTime", g: "Edm.Guid" },
  rows: [],
};

test("comparisons mean what they mean in JavaScript", () => {
  const operators = {
    eq: (a: number, b: number) => a === b,
    ne: (a: number, b: number) => a !== b,
    gt: (a: number, b: number) => a > b,
    ge: (a: number, b: number) => a >= b,
    lt: (a: number, b: number) => a < b,
    le: (a: number, b: number) => a <= b,
  };
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(operators) as (keyof typeof operators)[])),
      fc.integer(),
      fc.integer(),
      (operator, left, right) => {
        assert.equal(
          passes(parseFilter(`n ${operator} ${right}`), { n: left }, table),
          operators[operator](left, right),
        );
      },
    ),
  );
});

test("a text with quotes and blanks in it is found by its own filter", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.equal(passes(parseFilter(`s eq '${text.replaceAll("'", "''")}'`), { s: text }, table), true);
    }),
  );
});

const moment = "2024-03-01T10:30:00";
const guid = "00000003-9439-4b30-a6f4-6d2fd4b9fd0f";

for (const [name, filter, expected] of [
  ["OData 3 date", `d eq datetime'${moment}'`, true],
  ["OData 4 date and time", `d eq ${moment}Z`, true],
  ["OData 4 date", "d gt 2024-03-01", true],
  ["offset", "d eq 2024-03-01T12:30:00+02:00", true],
  ["OData 3 GUID in capitals", `g eq guid'${guid.toUpperCase()}'`, true],
  ["OData 4 GUID", `g eq ${guid}`, true],
  ["decimal suffix", "n eq 5M", true],
  ["double and long suffixes", "n lt 5.5d and n gt 4L", true],
  ["and binds tighter than or", "n eq 5 or n eq 6 and s eq 'no'", true],
  ["not binds tighter than and", "not n eq 6 and s eq 'O''Brien'", true],
  ["null is equal to null only", "missing eq null", true],
  ["null is neither greater nor smaller", "missing gt 1 or missing le 1", false],
  ["negative numbers", "n gt -5", true],
  ["arithmetic", "n add 2 mul 3 eq 11", true],
  ["many blanks", "  n   eq   5  ", true],
  ["substringof has the part first", "substringof('Bri',s) eq true", true],
  ["contains has the whole first", "contains(tolower(s),'bri')", true],
  ["in", "n in (4, 5)", true],
] as const) {
  test(`reads ${name}: ${filter}`, () => {
    assert.equal(passes(parseFilter(filter), { n: 5, s: "O'Brien", d: moment, g: guid }, table), expected);
  });
}

test("nesting and length have a limit", () => {
  assert.throws(() => parseFilter(`${"(".repeat(200)}n eq 1${")".repeat(200)}`), /nested too deeply/);
  assert.throws(() => parseFilter(`${"not ".repeat(200)}n eq 1`), /nested too deeply/);
  assert.throws(() => parseFilter(Array.from({ length: 20_000 }, () => "n eq 1").join(" or ")), /too long/);
  assert.equal(
    passes(parseFilter(Array.from({ length: 300 }, (_, at) => `n eq ${at}`).join(" or ")), { n: 299 }, table),
    true,
  );
});
