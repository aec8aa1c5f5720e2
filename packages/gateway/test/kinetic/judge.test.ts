import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Call } from "../../src/dialect.ts";
import { compileKineticScope } from "../../src/kinetic/judge.ts";

function judge(scope: string, method: string, path: string, company?: string): string | undefined {
  const compiled = compileKineticScope(scope);
  assert.ok("judge" in compiled, JSON.stringify(compiled));
  const call: Call = { method, path, company };
  const verdict = compiled.judge(call);
  assert.ok(typeof verdict !== "function");
  return verdict;
}

const V2 = "/api/v2/odata/EPIC06";
const CUSTOMERS = `${V2}/Erp.BO.CustomerSvc/Customers`;

describe("a service entry", () => {
  const scope = "/EPIC06/Erp.BO.CustomerSvc";
  const allowed: [string, string][] = [
    ["GET", CUSTOMERS],
    ["HEAD", CUSTOMERS],
    ["GET", `${V2}/Erp.BO.CustomerSvc/Customers('EPIC06',5)`],
    ["GET", `${V2}/erp.bo.customersvc/Customers`],
    ["POST", `${V2}/Erp.BO.CustomerSvc/GetByID`],
    ["POST", `${V2}/Erp.BO.CustomerSvc/GetRows`],
    ["GET", `${V2}/Erp.BO.CustomerSvc/$metadata`],
    ["GET", `${V2}/Erp.BO.CustomerSvc/`],
  ];
  for (const [method, path] of allowed)
    test(`opens ${method} ${path}`, () => assert.equal(judge(scope, method, path), undefined));
  const denied: [string, string][] = [
    ["POST", CUSTOMERS],
    ["PATCH", `${V2}/Erp.BO.CustomerSvc/Customers('EPIC06',5)`],
    ["DELETE", `${V2}/Erp.BO.CustomerSvc/Customers('EPIC06',5)`],
    ["POST", `${V2}/Erp.BO.CustomerSvc/Update`],
    ["POST", `${V2}/Erp.BO.CustomerSvc/getbyid`],
    ["GET", `${V2}/Erp.BO.VendorSvc/Vendors`],
    ["GET", "/api/v2/odata/EPIC07/Erp.BO.CustomerSvc/Customers"],
    ["GET", "/api/v2/odata/epic06/Erp.BO.CustomerSvc/Customers"],
    ["GET", `${V2}/BaqSvc/zCustomer01/Data`],
    ["POST", "/api/v2/efx/EPIC06/Lib/Fn"],
  ];
  for (const [method, path] of denied)
    test(`denies ${method} ${path}`, () => assert.equal(judge(scope, method, path), "scope.denied"));
});

test(":write includes reading and every method", () => {
  const scope = "/EPIC06/Erp.BO.CustomerSvc:write";
  for (const [method, path] of [
    ["GET", CUSTOMERS],
    ["POST", CUSTOMERS],
    ["POST", `${V2}/Erp.BO.CustomerSvc/Update`],
    ["DELETE", `${CUSTOMERS}('EPIC06',5)`],
    ["MERGE", `${CUSTOMERS}('EPIC06',5)`],
  ] as const) {
    assert.equal(judge(scope, method, path), undefined, `${method} ${path}`);
  }
});

test("a member entry opens that member alone", () => {
  const scope = "/EPIC06/Erp.BO.CustomerSvc/Customers;/EPIC06/Erp.BO.CustomerSvc/Update:write";
  assert.equal(judge(scope, "GET", CUSTOMERS), undefined);
  assert.equal(judge(scope, "POST", CUSTOMERS), "scope.denied");
  assert.equal(judge(scope, "POST", `${V2}/Erp.BO.CustomerSvc/Update`), undefined);
  assert.equal(judge(scope, "POST", `${V2}/Erp.BO.CustomerSvc/DeleteByID`), "scope.denied");
  assert.equal(judge(scope, "GET", `${V2}/Erp.BO.CustomerSvc/Customers('EPIC06',5)`), undefined);
});

test("BAQs and functions are opened by name", () => {
  const scope = "/EPIC06/BaqSvc/zCustomer01;/EPIC06/efx/OrderDesk/Ping;/EPIC06/efx/staging/Draft/*";
  assert.equal(judge(scope, "GET", `${V2}/BaqSvc/zCustomer01/Data`), undefined);
  assert.equal(judge(scope, "PATCH", `${V2}/BaqSvc/zCustomer01/Data`), "scope.denied");
  assert.equal(judge(scope, "GET", `${V2}/BaqSvc/zOther/Data`), "scope.denied");
  assert.equal(judge(scope, "GET", `${V2}/BaqSvc/`), "scope.denied");
  assert.equal(judge(scope, "POST", "/api/v2/efx/EPIC06/OrderDesk/Ping"), undefined);
  assert.equal(judge(scope, "POST", "/api/v2/efx/EPIC06/OrderDesk/Other"), "scope.denied");
  assert.equal(judge(scope, "POST", "/api/v2/efx/staging/EPIC06/OrderDesk/Ping"), "scope.denied");
  assert.equal(judge(scope, "POST", "/api/v2/efx/staging/EPIC06/Draft/Any"), undefined);
});

test("v1 is judged by the company of the context; without one only an entry for every company opens it", () => {
  const path = "/api/v1/Erp.BO.CustomerSvc/Customers";
  assert.equal(judge("/EPIC06/Erp.BO.CustomerSvc", "GET", path, "EPIC06"), undefined);
  assert.equal(judge("/EPIC06/Erp.BO.CustomerSvc", "GET", path, "EPIC07"), "scope.denied");
  assert.equal(judge("/EPIC06/Erp.BO.CustomerSvc", "GET", path), "scope.denied");
  assert.equal(judge("/*/Erp.BO.CustomerSvc", "GET", path), undefined);
});

for (const path of [
  "/TokenResource.svc/",
  "/api/help/v2/index.html",
  "/apps/resthelp/",
  "/",
  "/x",
  "/api/v3/odata/EPIC06/A.BSvc/C",
  "/api/v2/environment",
]) {
  test(`no scope opens ${path}`, () => {
    assert.equal(judge("/*/Erp.BO.CustomerSvc:write", "GET", path, "EPIC06"), "address.unknown");
  });
}

for (const path of ["/api/v1", "/api/v1/", V2, `${V2}/`]) {
  test(`the list of services at ${path} is known, and opened by no scope`, () => {
    assert.equal(judge("/*/Erp.BO.CustomerSvc:write", "GET", path, "EPIC06"), "scope.denied");
  });
}

test("$batch is refused by a reason of its own", () => {
  assert.equal(judge("/*/Erp.BO.CustomerSvc:write", "POST", `${V2}/$batch`), "batch.unsupported");
  assert.equal(judge("/*/Erp.BO.CustomerSvc:write", "POST", `${V2}/Erp.BO.CustomerSvc/$Batch`), "batch.unsupported");
});

for (const scope of [
  "EPIC06/Erp.BO.CustomerSvc",
  "/EPIC06",
  "/EPIC06/Customers",
  "/EPIC06/Erp.BO.CustomerSvc:admin",
  "/EPIC06/BaqSvc",
  "/EPIC06/efx/Lib",
  "/../Erp.BO.CustomerSvc",
  "/EPIC06/Erp.BO.CustomerSvc/a/b",
  "/EPIC06/*",
]) {
  test(`the scope ${scope} is a fault`, () => assert.ok("fault" in compileKineticScope(scope)));
}
