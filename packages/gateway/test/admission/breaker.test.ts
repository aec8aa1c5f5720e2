import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Breaker } from "../../src/admission/breaker.ts";

let nowMs: number;
let breaker: Breaker;
beforeEach(() => {
  nowMs = 0;
  breaker = new Breaker({ failures: 3, pauseMs: 1000 }, () => nowMs);
});

const fail = (times: number): void => {
  for (let count = 0; count < times; count++) breaker.failed();
};

test("failures in a row open it, and an answer between them does not let it come to that", () => {
  fail(2);
  breaker.answered(500);
  fail(2);
  assert.equal(breaker.check(), 0);
  fail(1);
  assert.equal(breaker.check(), 1000);
  assert.equal(breaker.isOpen, true);
});

test("after the pause one call tries, and all others wait for what it meets", () => {
  fail(3);
  nowMs = 1000;
  assert.equal(breaker.check(), 0);
  assert.ok(breaker.check() > 0);
  breaker.answered(200);
  assert.equal(breaker.check(), 0);
  assert.equal(breaker.isOpen, false);
});

test("a try that fails keeps it open for another pause", () => {
  fail(3);
  nowMs = 1000;
  breaker.check();
  breaker.answered(503);
  assert.equal(breaker.check(), 1000);
});

test("a try that came to no call is followed by another after a pause", () => {
  fail(3);
  nowMs = 1000;
  breaker.check();
  breaker.untold();
  assert.equal(breaker.check(), 1000);
  nowMs = 2000;
  assert.equal(breaker.check(), 0);
  breaker.answered(200);
  breaker.untold();
  assert.equal(breaker.check(), 0);
});

test("a try whose caller leaves does not keep it open for ever", () => {
  fail(3);
  nowMs = 1000;
  breaker.check();
  nowMs = 11_000;
  assert.equal(breaker.check(), 0);
});

for (const status of [500, 501, 400, 401, 404, 200]) {
  test(`${status} is an answer`, () => {
    fail(2);
    breaker.answered(status);
    fail(1);
    assert.equal(breaker.check(), 0);
  });
}
