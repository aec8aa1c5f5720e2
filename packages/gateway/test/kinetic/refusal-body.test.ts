import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const CUSTOMERS = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";
const WRONG = seeded("kinetic-refusal-wrong-key");

let upstream: EchoUpstream;
let running: TestGateway;
let key: string;

before(async () => {
  upstream = await startEchoUpstream();
  running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
  key = await running.register("orders", { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } });
});
after(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

interface Refused {
  readonly status: number;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

async function refused(path: string, headers: Record<string, string>, method = "GET"): Promise<Refused> {
  const response = await fetch(running.url + path, { headers, method });
  const text = await response.text();
  assert.ok(!text.includes(WRONG), "no credential is repeated");
  return { status: response.status, text, body: JSON.parse(text) as Record<string, unknown> };
}

const basic = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

describe("Kinetic's own words, by which programs tell its 401s apart", () => {
  for (const [what, authorization] of [
    ["a wrong password", () => basic("orders", WRONG)],
    ["another name", () => basic("other", key)],
    ["a pair in Latin-1", () => `Basic ${Buffer.from("caf\u00e9:x", "latin1").toString("base64")}`],
  ] as const) {
    test(`${what}: Invalid username or password.`, async () => {
      const { status, body } = await refused(CUSTOMERS, { authorization: authorization() });
      assert.equal(status, 401);
      assert.equal(body["ErrorMessage"], "Invalid username or password.");
      assert.equal(body["ErrorType"], "System.UnauthorizedAccessException");
      assert.match(String(body["reason"]), /^credential\./);
    });
  }

  test("a wrong key beside a right pair: Invalid API Key, with the company and without the key", async () => {
    const headers = { authorization: basic("orders", key), "x-api-key": WRONG };
    const { status, body } = await refused(CUSTOMERS, headers);
    assert.equal(status, 401);
    assert.equal(body["ErrorMessage"], "Invalid API Key.\r\nCompany EPIC06.");
    assert.equal(body["ErrorType"], "System.UnauthorizedAccessException");
    assert.equal(body["reason"], "credential.key-unknown");
    const onV1 = await refused("/erp/api/v1/Erp.BO.CustomerSvc/Customers", headers);
    assert.equal(onV1.body["ErrorMessage"], "Invalid API Key.");
  });

  test("a method out of scope: Access denied, and what the gateway's operator has to add", async () => {
    const path = "/erp/api/v2/odata/EPIC06/Erp.BO.VendorSvc/DeleteByID";
    const { status, body } = await refused(path, { "x-api-key": key }, "POST");
    assert.equal(status, 403);
    assert.equal(body["ErrorMessage"], "Access denied (Erp.BO.Vendor.DeleteByID).");
    assert.equal(body["ErrorType"], "UnauthorizedAccessException");
    assert.match(String(body["fix"]), /erpgate consumer .*erp=…;\/EPIC06\/Erp\.BO\.VendorSvc:write/);
  });

  test("no refusal by the gateway's own scope sends anybody to the ERP's administration", async () => {
    for (const path of ["Erp.BO.VendorSvc/Vendors", "BaqSvc/A/Data", "BaqSvc/", ""]) {
      const { body, text } = await refused(`/erp/api/v2/odata/EPIC06/${path}`, { "x-api-key": key });
      assert.equal(body["reason"], "scope.denied", path);
      assert.equal(body["finding"], undefined);
      assert.ok(Array.isArray(body["fix"]) && body["fix"].length > 0);
      assert.doesNotMatch(text, /Access Scope Maintenance|SOA Admin/);
    }
    const other = await refused("/erp/api/v2/efx/EPIC06/Lib/Fn", { "x-api-key": key }, "POST");
    assert.match(String(other.body["fix"]), /\/EPIC06\/efx\/Lib\/Fn/);
  });
});

test("a refused P21 table: the fix is the gateway's, not the SOA administration", async () => {
  const auth = { kind: "consumer-key", key: seeded("refusal-p21-key") } as const;
  await using p21 = await startTestGateway({ p21: { system: "prophet21", url: upstream.url, auth } });
  const consumerKey = await p21.register("shop", { p21: { scope: "/odata:supplier" } });
  const response = await fetch(`${p21.url}/p21/odataservice/odata/table/invoice_hdr`, {
    headers: { authorization: `Bearer ${consumerKey}` },
  });
  assert.equal(response.status, 401);
  const text = await response.text();
  assert.match(text, /erpgate consumer update NAME --access p21=SCOPE/);
  assert.doesNotMatch(text, /SOA Admin|API Console/);
});
