import assert from "node:assert/strict";
import { test } from "node:test";
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
