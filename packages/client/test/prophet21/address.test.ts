import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readAddress } from "../../src/prophet21/index.ts";
import type { Prophet21Address } from "../../src/prophet21/index.ts";

const known: readonly [path: string, address: Prophet21Address][] = [
  ["/odataservice/odata/table/supplier", { kind: "odata", object: "table", name: "supplier", metadata: false }],
  [
    "/odataservice/odata/view/p21_view_inv_loc/",
    { kind: "odata", object: "view", name: "p21_view_inv_loc", metadata: false },
  ],
  ["/ODataService/odata/Table/Supplier", { kind: "odata", object: "table", name: "Supplier", metadata: false }],
  ["/odataservice/odata/table/", { kind: "odata", object: "table", name: undefined, metadata: false }],
  ["/odataservice/odata/view/$metadata", { kind: "odata", object: "view", name: undefined, metadata: true }],
  ["/data/erp/views/v1", { kind: "data-view", view: undefined, key: undefined }],
  ["/data/erp/views/v1/p21_view_customer", { kind: "data-view", view: "p21_view_customer", key: undefined }],
  ["/data/erp/views/v1/p21_view_customer('10')", { kind: "data-view", view: "p21_view_customer", key: "'10'" }],
  ["/data/erp/views/v1/p21_view_customer/$count", { kind: "data-view", view: "p21_view_customer", key: undefined }],
  ["/api/entity/customers/ACME_10", { kind: "entity", family: "customers", rest: ["ACME_10"] }],
  ["/api/entity/customers/", { kind: "entity", family: "customers", rest: [] }],
  ["/api/inventory/parts/X-1", { kind: "rest", family: "inventory/parts", rest: ["X-1"] }],
  ["/api/inventory/v2/parts/ping", { kind: "rest", family: "inventory/v2/parts", rest: ["ping"] }],
  ["/api/sales/orders/async", { kind: "rest", family: "sales/orders", rest: ["async"] }],
  ["/api/filehandler/x", { kind: "rest", family: "filehandler", rest: ["x"] }],
  ["/api/ui/router/v1/", { kind: "router" }],
  ["/api/ui/router/v1", { kind: "router" }],
  ["/api/security/token", { kind: "token", version: "v1" }],
  ["/api/security/token/", { kind: "token", version: "v1" }],
  ["/api/security/token/v2", { kind: "token", version: "v2" }],
  ["/uiserver0/api/v2/transaction", { kind: "ui", area: "transaction", rest: ["api", "v2", "transaction"] }],
  [
    "/uiserver0/api/ui/interactive/sessions/",
    { kind: "ui", area: "interactive", rest: ["api", "ui", "interactive", "sessions"] },
  ],
  ["/uiserver0/ui/common/v1/serverinfo", { kind: "ui", area: "info", rest: ["ui", "common", "v1", "serverinfo"] }],
  ["/uiserver0/ui/common/v1/sessions", { kind: "ui", area: "interactive", rest: ["ui", "common", "v1", "sessions"] }],
];

const unknown = [
  "",
  "/",
  "/api",
  "/api/admin",
  "/api/security/users",
  "/api/security/token/refresh",
  "/api/ui/other",
  "/api/entity",
  "/api/inventory/v2",
  "/api/entity/customers/%2e%2e/x",
  "/api/entity//customers",
  "/api/entity/customers/../vendors",
  "/odataservice/odata/$metadata",
  "/odataservice/odata/table/supplier/x",
  "/odataservice/odata/table/supplier(1)",
  "/odataservice/odata/table/sup%70lier",
  "/odataservice/odata/table/a;b",
  "/odataservice//odata/table/a",
  "/data/erp/views/v1/x('a/b')",
  "/data/erp/views/v1/x/y",
  "/uiserver0",
  "/uiserver0/other",
  "/docs/p21sdk/index.html",
];

describe("readAddress of Prophet 21", () => {
  for (const [path, address] of known) it(path, () => assert.deepEqual(readAddress(path), address));
  for (const path of unknown)
    it(`knows nothing of ${JSON.stringify(path)}`, () => assert.equal(readAddress(path), undefined));
});
