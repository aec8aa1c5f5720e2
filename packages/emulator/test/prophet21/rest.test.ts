import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import type { Emulator } from "../../src/index.ts";
import {
  consumer,
  last,
  list,
  mainUser,
  makeEmulator,
  member,
  prophet21Call,
  prophet21Raw,
  prophet21Token,
  type Reply,
  type Send,
} from "../fixture.ts";

test("the router: 307 without the slash, even without a bearer; the UI server's address with it", async () => {
  const emulator = makeEmulator();
  const token = await prophet21Token(emulator, mainUser(emulator));
  const bare = await prophet21Raw(emulator, "/api/ui/router/v1?urlType=external");
  assert.equal(bare.status, 307);
  assert.match(bare.headers.get("location") ?? "", /\/api\/ui\/router\/v1\/\?urlType=external$/);
  assert.match(bare.text, /<html>/);
  assert.equal((await prophet21Raw(emulator, "/api/ui/router/v1/?urlType=external")).status, 401);
  const found = await prophet21Call(emulator, "/api/ui/router/v1/?urlType=external", token);
  assert.deepEqual(found.body, { Url: `${emulator.prophet21.url}/uiserver0` });
  const asXml = await prophet21Call(emulator, "/api/ui/router/v1/", token, { headers: { accept: "*/*" } });
  assert.match(asXml.text, /<Url>https:\/\/p21\.emulator\.test\/uiserver0<\/Url>/);
  const other = makeEmulator({ prophet21: { router307: false } });
  assert.equal(
    (await prophet21Call(other, "/api/ui/router/v1?urlType=external", await prophet21Token(other, mainUser(other))))
      .status,
    200,
  );
});

test("the router's 307 can lead to another host name", async () => {
  const emulator = makeEmulator({ prophet21: { router307: "cross-origin" } });
  const { headers } = await prophet21Raw(emulator, "/api/ui/router/v1?urlType=external");
  assert.equal(headers.get("location"), "https://localhost/api/ui/router/v1/?urlType=external");
});

test("server info tells the build, and whether this is production", async () => {
  for (const [build, version, isproduction] of [
    ["26.1-late", "26.1.5950.0", null],
    ["26.1-early", "26.1.5910.3", true],
    ["25.2", "25.2.5749.0", "absent"],
  ] as const) {
    const emulator = makeEmulator({ prophet21: { build, isproduction } });
    const token = await prophet21Token(emulator, mainUser(emulator));
    const { body } = await prophet21Call(emulator, "/uiserver0/ui/common/v1/serverinfo", token);
    const result = member(body, "Result") as Record<string, unknown>;
    assert.equal(result["Version/Application Version"], version);
    assert.equal(result["Monitoring/isproduction"], isproduction === "absent" ? undefined : isproduction);
  }
});

test("/api opens the REST families, an OData scope does not", async () => {
  const emulator = makeEmulator();
  const api = await prophet21Token(emulator, consumer(seeded("p21-consumer-key")));
  const odata = await prophet21Token(emulator, consumer(seeded("reader-key")));
  assert.deepEqual((await prophet21Call(emulator, "/api/entity/customers/ping", api)).body, {
    ResponseMessage: "success",
  });
  for (const path of ["/api/entity/customers/ping", "/api/ui/router/v1/"]) {
    const refused = await prophet21Call(emulator, path, odata);
    assert.equal(refused.status, 401, path);
    assert.match(String(member(refused.body, "ErrorMessage")), /^You are not authorized/);
  }
});

/** A GET below `/api` as the main user. */
async function open(emulator: Emulator): Promise<(path: string, send?: Send) => Promise<Reply>> {
  const token = await prophet21Token(emulator, mainUser(emulator));
  return async (path, send) => await prophet21Call(emulator, `/api/${path}`, token, send);
}

test("entities: composite keys, templates, lists behind a slash, pages for unknown routes", async () => {
  const call = await open(makeEmulator());
  assert.equal(member((await call("entity/customers/ACME_100001")).body, "CustomerId"), 100_001);
  assert.equal((await call("entity/customers/ACME%5F100001")).status, 200, "the underscore may be escaped");
  const missing = await call("entity/customers/100001");
  assert.deepEqual(
    [missing.status, member(missing.body, "ErrorType")],
    [404, "P21.Common.Exceptions.NotFoundException"],
  );
  assert.equal(member((await call("entity/vendors/ACME_20001")).body, "VendorId"), 20_001);
  assert.equal(member((await call("entity/customers/new")).body, "CustomerName"), null);
  assert.equal((await call("entity/customers")).status, 307);
  assert.equal((await call("entity/contacts/2001")).status, 200);
  const unknown = await call("entity/nothing/ping");
  assert.equal(unknown.status, 404);
  assert.match(unknown.headers.get("content-type") ?? "", /text\/html/);
  const asXml = await call("entity/customers/ACME_100001", { headers: { accept: "application/xml" } });
  assert.match(asXml.text, /^<Customer><CompanyId>ACME<\/CompanyId>/);
});

test("the bare list ignores $top, and the journal says so loudly; $query filters", async () => {
  const emulator = makeEmulator();
  const call = await open(emulator);
  assert.equal(list({ value: (await call("entity/customers/?$top=1")).body }).length, 320);
  assert.match(last(emulator).notes.join(), /UNBOUNDED LIST: all 320 rows/);
  const some = await call("entity/customers/?$query=startswith(CustomerName, 'A') and CreditLimit gt 100");
  const names = list({ value: some.body }).map((customer) => String(member(customer, "CustomerName")));
  assert.ok(names.length > 0 && names.every((name) => name.startsWith("A")));
  assert.deepEqual(last(emulator).notes, []);
  assert.equal((await call("entity/customers/?$query=Nothing eq 1")).status, 400);
});

