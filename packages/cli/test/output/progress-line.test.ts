import assert from "node:assert/strict";
import { test } from "node:test";
import { progressLine } from "../../src/output/progress-line.ts";

function open(isTerminal: boolean) {
  const written: string[] = [];
  const clock = { nowMs: 5000 };
  const write = (chunk: string | Uint8Array): void => void written.push(String(chunk));
  return { written, clock, line: progressLine({ write, isTerminal }, () => clock.nowMs) };
}

test("a terminal is told from the second second on, five times a second at most, and nothing is left in the end", () => {
  const { written, clock, line } = open(true);
  for (let step = 0; step <= 150; step++) {
    line.tell(`at ${clock.nowMs}`);
    clock.nowMs += 10;
  }
  assert.deepEqual(
    written.map((text) => text.slice(4)),
    ["at 6000", "at 6200", "at 6400"],
  );
  line.clear();
  line.clear();
  assert.deepEqual(written.slice(3), ["\r\u001B[K"]);
});

test("nothing is written where nobody sees it, or where it was over at once", () => {
  const piped = open(false);
  piped.clock.nowMs += 60_000;
  piped.line.tell("x");
  piped.line.clear();
  const quick = open(true);
  quick.line.tell("x");
  quick.line.clear();
  assert.deepEqual([...piped.written, ...quick.written], []);
});
