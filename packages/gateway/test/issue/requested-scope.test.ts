import assert from "node:assert/strict";
import { test } from "node:test";
import { readNarrowing } from "../../src/issue/requested-scope.ts";

test("connections alone, with scope texts, and both", () => {
  assert.deepEqual([...(readNarrowing("erp") ?? [])], [["erp", "all"]]);
  assert.deepEqual([...(readNarrowing("p21:/odata:supplier p21:/api") ?? [])], [["p21", ["/odata:supplier", "/api"]]]);
  assert.deepEqual([...(readNarrowing("p21:/api p21") ?? [])], [["p21", "all"]]);
  assert.deepEqual([...(readNarrowing("p21 p21:/api") ?? [])], [["p21", "all"]]);
});

test("an entry without a connection is none", () => assert.equal(readNarrowing("erp :/api"), undefined));
