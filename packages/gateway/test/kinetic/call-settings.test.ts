import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { pinFaults, readCallSettings } from "../../src/kinetic/call-settings.ts";
import { checkQuery } from "../../src/policy/query.ts";

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

describe("what a consumer is held to", () => {
  const PINS = { company: "EPIC06", plant: "MfgSys" };

  test("is sent in every call, over the connection's own, and needs no word of the caller", () => {
    const own = { company: "EPIC07", plant: "Main" };
    const v1 = readCallSettings(own, V1, undefined, PINS);
    assert.ok(typeof v1 !== "string");
    assert.deepEqual(v1.headers, ["callsettings", '{"Company":"EPIC06","Plant":"MfgSys"}']);
    assert.deepEqual(v1.pinned, { parameter: "company", value: "EPIC06", reason: "context.pinned" });
    const v2 = readCallSettings(own, V2, '{"plant":"MfgSys","Language":"enu"}', PINS);
    assert.ok(typeof v2 !== "string");
    assert.deepEqual(JSON.parse(v2.headers[1] ?? ""), { Company: "EPIC06", Plant: "MfgSys", Language: "enu" });
  });

  test("is refused where the caller says otherwise, in header or address", () => {
    for (const header of ['{"Company":"EPIC07"}', '{"PLANT":"Main"}', '{"Plant":""}'])
      assert.equal(readCallSettings({}, V1, header, PINS), "context.pinned", header);
    assert.equal(readCallSettings({}, V2.replace("EPIC06", "EPIC07"), undefined, PINS), "context.pinned");
    assert.equal(readCallSettings({}, V2.replace("EPIC06", "epic06"), undefined, PINS), "context.pinned");
    assert.equal(
      checkQuery("Company=EPIC07", { parameter: "company", value: "EPIC06", reason: "context.pinned" }),
      "context.pinned",
    );
  });

  test("whatever header comes, what is sent is what it is held to, or nothing", () => {
    const member = fc.constantFrom("Company", "company", "COMPANY", "Plant", "pLaNt", "Language", "Site");
    const value = fc.constantFrom("EPIC06", "EPIC07", "MfgSys", "Main", "");
    fc.assert(
      fc.property(fc.dictionary(member, value), fc.constantFrom(V1, V2), (given, path) => {
        const context = readCallSettings({ company: "EPIC07", plant: "Main" }, path, JSON.stringify(given), PINS);
        if (context === "context.pinned" || context === "context.unusable") return;
        assert.ok(typeof context !== "string");
        const { Company, Plant } = JSON.parse(context.headers[1] ?? "") as Record<string, string>;
        assert.deepEqual([context.company, Company, Plant], ["EPIC06", "EPIC06", "MfgSys"]);
      }),
    );
  });

  test("a name that Kinetic does not have, and a scope of other companies, are faults of the registration", () => {
    assert.deepEqual(pinFaults(PINS, "/*/Erp.BO.PartSvc;/EPIC06/BaqSvc/Some"), []);
    assert.match(pinFaults({ site: "MfgSys" }, "")[0]?.message ?? "", /"site" is nothing/);
    assert.match(pinFaults(PINS, "/EPIC07/Erp.BO.PartSvc")[0]?.message ?? "", /entries of EPIC07/);
  });
});
