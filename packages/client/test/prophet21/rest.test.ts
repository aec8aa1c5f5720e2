import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connect } from "../../src/index.ts";
import type { RestFamily } from "../../src/index.ts";
import { json, startErpServer } from "../erp-server.ts";
import { codeOf, emulated } from "./emulated.ts";

/** What some calls of a family look like on the wire. */
async function wire(family: string, use: (rest: RestFamily) => Promise<unknown>): Promise<readonly unknown[]> {
  await using server = await startErpServer((_seen, response) => json(response, {}));
  await using p21 = connect({ system: "prophet21", url: `${server.url}/p21`, auth: { kind: "bearer", token: "t" } });
  await use(p21.rest(family));
  return server.seen.map(({ method, url, body }) => [method, url, body]);
}

describe("rest", () => {
  it("addresses one record: composite keys, encoded ids, extended properties", async () => {
    const seen = await wire("entity/customers", async (customers) => {
      await customers.get(["ACME", 10]);
      await customers.get("ACME_10", { extendedProperties: "*" });
      await customers.get(["ACME", "Ä 1"], {
        extendedProperties: ["CustomerAddress", "CustomerShipTos"],
        timeoutMs: 9_000,
      });
      await customers.template();
      await customers.query("startswith(CustomerName, 'A&B')", { extendedProperties: "*" });
    });
    assert.deepEqual(seen, [
      ["GET", "/p21/api/entity/customers/ACME_10", ""],
      ["GET", "/p21/api/entity/customers/ACME_10?extendedproperties=*", ""],
      ["GET", "/p21/api/entity/customers/ACME_%C3%84%201?extendedproperties=CustomerAddress%2CCustomerShipTos", ""],
      ["GET", "/p21/api/entity/customers/new", ""],
      ["GET", "/p21/api/entity/customers/?$query=startswith(CustomerName%2C%20'A%26B')&extendedproperties=*", ""],
    ]);
  });

  it("writes with its slash, and an update to the record's address", async () => {
    const seen = await wire("sales/orders", async (orders) => {
      await orders.create({ CustomerId: 1 });
      await orders.update(7, { Taker: "x" });
    });
    assert.deepEqual(seen, [
      ["POST", "/p21/api/sales/orders/", '{"CustomerId":1}'],
      ["PUT", "/p21/api/sales/orders/7", '{"Taker":"x"}'],
    ]);
  });

  it("sends nothing that would ask for a whole table, or lead elsewhere", async () => {
    await using world = emulated();
    const parts = world.p21.rest("inventory/parts");
    const refused = [
      parts.get(""),
      parts.get(" "),
      parts.get(".."),
      parts.get("new"),
      parts.get("A/B"),
      parts.get("A\\B"),
      parts.query(""),
      parts.query("  "),
    ].map(codeOf);
    for (const code of await Promise.all(refused)) assert.equal(code, "REQUEST_INVALID");
    for (const family of [
      "",
      "/api/entity/customers",
      "entity/",
      "../x",
      "security/token",
      "ui/router/v1",
      "admin/x",
      "a/b/c/d",
    ]) {
      assert.throws(() => world.p21.rest(family), /takes a family/, family);
    }
    assert.equal(world.sent.length, 0);
  });

  it("reads, creates and changes records at the emulator, and tells a business refusal", async () => {
    await using world = emulated();
    const customers = world.p21.rest("entity/customers");
    const rows = world.p21.odata<{ company_id: string; customer_id: number; customer_name: string }>("table/customer", {
      top: 1,
    });
    for await (const { company_id, customer_id, customer_name } of rows) {
      const one = await customers.get([company_id, customer_id]);
      assert.equal(one["CustomerName"], customer_name);
      const found = await customers.query(`CustomerId eq ${customer_id}`);
      assert.equal(found.length, 1);
      await customers.update([company_id, customer_id], { ...one, CustomerName: "Erpgate Renamed" });
      assert.equal((await customers.get([company_id, customer_id]))["CustomerName"], "Erpgate Renamed");
      // The number alone is not a customer's key.
      assert.equal(await codeOf(customers.get(customer_id)), "P21_APPLICATION_ERROR");
    }
    const parts = world.p21.rest("inventory/parts");
    for await (const { item_id } of world.p21.odata<{ item_id: string }>("table/inv_mast", { top: 1 })) {
      assert.equal((await parts.get(item_id))["ItemId"], item_id);
      const again = await codeOf(parts.create({ ItemId: item_id, ItemDesc: "twice" }));
      assert.equal(again, "P21_APPLICATION_ERROR");
    }
  });
});
