import assert from "node:assert/strict";
import { parseScope, printScope } from "@erpgate/client/prophet21";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const SEEN = [
  "/api",
  "/api;/p21sdk",
  "/api;/ui",
  "/api;/uiserver0",
  "/api;/data",
  "/uiserver0",
  "/odata",
  "/odata:t1,t2,t3",
  "/api/.configuration",
  "/api;/p21sdk;/odata:po_hdr,po_line",
];

verifies("prophet21.scope.grammar", () => {
  for (const text of SEEN) {
    const result = parseScope(text);
    assert.ok(result.ok, text);
    assert.equal(printScope(result.scope), text);
  }
  const list = parseScope("/api;/odata:po_hdr,po_line");
  assert.ok(list.ok);
  assert.deepEqual(list.scope.entries, [
    { path: "/api", names: undefined },
    { path: "/odata", names: ["po_hdr", "po_line"] },
  ]);
  for (const text of ["api", "odata:supplier", "/odata:a b"]) assert.ok(!parseScope(text).ok, text);
});
