import assert from "node:assert/strict";
import { test } from "node:test";
import { kineticCall, list, makeEmulator, member } from "../fixture.ts";

const V1 = "/api/v1/Erp.BO.CustomerSvc";
const V2 = "/api/v2/odata/EPIC06/Erp.BO.CustomerSvc";

test("v1 has the OData 3 envelope, v2 the OData 4 one", async () => {
  const emulator = makeEmulator();
  const v1 = await kineticCall(emulator, `${V1}/Customers?$top=2&$select=CustNum,Name&$inlinecount=allpages`);
  assert.deepEqual(Object.keys(v1.body as object), ["odata.metadata", "odata.count", "value"]);
  assert.equal(member(v1.body, "odata.count"), undefined, "dots are part of the name");
  assert.equal((v1.body as Record<string, unknown>)["odata.count"], "260");
  const v2 = await kineticCall(emulator, `${V2}/Customers?$top=2&$select=CustNum,Name&$count=true`);
  assert.deepEqual(Object.keys(v2.body as object), ["@odata.context", "@odata.count", "value"]);
  assert.equal((v2.body as Record<string, unknown>)["@odata.count"], 260);
  assert.deepEqual(list(v1.body), list(v2.body));
  assert.deepEqual(Object.keys(list(v2.body)[0] as object), ["CustNum", "Name"]);
});

test("100 rows without $top, never a next link, and pages by key order", async () => {
  const emulator = makeEmulator();
  const first = await kineticCall(emulator, `${V2}/Customers`);
  assert.equal(list(first.body).length, 100);
  assert.doesNotMatch(first.text, /nextLink/);
  const rest = await kineticCall(emulator, `${V2}/Customers?$filter=CustNum gt 200&$orderby=CustNum&$top=100`);
  assert.equal(list(rest.body).length, 60);
  const small = makeEmulator({ kinetic: { defaultRowCap: 7 } });
  assert.equal(list((await kineticCall(small, `${V2}/Customers`)).body).length, 7);
});

test("rows are those of the company", async () => {
  const emulator = makeEmulator();
  const other = await kineticCall(emulator, "/api/v2/odata/EPIC07/Erp.BO.CustomerSvc/Customers?$top=1000");
  assert.equal(list(other.body).length, 40);
  const bySettings = await kineticCall(emulator, `${V1}/Customers?$top=1000`, {
    headers: { CallSettings: '{ "Company" : "EPIC07" }' },
  });
  assert.deepEqual(list(bySettings.body), list(other.body));
});

test("one row by its key, with and without names, and children on request", async () => {
  const emulator = makeEmulator();
  const byPosition = await kineticCall(emulator, `${V2}/Customers('EPIC06',3)?$expand=ShipTos`);
  const byName = await kineticCall(emulator, `${V2}/Customers(CustNum=3,Company=%27EPIC06%27)`);
  assert.equal(member(byPosition.body, "CustNum"), 3);
  assert.equal(member(byName.body, "CustNum"), 3);
  assert.ok(Array.isArray(member(byPosition.body, "ShipTos")));
  assert.equal((await kineticCall(emulator, `${V2}/Customers('EPIC06',99999)`)).status, 404);
  assert.equal((await kineticCall(emulator, `${V2}/Customers(1,2,3)`)).status, 400);
});

test("a count as plain text", async () => {
  const { text, headers } = await kineticCall(makeEmulator(), `${V2}/Customers/$count?$filter=CustNum le 5`);
  assert.equal(text, "5");
  assert.match(headers.get("content-type") ?? "", /text\/plain/);
});

for (const [query, message] of [
  ["$filter=custNum eq 3", "Could not find a property named 'custNum' on type 'Erp.Tablesets.CustomerRow'."],
  ["$select=custid", "Could not find a property named 'custid' on type 'Erp.Tablesets.CustomerRow'."],
  [
    "$filter=CustNum eq '3'",
    "A binary operator with incompatible types was detected. Found operand types 'Edm.Int32' and 'Edm.String' for operator kind 'Equal'.",
  ],
] as const) {
  test(`400 for ${query}`, async () => {
    const { status, body } = await kineticCall(makeEmulator(), `${V2}/Customers?${query}`);
    assert.equal(status, 400);
    assert.equal(member(body, "ErrorMessage"), message);
    assert.match(String(member(body, "ErrorType")), /ODataException$/);
  });
}