test("addresses have no template and cannot be changed", async () => {
  const call = await open(makeEmulator());
  assert.equal((await call("entity/addresses/100001")).status, 200);
  assert.equal((await call("entity/addresses/new")).status, 500);
  assert.equal((await call("entity/addresses/100001", { method: "PUT", body: "{}" })).status, 405);
  const made = await call("entity/addresses", { method: "POST", body: '{"Name":"Dock 4"}' });
  assert.equal(member(made.body, "Name"), "Dock 4");
});

test("what is written sticks, is marked with who wrote it, and obeys P21's rules", async () => {
  const emulator = makeEmulator();
  const call = await open(emulator);
  const made = await call("entity/customers", {
    method: "POST",
    body: '{"CompanyId":"ACME","CustomerName":"New Inc."}',
  });
  const id = String(member(made.body, "CustomerId"));
  assert.equal(id, "100321");
  await call(`entity/customers/ACME_${id}`, { method: "PUT", body: '{"CustomerId":1,"CustomerName":"Newer Inc."}' });
  const { body } = await call(`entity/customers/ACME_${id}`);
  assert.deepEqual(
    [member(body, "CustomerName"), member(body, "CustomerId"), member(body, "LastMaintainedBy")],
    ["Newer Inc.", 100_321, "api_user"],
  );
  await call(`entity/customers/ACME_${id}`, { method: "PUT", body: '{"Delete":true}' });
  assert.equal(member((await call(`entity/customers/ACME_${id}`)).body, "DeleteFlag"), "Y");
  const nameless = await call("entity/customers", { method: "POST", body: "{}" });
  assert.deepEqual([nameless.status, member(nameless.body, "ErrorMessage")], [400, "CustomerName is required"]);
  assert.equal((await call("entity/customers", { method: "POST", body: "[" })).status, 400);
  const key = await prophet21Token(emulator, consumer(seeded("p21-consumer-key")));
  await prophet21Call(emulator, "/api/entity/contacts", key, { method: "POST", body: '{"LastName":"Fields"}' });
  const contact = await call("entity/contacts/2151");
  assert.equal(member(contact.body, "LastMaintainedBy"), "admin", "a key without a name works as the default user");
});

test("inventory parts: both addresses, children on demand, a duplicate refused", async () => {
  const call = await open(makeEmulator());
  const item = String(member(list({ value: (await call("inventory/parts/")).body })[0], "ItemId"));
  const plain = await call(`inventory/v2/parts/${item}`);
  assert.deepEqual([member(plain.body, "Locations"), member(plain.body, "ObjectName")], [null, "inv_mast"]);
  const full = await call(`inventory/parts/${item}?extendedproperties=*`);
  assert.equal(list(full.body, "Locations.list").length, 3);
  assert.equal(list(full.body, "Suppliers.list").length, 1);
  assert.equal((await call("inventory/parts", { method: "POST", body: "{}" })).status, 307);
  const twice = await call("inventory/parts/", { method: "POST", body: JSON.stringify({ ItemId: item }) });
  assert.equal(member(twice.body, "ErrorType"), "P21.Common.Exceptions.Prophet21Exception");
  assert.match(String(member(twice.body, "ErrorMessage")), /already exists in the database/);
  const made = await call("inventory/parts/", { method: "POST", body: '{"ItemId":"NEW1","ItemDesc":"New"}' });
  assert.equal(member(made.body, "InvMastUid"), 4001);
});

test("an order wants its slash, and its lines nest as Lines.list", async () => {
  const call = await open(makeEmulator());
  const item = String(member(list({ value: (await call("inventory/parts/")).body })[4], "ItemId"));
  const body = JSON.stringify({ CustomerId: 100_002, Lines: { list: [{ ItemId: item, UnitQuantity: 3 }] } });
  assert.equal((await call("sales/orders", { method: "POST", body })).status, 307);
  const made = await call("sales/orders/", { method: "POST", body });
  const order = String(member(made.body, "OrderNo"));
  assert.equal(order, "1003001");
  assert.equal(member((await call(`sales/orders/${order}`)).body, "Lines"), null);
  const full = await call(`sales/orders/${order}?extendedproperties=Lines`);
  assert.equal(member(list(full.body, "Lines.list")[0], "QtyOrdered"), 3);
  for (const [sent, message] of [
    [{ CustomerId: 100_002, Lines: [] }, /at least one line/],
    [{ Lines: { list: [{ ItemId: item, UnitQuantity: 3 }] } }, /Customer ID is required/],
    [{ CustomerId: 100_002, Lines: { list: [{ ItemId: "NOPE", UnitQuantity: 3 }] } }, /'NOPE' does not exist/],
  ] as const) {
    const refused = await call("sales/orders/", { method: "POST", body: JSON.stringify(sent) });
    assert.equal(refused.status, 400);
    assert.match(String(member(refused.body, "ErrorMessage")), message);
  }
  assert.equal((await call("sales/orders/1003002")).status, 404, "a refused order leaves nothing behind");
});

test("ping proves nothing, help does", async () => {
  const call = await open(makeEmulator());
  for (const [family, ping, help] of [
    ["entity/vendors", 200, 200],
    ["inventory/parts", 200, 200],
    ["sales/orders", 200, 200],
    ["accounting/gl", 200, 200],
    ["environment/systems", 404, 200],
    ["sales/invoices", 404, 404],
    ["sales/customers", 404, 404],
  ] as const) {
    assert.deepEqual(
      [(await call(`${family}/ping`)).status, (await call(`${family}/help`)).status],
      [ping, help],
      family,
    );
  }
  assert.match((await call("entity/customers/ping", { headers: { accept: "*/*" } })).text, /^<PingResponse>/);
});
