import assert from "node:assert/strict";
import { test } from "node:test";
import type { KineticOptions, Prophet21Options } from "@erpgate/client";
import { DEFAULT_ADMISSION } from "../../src/admission/admission-config.ts";
import { canI, type CanIAnswer, type ConsumerRecord, mountFinder } from "../../src/index.ts";
import { seeded } from "../../../../tools/seeded-secrets.ts";

const kinetic: KineticOptions = {
  system: "kinetic",
  url: "https://erp.example.com/ERP",
  company: "EPIC06",
  auth: { kind: "basic", username: "svc", password: seeded("can-i") },
};
const p21: Prophet21Options = {
  system: "prophet21",
  url: "https://p21.example.com",
  auth: { kind: "consumer-key", key: seeded("can-i-key") },
};

const record: ConsumerRecord = {
  id: "1",
  name: "shop",
  revision: 1,
  access: {
    kinetic: { scope: "/EPIC06/Erp.BO.CustomerSvc/Customers?$top=50;/EPIC06/Erp.BO.PartSvc:write;/EPIC06/efx/L/*" },
    p21: { scope: "/odata:supplier,part" },
  },
  subjects: [],
  keys: [],
  createdAtMs: 0,
  revokedAtMs: undefined,
};

const ask = (method: string, target: string, readOnly = false): CanIAnswer =>
  canI(
    mountFinder({
      connections: { kinetic, p21, other: p21 },
      admission: { kinetic: { ...DEFAULT_ADMISSION, readOnly } },
    }),
    record,
    method,
    target,
  );

const ODATA = "/kinetic/api/v2/odata/EPIC06";

for (const [method, target, rule] of [
  ["GET", `${ODATA}/Erp.BO.CustomerSvc/Customers?$top=5`, "/EPIC06/erp.bo.customersvc/Customers?$top=50"],
  ["PATCH", `${ODATA}/Erp.BO.PartSvc/Parts('EPIC06','A')`, "/EPIC06/erp.bo.partsvc:write"],
  ["GET", "/kinetic/api/v1/Erp.BO.PartSvc/Parts", "/EPIC06/erp.bo.partsvc:write"],
  ["POST", "/kinetic/api/v2/efx/EPIC06/L/F", "/EPIC06/efx/L/*"],
  ["GET", "/p21/odataservice/odata/table/supplier", "/odata:supplier,part"],
] as const) {
  test(`${method} ${target}: yes, by ${rule}`, () => {
    const answer = ask(method, target);
    assert.deepEqual([answer.allowed, answer.rule, answer.reason], [true, rule, undefined]);
  });
}

for (const [method, target, reason] of [
  ["GET", `${ODATA}/Erp.BO.CustomerSvc/Customers`, "scope.query"],
  ["GET", `${ODATA}/Erp.BO.CustomerSvc/Customers?$top=51`, "scope.query"],
  ["PATCH", `${ODATA}/Erp.BO.CustomerSvc/Customers(1)`, "scope.denied"],
  ["GET", "/kinetic/api/v2/odata/EPIC07/Erp.BO.PartSvc/Parts", "scope.denied"],
  ["GET", "/kinetic/apps/resthelp/", "address.unknown"],
  ["GET", "/other/odataservice/odata/table/supplier", "scope.connection"],
  ["GET", "/nowhere/x", "route.unknown"],
  ["TRACE", `${ODATA}/Erp.BO.PartSvc/Parts`, "method.not-allowed"],
  ["GET", "/kinetic/api/v2/../x", "path.not-canonical"],
  ["GET", `${ODATA}/Erp.BO.PartSvc/Parts?api-key=1`, "credential.in-query"],
  ["GET", "/p21/odataservice/odata/table/supplier?$expand=x", "query.option-refused"],
] as const) {
  test(`${method} ${target}: no, ${reason}`, () => {
    const answer = ask(method, target);
    assert.deepEqual([answer.allowed, answer.reason], [false, reason]);
    assert.ok(answer.rule.length > 10);
  });
}

test("a refusal by scope says what to add", () => {
  const { fix } = ask("PATCH", `${ODATA}/Erp.BO.CustomerSvc/Customers(1)`);
  assert.match(fix.join(" "), /--access 'kinetic=…;\/EPIC06\/Erp\.BO\.CustomerSvc:write'/);
});

test("the connection's switches count, too", () => {
  const answer = ask("POST", `${ODATA}/Erp.BO.PartSvc/Update`, true);
  assert.equal(answer.reason, "connection.read-only");
});
