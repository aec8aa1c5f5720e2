import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { halfLoadFaults, soakHalfLoad } from "../soak/half-load.ts";
import { regress } from "../soak/regress.ts";
import { slowReaderFaults, soakSlowReaders } from "../soak/slow-readers.ts";

// The short forms of `npm run soak -- half-load` and `-- slow-readers`: what counts is looked at, what takes time is not.
describe("a gateway under load", () => {
  test("at half of its load: every call is served, tokens that end beside it included", async (t) => {
    const figures = await soakHalfLoad({ callers: 4, fullForMs: 500, forMs: 3500, tell: () => undefined });
    t.diagnostic(JSON.stringify(figures));
    assert.deepEqual(
      halfLoadFaults(figures).filter((fault) => !fault.startsWith("the heap grew")),
      [],
    );
  });

  test("beside slow readers: every call is served, and memory does not follow what they asked for", async (t) => {
    const options = { readers: 40, callers: 2, callsPerSecond: 40, rounds: 1, roundMs: 800 };
    const figures = await soakSlowReaders(options);
    t.diagnostic(JSON.stringify(figures));
    assert.deepEqual(slowReaderFaults(figures, options, undefined), []);
  });
});

test("a slope is found in noise, with its error", () => {
  const points = Array.from({ length: 200 }, (_, x): [number, number] => [x, 7 + 3 * x + (x % 2 === 0 ? 5 : -5)]);
  const { slope, standardError } = regress(points);
  assert.ok(Math.abs(slope - 3) < 2 * standardError);
  assert.ok(standardError < 0.02);
  assert.deepEqual(regress([[1, 1]]), { slope: 0, standardError: 0 });
});
