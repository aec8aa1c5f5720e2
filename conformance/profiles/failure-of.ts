import assert from "node:assert/strict";
import { inspect } from "node:util";
import { ErpgateError } from "@erpgate/client";

/** The error of a call that has to fail, as erpgate's own. */
export async function failureOf(call: Promise<unknown>): Promise<ErpgateError> {
  const error = await call.then(
    () => assert.fail("the call went through"),
    (reason: unknown) => reason,
  );
  assert.ok(ErpgateError.is(error), `an ErpgateError, not ${inspect(error)}`);
  return error;
}

/** The configuration error of a call that has to fail at once. */
export function faultOf(call: () => unknown): ErpgateError {
  try {
    call();
  } catch (error) {
    assert.ok(ErpgateError.is(error), `an ErpgateError, not ${inspect(error)}`);
    assert.equal(error.code, "CONFIG_INVALID");
    return error;
  }
  return assert.fail("the options were accepted");
}

/** Everything that a program could print of these values. */
export function printed(...values: readonly unknown[]): string {
  return values.map((each) => `${inspect(each, { depth: 9 })} ${JSON.stringify(each)} ${String(each)}`).join("\n");
}

/** Everything that a program could print of an error, its hidden members and its causes included. */
export function printedError(error: ErpgateError): string {
  const causes: unknown[] = [];
  for (let cause = error.cause; cause !== undefined; cause = cause instanceof Error ? cause.cause : undefined)
    causes.push(cause);
  return printed(error, error.stack, error.request, error.response, ...causes);
}
