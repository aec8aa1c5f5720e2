import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { readRequest } from "../../src/request/read-request.ts";
import { UsageError } from "../../src/usage-error.ts";

function faultsOf(...call: Parameters<typeof readRequest>): string {
  try {
    readRequest(...call);
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return error.faults.join("\n");
  }
  return "";
}

test("GET without a body, POST with one, or what is written", () => {
  assert.deepEqual(readRequest(["/p"], [], false), { method: "GET", path: "/p", headers: [] });
  assert.equal(readRequest(["/p"], [], true).method, "POST");
  assert.deepEqual(readRequest(["patch", "/p"], ["If-Match: *", "X-Empty:"], true), {
    method: "PATCH",
    path: "/p",
    headers: [
      ["If-Match", "*"],
      ["X-Empty", ""],
    ],
  });
});

test("every fault is reported at once", () => {
  const faults = faultsOf(["FETCH", "https://erp.example.com/x"], ["no colon"], false);
  assert.match(faults, /FETCH.*no HTTP method/);
  assert.match(faults, /leave out the scheme/);
  assert.match(faults, /must look like/);
});

test("a login is never taken from the command line, and never repeated", () => {
  const secret = seeded("on-the-command-line");
  for (const header of ["Authorization", "x-API-key", "Cookie"]) {
    const faults = faultsOf(["/p"], [`${header}: ${secret}`], false);
    assert.match(faults, /brings its own login/);
    assert.ok(!faults.includes(secret));
  }
  const inQuery = faultsOf([`/p?api-key=${secret}`], [], false);
  assert.match(inQuery, /API key/);
  assert.ok(!inQuery.includes(secret));
});

test("a line break in a header is refused", () => {
  assert.match(faultsOf(["/p"], ["X-A: 1\r\nX-B: 2"], false), /must look like/);
});

test("a path that Git Bash rewrote is recognised", () => {
  assert.match(faultsOf(["C:/Program Files/Git/odataservice/odata"], [], false), /MSYS_NO_PATHCONV=1/);
});

test("a body does not go with GET", () => {
  assert.match(faultsOf(["GET", "/p"], [], true), /--data cannot go with GET/);
});

test("whatever the header line, it is read or refused, and what is read has no control character", () => {
  fc.assert(
    fc.property(fc.string(), (line) => {
      try {
        for (const [name, value] of readRequest(["/p"], [line], false).headers)
          assert.ok(!/[\r\n\0]/.test(name + value));
      } catch (error) {
        assert.ok(error instanceof UsageError);
      }
    }),
  );
});
