import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { seeded } from "../../../tools/seeded-secrets.ts";
import { startEmulator, type RunningEmulator } from "../src/index.ts";
import { list, member } from "./fixture.ts";

/*
 * An independent Kinetic client, unmodified: the npm package epicor-erp-api, which speaks v1 with Basic. It has no types;
 * this is what these tests use of it.
 */
type Row = Record<string, unknown>;

interface Service {
  get(selector: Row): Promise<Row | null>;
  find(where?: string, options?: { pageSize?: number; limit?: number }): AsyncIterable<Row>;
  list(where?: string, fields?: string, options?: { orderBy?: string; limit?: number }): Promise<Row[]>;
  create(record: Row): Promise<Row>;
  update(record: Row): Promise<Row>;
  remove(id: unknown): Promise<unknown>;
  patch(keys: readonly string[], data: Row, method: string): Promise<unknown>;
  findUpdated(revision?: number): AsyncIterable<Row>;
}

interface EpicorClient {
  readonly Customer: Service;
  readonly Company: Service;
  readonly Currency: Service;
  readonly Part: Service;
  readonly SalesTerritory: Service;
  readonly ShipVia: Service;
  readonly Supplier: Service;
  readonly Terms: Service;
  readonly UserFile: Service & { getCurrentUser(): Promise<Row> };
  readonly BAQ: {
    list(
      query: string,
      options: { filter?: string; orderBy?: string; limit?: number; extraParams?: Row },
    ): Promise<Row[]>;
  };
  setConnectionCompany(company: string): void;
}

interface EpicorConstructor {
  new (options: { serverUrl: string; username: string; password: string; company?: string }): EpicorClient;
}

// The package is CommonJS without types
const Epicor = createRequire(import.meta.url)("epicor-erp-api") as EpicorConstructor;

const password = seeded("epicor-erp-api");

async function start(): Promise<{ erp: RunningEmulator; client: EpicorClient }> {
  const erp = await startEmulator({ kinetic: { user: { username: "integration", password } } });
  return {
    erp,
    client: new Epicor({ serverUrl: erp.kinetic.url, username: "integration", password, company: "EPIC06" }),
  };
}

async function collect(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found = [];
  for await (const row of rows) found.push(row);
  return found;
}

test("Customer: get, and null where there is none", async () => {
  const { erp, client } = await start();
  await using _ = erp;
  assert.equal((await client.Customer.get({ CustNum: 3 }))?.["CustNum"], 3);
  assert.equal(await client.Customer.get({ CustNum: 99_999 }), null);
});

test("Customer: find pages to the end, with where clauses and limits", async () => {
  const { erp, client } = await start();
  await using _ = erp;
  assert.equal((await collect(client.Customer.find())).length, 260);
  const found = await collect(client.Customer.find("CustNum > 250 BY CustNum DESC", { pageSize: 4 }));
  assert.deepEqual(
    found.map((row) => row["CustNum"]),
    [260, 259, 258, 257, 256, 255, 254, 253, 252, 251],
  );
  assert.equal((await collect(client.Customer.find("", { limit: 7 }))).length, 7);
  assert.ok((await collect(client.Customer.findUpdated(500_000))).every((row) => Number(row["SysRevID"]) > 500_000));
});

test("Customer: list by OData, with fields, order and limit", async () => {
  const { erp, client } = await start();
  await using _ = erp;
  const rows = await client.Customer.list("CustNum gt 5", "CustNum,Name", { orderBy: "CustNum desc", limit: 2 });
  assert.deepEqual(
    rows.map((row) => Object.keys(row)),
    [
      ["CustNum", "Name"],
      ["CustNum", "Name"],
    ],
  );
  assert.equal(rows[0]?.["CustNum"], 260);
});

test("Customer: create, update, patch and remove stick", async () => {
  const { erp, client } = await start();
  await using _ = erp;
  const created = await client.Customer.create({ CustID: "FROMLIB", Name: "From a library" });
  assert.equal(created["CustNum"], 261);
  assert.equal(created["TermsCode"], "DEF", "the library's own default came through");
  const updated = await client.Customer.update({ ...created, Name: "Updated" });
  assert.equal(updated["Name"], "Updated");
  await client.Customer.patch(["'EPIC06'", "261"], { Name: "Patched" }, "Customers");
  assert.equal((await client.Customer.get({ CustNum: 261 }))?.["Name"], "Patched");
  await client.Customer.remove(261);
  assert.equal(await client.Customer.get({ CustNum: 261 }), null);
});

test("Company: the services are found in any letter case", async () => {
  const { erp, client } = await start();
  await using _ = erp;
  assert.deepEqual(
    (await client.Company.list()).map((row) => row["Company"]),
    ["EPIC06"],
  );
  client.setConnectionCompany("EPIC07");
  assert.deepEqual(
    (await client.Company.list()).map((row) => row["Company"]),
    ["EPIC07"],
  );
  assert.equal((await client.Company.get({ Company: "EPIC07" }))?.["Company"], "EPIC07");
});

test("BAQ: list with filter, order and limit", async () => {
  const { erp, client } = await start();
  await using _ = erp;
  const rows = await client.BAQ.list("zCustomer01", {
    filter: "Customer_CustNum le 9",
    orderBy: "Customer_CustNum desc",
    limit: 3,
  });
  assert.deepEqual(
    rows.map((row) => row["Customer_CustNum"]),
    [9, 8, 7],
  );
  assert.equal((await client.BAQ.list("zCustomer01", {})).length, 100, "the default cap applies");
});

for (const [module, where, key] of [
  ["Supplier", "VendorNum <= 3", { VendorNum: 2 }],
  ["Part", "PartNum <> ''", undefined],
  ["Currency", "CurrencyCode = 'USD'", { CurrencyCode: "USD" }],
  ["SalesTerritory", "", { TerritoryID: "NE" }],
  ["Terms", "", { TermsCode: "DEF" }],
  ["ShipVia", "", { ShipViaCode: "AIR" }],
] as const) {
  test(`${module}: find and get`, async () => {
    const { erp, client } = await start();
    await using _ = erp;
    assert.ok((await collect(client[module].find(where))).length > 0);
    if (key !== undefined)
      assert.deepEqual(member(await client[module].get(key), Object.keys(key)[0] ?? ""), Object.values(key)[0]);
  });
}

test("UserFile: who am I", async () => {
  const { erp, client } = await start();
  await using _ = erp;
  assert.equal(member(list(await client.UserFile.getCurrentUser(), "UserFile")[0], "UserID"), "integration");
});

test("a wrong password reaches the caller as a 401 with Kinetic's own body", async () => {
  const { erp } = await start();
  await using _ = erp;
  const client = new Epicor({
    serverUrl: erp.kinetic.url,
    username: "integration",
    password: "wrong",
    company: "EPIC06",
  });
  await assert.rejects(
    client.Customer.get({ CustNum: 1 }),
    (error) =>
      member(error, "statusCode") === 401 && member(error, "error.ErrorMessage") === "Invalid username or password.",
  );
});
