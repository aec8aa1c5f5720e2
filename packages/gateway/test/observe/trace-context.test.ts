import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { parseTraceparent, setHeader, takeTrace, writeTraceparent } from "../../src/observe/trace-context.ts";

const ID = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

test("what is written is read again", () => {
  const hex = (length: number): fc.Arbitrary<string> =>
    fc
      .array(fc.integer({ min: 0, max: 15 }), { minLength: length, maxLength: length })
      .map((digits) => digits.map((digit) => digit.toString(16)).join(""))
      .filter((text) => !/^0+$/.test(text));
  fc.assert(
    fc.property(hex(32), hex(16), fc.boolean(), (traceId, spanId, sampled) => {
      const trace = { traceId, spanId, sampled };
      assert.deepEqual(parseTraceparent(writeTraceparent(trace)), trace);
    }),
  );
});

test("what the standard calls invalid counts as missing; a later version is read as far as this one goes", () => {
  for (const value of [
    "",
    `00-${ID}-${SPAN}`,
    `ff-${ID}-${SPAN}-01`,
    `00-${ID}-${SPAN}-01-more`,
    `00-${ID.toUpperCase()}-${SPAN}-01`,
    `00-${"0".repeat(32)}-${SPAN}-01`,
    `00-${ID}-${"0".repeat(16)}-01`,
    `00-${ID.slice(1)}-${SPAN}-01`,
    ` 00-${ID}-${SPAN}-01`,
  ])
    assert.equal(parseTraceparent(value), undefined, value);
  assert.deepEqual(parseTraceparent(`cc-${ID}-${SPAN}-03-more`), { traceId: ID, spanId: SPAN, sampled: true });
  assert.equal(parseTraceparent(`00-${ID}-${SPAN}-02`)?.sampled, false);
});

test("taken out whatever its case; two are none, and a tracestate goes with what it belongs to", () => {
  const good = ["Accept", "x", "TraceParent", `00-${ID}-${SPAN}-01`, "tracestate", "a=b"];
  assert.equal(takeTrace(good)?.traceId, ID);
  assert.deepEqual(good, ["Accept", "x", "tracestate", "a=b"]);
  const two = ["traceparent", `00-${ID}-${SPAN}-01`, "TraceState", "a=b", "traceparent", `00-${ID}-${SPAN}-01`];
  assert.equal(takeTrace(two), undefined);
  assert.deepEqual(two, []);
});

test("a header is set once, and never where a value reads like its name", () => {
  const headers = ["accept", "traceparent"];
  setHeader(headers, "traceparent", "one");
  setHeader(headers, "traceparent", "two");
  assert.deepEqual(headers, ["accept", "traceparent", "traceparent", "two"]);
});
