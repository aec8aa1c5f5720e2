import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { coversPath, coversTable, parseScope } from "../../src/prophet21/scope.ts";

test("scopes seen in the field are read", () => {
  assert.deepEqual(parseScope("/api;/odata:po_hdr, po_line"), [
    { path: "/api", names: undefined },
    { path: "/odata", names: ["po_hdr", "po_line"] },
  ]);
  for (const text of ["/api", "/api;/p21sdk", "/uiserver0", "/api/.configuration", "/odata:"])
    assert.ok(parseScope(text), text);
  for (const text of ["", ";", "api", "/api;odata:x"]) assert.equal(parseScope(text), undefined, text);
});

test("an entry covers its own path and what lies below, never a neighbour", () => {
  assert.equal(coversPath("/api", "/api/entity/customers"), true);
  assert.equal(coversPath("/api", "/apis"), false);
  assert.equal(coversPath("/api/.configuration", "/api/entity"), false);
  assert.equal(coversPath("/odata:a", "/odata"), false);
});

test("tables", () => {
  const rules = { apiScopeCoversOdata: true, bareOdataScopeDenies: true };
  assert.equal(coversTable("/odata:supplier,price_page", "price_page", rules), true);
  assert.equal(coversTable("/odata:supplier", "customer", rules), false);
  assert.equal(coversTable("/odata", "supplier", rules), false);
  assert.equal(coversTable("/odata:", "supplier", rules), false);
  assert.equal(coversTable("/p21sdk;/api", "supplier", rules), true);
  assert.equal(coversTable("/uiserver0", "supplier", rules), false);
});

test("property: a scope of these parts is read as these parts, whatever blanks stand between them", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/);
  const entry = fc.record(
    { path: name.map((text) => `/${text}`), names: fc.option(fc.array(name), { nil: undefined }) },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1 }), fc.constantFrom("", " "), (entries, blank) => {
      const written = entries.map(({ path, names }) =>
        names === undefined ? path : `${path}:${names.join(`,${blank}`)}`,
      );
      assert.deepEqual(parseScope(written.join(`${blank};${blank}`)), entries);
    }),
  );
});

test("property: a list of tables opens exactly its tables", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,6}$/);
  const rules = { apiScopeCoversOdata: true, bareOdataScopeDenies: true };
  fc.assert(
    fc.property(fc.array(name, { minLength: 1 }), name, (names, asked) => {
      assert.equal(coversTable(`/odata:${names.join(",")}`, asked.toUpperCase(), rules), names.includes(asked));
    }),
  );
});

test("property: no text makes the reader throw, and what is no scope opens nothing", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, path) => {
      const covers = coversPath(text, path);
      if (parseScope(text) === undefined) assert.equal(covers, false);
    }),
  );
});