test("entity set names keep their letter case, service names do not", async () => {
  const emulator = makeEmulator();
  assert.equal((await kineticCall(emulator, "/api/v2/odata/EPIC06/erp.Bo.customersvc/Customers?$top=1")).status, 200);
  assert.equal((await kineticCall(emulator, `${V2}/customers`)).status, 404);
});

test("add, change and remove stick: 201, 204, 204, then 404", async () => {
  const emulator = makeEmulator();
  const added = await kineticCall(emulator, `${V2}/Customers`, {
    method: "POST",
    body: JSON.stringify({ CustID: "NEWONE", Name: "New One", Nonsense: { deep: true } }),
  });
  assert.equal(added.status, 201);
  const number = Number(member(added.body, "CustNum"));
  assert.equal(number, 261);
  const key = `${V2}/Customers('EPIC06',${number})`;
  assert.equal((await kineticCall(emulator, key, { method: "PATCH", body: '{"Name":"Renamed"}' })).status, 204);
  assert.equal(member((await kineticCall(emulator, key)).body, "Name"), "Renamed");
  assert.equal(
    (await kineticCall(emulator, `${V2}/Customers`, { method: "POST", body: '{"CustID":"NEWONE"}' })).status,
    409,
  );
  assert.equal((await kineticCall(emulator, key, { method: "DELETE" })).status, 204);
  assert.equal((await kineticCall(emulator, key)).status, 404);
  assert.equal((await kineticCall(emulator, `${V2}/Customers`, { method: "POST", body: "not json" })).status, 400);
  assert.equal((await kineticCall(emulator, `${V2}/Customers`, { method: "PUT", body: "{}" })).status, 405);
});

test("service documents and metadata", async () => {
  const emulator = makeEmulator();
  const atom = await kineticCall(emulator, "/api/v1/");
  assert.match(atom.text, /^<\?xml.*<service [^>]*xmlns="http:\/\/www\.w3\.org\/2007\/app"/);
  assert.match(atom.text, /<collection href="Erp\.BO\.CustomerSvc"><atom:title>Erp\.BO\.CustomerSvc<\/atom:title>/);
  const asJson = await kineticCall(emulator, "/api/v1/", { headers: { accept: "application/json" } });
  assert.ok(list(asJson.body).length > 5);
  assert.match((await kineticCall(emulator, "/api/v1/BaqSvc/")).text, /href="zCustomer01"/);
  assert.equal(member((await kineticCall(emulator, `${V2}/`)).body, "value.0.name"), "Customers");
  const metadata = await kineticCall(emulator, `${V2}/$metadata`);
  assert.match(metadata.text, /<EntityType Name="CustomerRow">.*<Property Name="CustNum" Type="Edm.Int32"\/>/);
});

test("v1 gives an Atom feed when asked for one", async () => {
  const { text, headers } = await kineticCall(makeEmulator(), `${V1}/Customers?$top=1`, {
    headers: { accept: "application/atom+xml" },
  });
  assert.match(headers.get("content-type") ?? "", /application\/atom\+xml/);
  assert.match(text, /<d:CustNum>1<\/d:CustNum>/);
});

test("addresses that do not exist", async () => {
  const emulator = makeEmulator();
  for (const path of [
    "/api/v2/odata/EPIC06/Erp.BO.NothingSvc/Nothings",
    `${V2}/Nothing`,
    "/api/v2/baq/zCustomer01",
    "/api/v2/environment",
    "/api/v2/TokenResource.svc/token",
    "/api/v3/x",
  ]) {
    const { status, body } = await kineticCall(emulator, path);
    assert.equal(status, 404, path);
    assert.equal(member(body, "ErrorType"), "Epicor.RESTApi.ErrorHandling.ApiException", path);
  }
});

test("another instance is the web server's own 404 page", async () => {
  const emulator = makeEmulator();
  const response = await emulator.kinetic.fetch(new Request("https://any.host/OtherApp/api/v1/"));
  assert.equal(response.status, 404);
  assert.match(response.headers.get("content-type") ?? "", /text\/html/);
  assert.equal((await emulator.kinetic.fetch(new Request("https://any.host/erp11prod/api/help"))).status, 302);
});

test("10.2 has no v2", async () => {
  const emulator = makeEmulator({ kinetic: { version: "10.2" } });
  assert.equal((await kineticCall(emulator, `${V2}/Customers`)).status, 404);
  assert.equal((await kineticCall(emulator, `${V1}/Customers`)).status, 200);
});
