import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { readAddress } from "../../src/kinetic/index.ts";
import type { KineticAddress } from "../../src/kinetic/index.ts";

const v2 = { api: "v2", company: "EPIC06" } as const;
const v1 = { api: "v1", company: undefined } as const;
const service = "Erp.BO.CustomerSvc";

const known: readonly [path: string, address: KineticAddress][] = [
  [
    `/api/v2/odata/EPIC06/${service}/Customers`,
    { kind: "entity", ...v2, service, entity: "Customers", key: undefined },
  ],
  [
    `/api/v2/odata/EPIC06/${service}/Customers('EPIC06',5)`,
    { kind: "entity", ...v2, service, entity: "Customers", key: "'EPIC06',5" },
  ],
  [
    `/api/v2/odata/EPIC06/${service}/Customers('A%20B')`,
    { kind: "entity", ...v2, service, entity: "Customers", key: "'A%20B'" },
  ],
  [`/api/v1/${service}/Customers`, { kind: "entity", ...v1, service, entity: "Customers", key: undefined }],
  [`/api/v2/odata/EPIC06/${service}/GetByID`, { kind: "method", ...v2, service, method: "GetByID" }],
  [`/api/v1/${service}/Update`, { kind: "method", ...v1, service, method: "Update" }],
  [
    "/api/v2/odata/EPIC06/Ice.Lib.SessionModSvc/Login",
    { kind: "method", ...v2, service: "Ice.Lib.SessionModSvc", method: "Login" },
  ],
  [
    "/api/v2/odata/EPIC06/Ice.LIB.BpmSvc/Anything",
    { kind: "method", ...v2, service: "Ice.LIB.BpmSvc", method: "Anything" },
  ],
  ["/api/v2/odata/EPIC06/BaqSvc/zCust-01/Data", { kind: "baq", ...v2, baq: "zCust-01", part: "data" }],
  ["/api/v2/odata/EPIC06/BaqSvc/zCust-01/GetNew/", { kind: "baq", ...v2, baq: "zCust-01", part: "getnew" }],
  ["/api/v2/odata/EPIC06/BaqSvc/", { kind: "baq", ...v2, baq: "", part: "list" }],
  ["/api/v1/BaqSvc/zCust/", { kind: "baq", ...v1, baq: "zCust", part: "data" }],
  ["/api/v1/baqsvc/zCust", { kind: "baq", ...v1, baq: "zCust", part: "data" }],
  [
    "/api/v2/efx/EPIC06/Lib/Fn/",
    { kind: "function", api: "v2", company: "EPIC06", library: "Lib", function: "Fn", staging: false },
  ],
  [
    "/api/v2/efx/staging/EPIC06/Lib/Fn",
    { kind: "function", api: "v2", company: "EPIC06", library: "Lib", function: "Fn", staging: true },
  ],
  [
    "/api/v2/efx/staging/Lib/Fn",
    { kind: "function", api: "v2", company: "staging", library: "Lib", function: "Fn", staging: false },
  ],
  [`/api/v2/odata/EPIC06/${service}/`, { kind: "service", ...v2, service }],
  [`/api/v1/${service}`, { kind: "service", ...v1, service }],
  [`/api/v2/odata/EPIC06/${service}/$metadata`, { kind: "metadata", ...v2, service }],
  ["/api/v2/odata/EPIC06/", { kind: "services", ...v2 }],
  ["/api/v1/", { kind: "services", ...v1 }],
  ["/TokenResource.svc/", { kind: "token" }],
  ["/tokenresource.svc", { kind: "token" }],
  ["/apps/resthelp/", { kind: "help" }],
  ["/api/help/v2/index.html", { kind: "help" }],
  ["/api/swagger/v1/odata/Erp.BO.CustomerSvc", { kind: "help" }],
  ["api/v1/BaqSvc/x", { kind: "baq", ...v1, baq: "x", part: "data" }],
];

const unknown = [
  "",
  "/",
  "//",
  "/api",
  "/api/v2",
  "/api/v2/odata",
  "/api/v3/x",
  `/api/v2/odata/${service}/Customers`,
  `/api/v2/odata//${service}/Customers`,
  `/api/v2/odata/EPIC06/../${service}/Customers`,
  `/api/v2/odata/EPIC06/./${service}/Customers`,
  `/api/v2/odata/EPIC06/%2e%2e/${service}`,
  `/api/v2/odata/EPIC06/Erp%2EBO.CustomerSvc/Customers`,
  `/api/v2/odata/EPIC06/${service}/Customers%2F..`,
  `/api/v2/odata/EPIC06/${service};x/Customers`,
  `/api/v2/odata/EPIC06/${service}\\Customers`,
  `/api/v2/odata/EPIC06/${service}/Customers('a/b')`,
  `/api/v2/odata/EPIC06/${service}/Customers('a%2Fb')`,
  `/api/v2/odata/EPIC06/${service}/Customers('a%00')`,
  `/api/v2/odata/EPIC06/${service}/Customers(1)/ShipToes`,
  `/api/v2/odata/EPIC06/${service}/Customers/`,
  `/api/v2/odata/EPIC06/${service}/Customers?$top=1`,
  `/api/v2/odata/EPIC06/${service}/$batch`,
  "/api/v2/odata/EPIC06/BaqSvc/x",
  "/api/v2/odata/EPIC06/BaqSvc/x/Update",
  "/api/v2/efx/EPIC06/Lib",
  "/api/v2/efx/EPIC06/Lib/Fn/More",
  "/TokenResource.svc/token",
  "/api/v2/baq/x",
  "/apps/other",
];

describe("readAddress of Kinetic", () => {
  for (const [path, address] of known) it(path, () => assert.deepEqual(readAddress(path), address));

  for (const path of unknown)
    it(`knows nothing of ${JSON.stringify(path)}`, () => assert.equal(readAddress(path), undefined));

  it("never takes a text with an escape, a blank or a second reading for a name", () => {
    const names = (address: KineticAddress): unknown[] =>
      Object.entries(address).flatMap(([name, value]) => (name === "key" ? [] : [value]));
    const piece = fc.constantFrom(
      "api",
      "v1",
      "v2",
      "odata",
      "efx",
      "EPIC06",
      service,
      "BaqSvc",
      "Customers",
      "Data",
      "%2e",
      "..",
      ".",
      "",
      ";",
      "a b",
      "\\",
      "%00",
      "x(1)",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const address = readAddress(`/${pieces.join("/")}`);
        for (const value of address ? names(address) : []) {
          assert.ok(typeof value !== "string" || /^[\w.-]*$/.test(value), String(value));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
