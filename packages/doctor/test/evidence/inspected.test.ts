import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { inspectedAsJson } from "../../src/evidence/inspected.ts";

/** The document that the text now holds. */
function jsonIn(text: string): unknown {
  const from = text.indexOf("{");
  return JSON.parse(text.slice(from, text.lastIndexOf("}") + 1));
}

test("what Node prints of an error with a call in it is read as that call", () => {
  class AxiosHeaders {
    Accept = "application/json, text/plain, */*";
    "x-api-key" = seeded("key");
  }
  const config = {
    timeout: 0,
    headers: new AxiosHeaders(),
    adapter: (): void => undefined,
    url: "https://erp.example.com/E/api/v2/odata/C/X",
    data: undefined,
    size: 10n,
    [Symbol("lookup")]: true,
  };
  const response = { status: 401, headers: { server: 'it\'s "IIS"\n' }, config, data: Buffer.from("{}") };
  const printed = inspect(Object.assign(new Error("Request failed"), { config, response }), { depth: 4 });
  const read = jsonIn(inspectedAsJson(printed)) as { config: object; response: object };
  assert.partialDeepStrictEqual(read, {
    config: { url: config.url, headers: { Accept: config.headers.Accept, "x-api-key": config.headers["x-api-key"] } },
    response: { status: 401, headers: { server: response.headers.server } },
  });
});

test("any plain object comes through as it was", () => {
  const value = fc.jsonValue({ maxDepth: 2, noUnicodeString: false });
  fc.assert(
    fc.property(value, fc.boolean(), (body, compact) => {
      const told = { response: { statusCode: 401, headers: { date: "x" }, body } };
      const printed = `Error: at x (y.js:1:2) ${inspect(told, { depth: null, compact: compact ? 3 : false, maxStringLength: null, maxArrayLength: null })}`;
      // Negative zero is all that JSON cannot say.
      if (printed.includes("-0")) return;
      const read = inspectedAsJson(printed);
      if (read !== printed) assert.deepEqual(jsonIn(read), JSON.parse(JSON.stringify(told)));
    }),
    { numRuns: 50 },
  );
});

test("other texts stay as they are, to the letter", () => {
  for (const text of ["", "{ a: 1 }", "response: {\n  oops", "headers: {\n  'a': b c,\n}", 'config: {\n  "a": {{{\n'])
    assert.equal(inspectedAsJson(text), text);
});
