import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../tools/seeded-secrets.ts";
import { describeFailure } from "../src/describe-failure.ts";
import { UsageError } from "../src/usage-error.ts";

const coded = (code: string, more: object = {}): Error => Object.assign(new Error("what happened"), { code, ...more });

test("a wrong command line is usage and points to the help", () => {
  const report = describeFailure(new UsageError(["one", "two"], "serve"));
  assert.deepEqual([report.messages, report.fix, report.exitCode], [["one", "two"], ["See erpgate help serve."], 2]);
});

test("a wrong configuration lists every fault with its place", () => {
  const fault = { path: "gateway.listen.port", line: 3, column: 11, message: "is not a port", fix: "Write a number." };
  const report = describeFailure(coded("CONFIG_INVALID", { file: "a.yaml", faults: [fault, { ...fault, line: 9 }] }));
  assert.deepEqual(report.messages, [
    "a.yaml:3:11 gateway.listen.port: is not a port. Write a number.",
    "a.yaml:9:11 gateway.listen.port: is not a port. Write a number.",
  ]);
  assert.equal(report.exitCode, 2);
});

test("refused, unknown and could not run have their own exit codes", () => {
  const codeOf = (code: string): number => describeFailure(coded(code)).exitCode;
  assert.equal(codeOf("KINETIC_API_KEY_INVALID"), 1);
  assert.equal(codeOf("P21_KEY_UNKNOWN"), 1);
  assert.equal(codeOf("CONSUMER_UNKNOWN"), 1);
  assert.equal(codeOf("CONSUMER_INVALID"), 2);
  assert.equal(codeOf("NETWORK_REFUSED"), 3);
  assert.equal(codeOf("STORE_BUSY"), 3);
  assert.equal(codeOf("EACCES"), 3);
  assert.equal(codeOf("CALL_TIMEOUT"), 4);
});

test("what nobody vouches for is named without its text", () => {
  const secret = seeded("header-value");
  for (const error of [
    new TypeError(`Invalid header ${secret}`),
    coded("ERR_INVALID_CHAR", { message: secret }),
    secret,
    undefined,
  ]) {
    const report = describeFailure(error);
    assert.equal(report.code, "UNEXPECTED");
    assert.equal(report.exitCode, 3);
    assert.ok(!JSON.stringify(report).includes(secret));
  }
});

test("problems are listed once", () => {
  const problems = [{ path: "access.erp", message: "is no scope", fix: "Write /api." }];
  const report = describeFailure(coded("CONSUMER_INVALID", { problems }));
  assert.deepEqual(report.messages, ["what happened", "access.erp: is no scope. Write /api."]);
  const told = Object.assign(new Error("not added\n  access.erp: is no scope. Write /api."), {
    code: "CONSUMER_INVALID",
    problems,
  });
  assert.deepEqual(describeFailure(told).messages, ["not added", "access.erp: is no scope. Write /api."]);
});
