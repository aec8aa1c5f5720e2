import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { keyFilter, readViewAddress } from "../../src/prophet21/read-view-address.ts";
import {
  consumer,
  list,
  mainUser,
  makeEmulator,
  member,
  prophet21Call,
  prophet21Token,
  type Reply,
} from "../fixture.ts";

const VIEWS = "/data/erp/views/v1";

async function ask(path: string, login?: Readonly<Record<string, string>>): Promise<Reply> {
  const emulator = makeEmulator();
  emulator.prophet21.admin.registerConsumer({ name: "viewer", key: seeded("viewer-key"), scope: "/data" });
  const token = await prophet21Token(emulator, login ?? mainUser(emulator));
  return await prophet21Call(emulator, `${VIEWS}${path}`, token);
}

test("OData 3: odata.metadata, decimals as texts, a count as a text", async () => {
  const { headers, body } = await ask("/p21_view_inv_mast?$top=2&$select=item_id,price1&$inlinecount=allpages");
  assert.equal(headers.get("dataserviceversion"), "3.0");
  assert.match(String((body as Record<string, unknown>)["odata.metadata"]), /\/\$metadata#p21_view_inv_mast$/);
  assert.equal((body as Record<string, unknown>)["odata.count"], "4000");
  assert.equal(typeof member(list(body)[0], "price1"), "string");
});

test("M decimals and datetime literals in a filter, substringof", async () => {
  for (const filter of [
    "price1 gt 100.5M",
    "date_created ge datetime'2020-01-01T00:00:00'",
    "substringof('bearing',item_desc)",
  ]) {
    const { status, body } = await ask(`/p21_view_inv_mast?$top=1&$filter=${encodeURIComponent(filter)}`);
    assert.deepEqual([status, list(body).length], [200, 1], filter);
  }
  assert.equal((await ask("/p21_view_inv_mast?$filter=contains(item_desc,'a')")).status, 400);
});

test("one row by its key, the number of rows, the catalogue, $metadata in XML", async () => {
  assert.equal(member((await ask("/p21_view_oe_hdr('1000001')")).body, "order_no"), "1000001");
  assert.equal(member((await ask("/p21_view_supplier(10001M)")).body, "supplier_id"), "10001");
  assert.equal((await ask("/p21_view_supplier('10001')")).status, 404, "a quoted number is no number");
  assert.equal(
    member((await ask("/p21_view_customer(company_id='ACME',customer_id=100001)")).body, "customer_id"),
    100_001,
  );
  assert.equal((await ask("/p21_view_customer/$count")).text, "320");
  assert.ok(list((await ask("")).body).some((each) => member(each, "name") === "p21_view_customer"));
  const metadata = await ask("/$metadata");
  assert.match(metadata.headers.get("content-type") ?? "", /xml/);
  assert.match(metadata.text, /<EntityType Name="p21_view_customer"><Key><PropertyRef Name="company_id" \/>/);
  assert.equal((await ask("/customer")).status, 404, "tables are not here");
});

test("who may: /data and /api, or a user with both permissions", async () => {
  for (const [login, expected] of [
    [consumer(seeded("viewer-key")), 200],
    [consumer(seeded("p21-consumer-key")), 200],
    [consumer(seeded("reader-key")), 401],
    [{ username: "noodata", password: seeded("noodata-password") }, 401],
    [undefined, 200],
  ] as const)
    assert.equal((await ask("/p21_view_supplier?$top=1", login)).status, expected);
});

test("property: a key of any text names exactly the row that has it", () => {
  const view = { keys: ["company_id", "id"], columns: { company_id: "Edm.String", id: "Edm.String" } } as const;
  fc.assert(
    fc.property(fc.string(), fc.string(), (id, other) => {
      const fits = keyFilter(`'${id.replaceAll("'", "''")}'`, view);
      assert.equal(fits?.({ id }), true);
      assert.equal(fits({ id: other }), id === other);
    }),
  );
});

test("property: an address is read or refused, never thrown at", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 3 }), (segments) => {
      const address = readViewAddress(segments);
      if (address?.key !== undefined) keyFilter(address.key, { keys: ["id"], columns: { id: "Edm.String" } });
    }),
  );
});
