import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { CONTEXT_HEADERS, IDENTITY_HEADERS } from "../../src/dialects.ts";
import { RequestHeaderReader } from "../../src/forward/request-headers.ts";

const reader = new RequestHeaderReader(IDENTITY_HEADERS, CONTEXT_HEADERS);
const squeeze = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
const INJECTED = [
  "authorization",
  "x-api-key",
  "api-key",
  "license",
  "callsettings",
  "sessioninfo",
  "username",
  "password",
  "consumer_key",
  "appkey",
];

/** The same name as somebody might write it who hopes that the ERP reads it and the gateway does not. */
const disguised = fc
  .tuple(
    fc.constantFrom(...INJECTED),
    fc.array(fc.tuple(fc.boolean(), fc.constantFrom("", "_", "-", ".", "~")), { minLength: 20, maxLength: 20 }),
  )
  .map(([name, marks]) =>
    name
      .split("")
      .map((letter, at) => ((marks[at]?.[0] ?? false) ? letter.toUpperCase() : letter) + (marks[at]?.[1] ?? ""))
      .join(""),
  );

test("no spelling of an injected name passes", () => {
  fc.assert(
    fc.property(disguised, fc.string(), (name, value) => {
      const { passing } = reader.read(["X-Kept", "1", name, value, "Accept", "*/*"]);
      assert.deepEqual(passing, ["X-Kept", "1", "Accept", "*/*"]);
    }),
    { numRuns: 5000 },
  );
});

test("everything else passes as it came, in its order", () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/).filter((text) => {
    const bare = squeeze(text);
    return (
      !/^(xforwarded|xmsclientprincipal|xmstoken|xerpgate)/.test(bare) &&
      !INJECTED.map(squeeze).includes(bare) &&
      !["te", "host", "connection", "expect", "cookie", "upgrade", "trailer", "xhost"].includes(bare)
    );
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.string()), { maxLength: 20 }), (pairs) => {
      assert.deepEqual(reader.read(pairs.flat()).passing, pairs.flat());
    }),
  );
});

test("a thousand made-up names do not grow the memory of names without end", () => {
  for (let index = 0; index < 5000; index++) reader.read([`x-${index}`, "1"]);
  assert.deepEqual(reader.read(["X_API_KEY", "x", "x-last", "1"]).passing, ["x-last", "1"]);
});

const faults: [what: string, raw: string[], fault: string][] = [
  ["two authorizations", ["Authorization", "a", "authorization", "a"], "credential.duplicated"],
  ["two keys", ["x-api-key", "a", "X-API-Key", "b"], "credential.duplicated"],
  ["two contexts", ["CallSettings", "{}", "callsettings", "{}"], "context.unusable"],
  ["two lengths", ["Content-Length", "1", "Content-Length", "1"], "framing.ambiguous"],
  ["length and coding", ["Content-Length", "1", "Transfer-Encoding", "chunked"], "framing.ambiguous"],
  ["a length that is none", ["Content-Length", "1e3"], "framing.ambiguous"],
  ["a coding that is not chunked", ["Transfer-Encoding", "gzip"], "framing.ambiguous"],
  ["a method override", ["X-HTTP-Method", "DELETE"], "header.method-override"],
  ["201 lines", Array.from({ length: 402 }, () => "x"), "header.too-many"],
];
for (const [what, raw, fault] of faults) {
  test(`${what}: ${fault}`, () => assert.equal(reader.read(raw).fault, fault));
}
