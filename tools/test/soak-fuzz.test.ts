import assert from "node:assert/strict";
import { test } from "node:test";
import { fuzz, fuzzFaults } from "../soak/fuzz/fuzz.ts";
import { type Arrived, type ErpLogin, type Who, whyForbidden } from "../soak/fuzz/oracle.ts";

// The short form of `npm run soak -- fuzz`.
test("class 26: 2,000 mutated requests: nothing arrives that policy did not allow, nothing is left uncaught", async (t) => {
  const figures = await fuzz({ count: 2000, seed: 20_261_129, lanes: 4 });
  t.diagnostic(JSON.stringify({ ...figures, violations: figures.violations.length }));
  assert.deepEqual(fuzzFaults(figures), []);
  assert.equal(figures.sent, 2000);
});

// What says that nothing forbidden arrived must be able to say that something did.
const login: ErpLogin = { host: "erp", apiKey: "k", kinetic: "Basic eDp5", prophet21: "Bearer t" };
const at = (method: string, target: string, more: readonly string[] = [], body = ""): Arrived => {
  const isP21 = target.startsWith("/P21");
  const own = isP21 ? ["authorization", "Bearer t"] : ["authorization", "Basic eDp5", "x-api-key", "k"];
  return { method, target, rawHeaders: ["host", "erp", ...own, ...more], body };
};
const V2 = "/ERP11/api/v2/odata/EPIC06";

test("the fuzzer's own reading of the policy lets pass what is allowed", () => {
  const allowed: readonly [Who, Arrived][] = [
    ["reader", at("GET", `${V2}/Erp.BO.CustomerSvc/Customers?$top=1`)],
    ["reader", at("HEAD", `${V2}/erp.bo.customersvc/Customers('a')`)],
    ["reader", at("POST", `${V2}/Erp.BO.CustomerSvc/GetByID`, [], "{}")],
    ["writer", at("DELETE", `${V2}/Erp.BO.CustomerSvc/Customers('a')`)],
    ["writer", at("POST", "/ERP11/api/v2/efx/EPIC06/Lib/Run")],
    ["limited", at("GET", `${V2}/Erp.BO.PartSvc/Parts?$select=PartNum&$top=5`)],
    ["p21", at("GET", "/P21/odataservice/odata/table/supplier")],
  ];
  for (const [who, arrived] of allowed) assert.equal(whyForbidden(arrived, [who], login), undefined, arrived.target);
});

test("and calls forbidden what is not, in whatever clothes it comes", () => {
  const forbidden: readonly [Who, Arrived][] = [
    ["reader", at("GET", `${V2}/Erp.BO.VendorSvc/Vendors`)],
    ["reader", at("DELETE", `${V2}/Erp.BO.CustomerSvc/Customers('a')`)],
    ["reader", at("POST", `${V2}/Erp.BO.CustomerSvc/Update`)],
    ["reader", at("GET", V2.replace("06", "07") + "/Erp.BO.CustomerSvc/Customers")],
    ["reader", at("GET", `${V2}/Erp.BO.CustomerSvc/../Erp.BO.VendorSvc/Vendors`)],
    ["reader", at("GET", `${V2}/Erp.BO.CustomerSvc/%2e%2e/Erp.BO.VendorSvc/Vendors`)],
    ["reader", at("GET", `${V2}/Erp.BO.CustomerSvc/..%5cErp.BO.VendorSvc`)],
    ["reader", at("GET", "/ERP11/api/v1/Erp.BO.CustomerSvc/Customers?%u0063ompany=EPIC07")],
    ["reader", at("GET", `${V2}/Erp.BO.CustomerSvc/Customers?api-key=x`)],
    ["reader", at("GET", `${V2}/Erp.BO.CustomerSvc/Customers`, ["X-HTTP-Method-Override", "DELETE"])],
    ["reader", at("GET", `${V2}/Erp.BO.CustomerSvc/Customers`, ["x-api-key", "other"])],
    ["reader", at("GET", `${V2}/Erp.BO.CustomerSvc/Customers`, ["CallSettings", '{"company":"EPIC07"}'])],
    ["reader", at("GET", `${V2}/Erp.BO.CustomerSvc/Customers`, [], "a body")],
    ["reader", at("POST", `${V2}/$batch`, [], '{"requests":[{"id":"1","method":"DELETE","url":"/ERP11/x"}]}')],
    ["limited", at("GET", `${V2}/Erp.BO.PartSvc/Parts?$select=PartNum,Cost&$top=5`)],
    ["limited", at("GET", `${V2}/Erp.BO.PartSvc/Parts?$select=PartNum&$top=6`)],
    ["p21", at("GET", "/P21/odataservice/odata/table/customer")],
    ["p21", at("GET", "/P21/odataservice/odata/table/supplier?%24expand=x")],
    ["p21", at("GET", "/P21/api/security/token/v2")],
  ];
  for (const [who, arrived] of forbidden)
    assert.notEqual(whyForbidden(arrived, [who], login), undefined, `${arrived.method} ${arrived.target}`);
  assert.notEqual(whyForbidden(at("GET", `${V2}/Erp.BO.CustomerSvc/Customers`), [], login), undefined);
});
