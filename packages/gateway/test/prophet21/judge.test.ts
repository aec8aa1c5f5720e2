import assert from "node:assert/strict";
import { test } from "node:test";
import { compileProphet21Scope } from "../../src/prophet21/judge.ts";

function judge(scope: string, method: string, path: string): string | undefined {
  const compiled = compileProphet21Scope(scope);
  assert.ok("judge" in compiled, JSON.stringify(compiled));
  const verdict = compiled.judge({ method, path, company: undefined });
  assert.ok(typeof verdict !== "function");
  return verdict;
}

const cases: [scope: string, method: string, path: string, answer: string | undefined][] = [
  ["/odata:supplier", "GET", "/odataservice/odata/table/supplier", undefined],
  ["/odata:supplier", "GET", "/odataservice/odata/view/supplier", undefined],
  ["/odata:supplier", "GET", "/odataservice/odata/table/customer", "scope.denied"],
  ["/odata:supplier", "GET", "/odataservice/odata/table/Supplier", "scope.denied"],
  ["/odata:supplier", "POST", "/odataservice/odata/table/supplier", "scope.denied"],
  ["/odata:supplier", "GET", "/odataservice/odata/table/", undefined],
  ["/odata:supplier", "GET", "/odataservice/odata/table/$metadata", undefined],
  ["/api", "GET", "/odataservice/odata/table/$metadata", "scope.denied"],
  ["/odata:*", "GET", "/odataservice/odata/view/p21_view_x", undefined],
  ["/api", "GET", "/odataservice/odata/table/supplier", "scope.denied"],
  ["/api", "GET", "/api/entity/customers/1_10", undefined],
  ["/api", "POST", "/api/sales/orders/", undefined],
  ["/api", "GET", "/api/ui/router/v1/", undefined],
  ["/api", "GET", "/api/admin/", "address.unknown"],
  ["/api", "GET", "/api/Admin/x", "address.unknown"],
  ["/api", "POST", "/uiserver0/api/v2/transaction", "scope.denied"],
  ["/odata:supplier", "POST", "/uiserver0/api/v2/transaction", "scope.denied"],
  ["/uiserver0", "POST", "/uiserver0/api/v2/transaction", undefined],
  ["/uiserver0", "POST", "/uiserver0/api/ui/interactive/sessions/", undefined],
  ["/uiserver0", "GET", "/api/entity/customers/1_10", "scope.denied"],
  ["/data", "GET", "/data/erp/views/v1/p21_view_ar", undefined],
  ["/data", "POST", "/data/erp/views/v1/p21_view_ar", "scope.denied"],
  ["/p21sdk;/ui", "GET", "/api/entity/customers/1_10", "scope.denied"],
  ["/api;/odata:*", "POST", "/odataservice/odata/$batch", "batch.unsupported"],
  ["", "GET", "/api/entity/customers/1_10", "scope.denied"],
];
for (const [scope, method, path, answer] of cases) {
  test(`${scope || "no scope"}: ${method} ${path} → ${answer ?? "yes"}`, () =>
    assert.equal(judge(scope, method, path), answer));
}

test("a bare /odata names no tables, which nobody means", () => {
  const compiled = compileProphet21Scope("/api;/odata");
  assert.ok("fault" in compiled && compiled.fault.includes("/odata:*"));
});
