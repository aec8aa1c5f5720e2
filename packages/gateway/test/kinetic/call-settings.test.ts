import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readCallSettings } from "../../src/kinetic/call-settings.ts";

const V1 = "/api/v1/Erp.BO.CustomerSvc/Customers";
const V2 = "/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";

test("on v1 the caller's company is judged and sent, else the connection's", () => {
  const own = readCallSettings({ company: "EPIC06" }, V1, undefined);
  assert.deepEqual(own, {
    company: "EPIC06",
    headers: ["callsettings", '{"Company":"EPIC06"}'],
    pinned: { parameter: "company", value: "EPIC06" },
  });
  const named = readCallSettings({ company: "EPIC06" }, V1, '{"Company":"EPIC07"}');
  assert.deepEqual(named, {
    company: "EPIC07",
    headers: ["callsettings", '{"Company":"EPIC07"}'],
    pinned: { parameter: "company", value: "EPIC07" },
  });
  assert.deepEqual(readCallSettings({}, V1, undefined), {
    company: undefined,
    headers: [],
    pinned: { parameter: "company", value: undefined },
  });
});

test("on v2 the address decides, and a header that only repeats it is left out", () => {
  assert.deepEqual(readCallSettings({ company: "EPIC07" }, V2, undefined), {
    company: "EPIC06",
    headers: [],
    pinned: undefined,
  });
  const other = readCallSettings({}, V2, '{"Company":"EPIC07","Language":"enu"}');
  assert.deepEqual(other, {
    company: "EPIC06",
    headers: ["callsettings", '{"Company":"EPIC06","Language":"enu"}'],
    pinned: undefined,
  });
  const staging = readCallSettings({}, "/api/v2/efx/staging/EPIC06/Lib/Fn", undefined);
  assert.ok(typeof staging !== "string" && staging.company === "EPIC06");
});

test("the connection's plant cannot be changed by a caller", () => {
  const context = readCallSettings({ plant: "MfgSys" }, V2, '{"Plant":"Other"}');
  assert.ok(typeof context !== "string");
  assert.deepEqual(context.headers, ["callsettings", '{"Plant":"MfgSys","Company":"EPIC06"}']);
});

for (const header of ["", "EPIC06", "[]", "null", '{"Company":1}', '{"Company":"A","company":"B"}']) {
  test(`${JSON.stringify(header)} is not usable`, () =>
    assert.equal(readCallSettings({}, V1, header), "context.unusable"));
}

test("what is sent is what was judged, whatever the JSON says", () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(V1, V2), (header, path) => {
      const context = readCallSettings({ company: "EPIC06" }, path, header);
      if (typeof context === "string" || context.headers.length === 0) return;
      const sent = context.headers[1] ?? "";
      assert.match(sent, /^[\x20-\x7e]*$/);
      assert.equal((JSON.parse(sent) as { Company: string }).Company, context.company);
    }),
  );
});
