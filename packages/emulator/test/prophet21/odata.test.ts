import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import type { Emulator, Prophet21Switches } from "../../src/index.ts";
import {
  consumer,
  last,
  list,
  mainUser,
  makeEmulator,
  member,
  prophet21Call,
  prophet21Token,
  type Reply,
} from "../fixture.ts";

const ODATA = "/odataservice/odata";
const NOT_AUTHORIZED = "You are not authorized to access API. Please contact administrator to get access.";

async function ask(
  path: string,
  login?: Readonly<Record<string, string>>,
  switches: Partial<Prophet21Switches> = {},
): Promise<Reply & { readonly emulator: Emulator }> {
  const emulator = makeEmulator({ prophet21: switches });
  const token = await prophet21Token(emulator, login ?? mainUser(emulator));
  return { ...(await prophet21Call(emulator, path, token)), emulator };
}

test("rows, options raw and percent-encoded, a count, and every row when there is no $top", async () => {
  const { body } = await ask(
    `${ODATA}/table/supplier?$select=supplier_id,supplier_name&$filter=supplier_id gt 10050&$orderby=supplier_name&$top=2&$count=true`,
  );
  assert.equal((body as Record<string, unknown>)["@odata.count"], 10);
  assert.deepEqual(Object.keys(list(body)[0] as object), ["supplier_id", "supplier_name"]);
  assert.equal(list((await ask(`${ODATA}/table/supplier?%24top=3`)).body).length, 3);
  const all = await ask(`${ODATA}/table/inv_loc`);
  assert.equal(list(all.body).length, 12_000);
  assert.doesNotMatch(all.text, /nextLink/);
});

test("the catalogue, with the headers observed", async () => {
  const { headers, body } = await ask(`${ODATA}/table/`);
  assert.equal(headers.get("odata-version"), "4.0");
  assert.equal(headers.get("content-type"), "application/json; odata.metadata=minimal; odata.streaming=true");
  assert.ok(list(body).some((entry) => member(entry, "name") === "price_page"));
  assert.match(String((body as Record<string, unknown>)["@odata.context"]), /\/table\/\$metadata$/);
});

test("$metadata hangs off the collection, in JSON, and is nowhere else", async () => {
  const { body } = await ask(`${ODATA}/table/$metadata`);
  assert.equal(member(member(body, "ns"), "container.supplier.$Collection"), true);
  assert.equal((await ask(`${ODATA}/view/$metadata`)).status, 200);
  assert.equal((await ask(`${ODATA}/$metadata`)).status, 404);
});

test("views and tables are apart: the other kind is a 404 without a body", async () => {
  assert.equal((await ask(`${ODATA}/view/p21_view_customer?$top=1`)).status, 200);
  for (const path of ["table/p21_view_customer", "view/customer", "table/nothing", "table/Supplier"]) {
    const { status, text } = await ask(`${ODATA}/${path}`);
    assert.deepEqual([status, text], [404, ""], path);
  }
});

test("an unknown column: an empty 404 in $select, a 404 with a text in $filter", async () => {
  const inSelect = await ask(`${ODATA}/table/supplier?$select=nothing`);
  assert.deepEqual([inSelect.status, inSelect.text], [404, ""]);
  const inFilter = await ask(`${ODATA}/table/supplier?$filter=Supplier_id eq 1`);
  assert.equal(inFilter.status, 404);
  assert.match(inFilter.text, /Could not find a property named 'Supplier_id' on type 'dbo\.supplier'/);
});

test("a quoted number: 404 with the library's text", async () => {
  const { status, text } = await ask(`${ODATA}/table/supplier?$filter=supplier_id eq '10001'`);
  assert.equal(status, 404);
  assert.match(text, /A binary operator with incompatible types was detected/);
});

test("in (…) answers every row, whatever else the filter says", async () => {
  const { status, body } = await ask(
    `${ODATA}/table/supplier?$filter=supplier_id in (10001,10002) and supplier_id lt 0`,
  );
  assert.equal(status, 200);
  assert.equal(list(body).length, 60);
});

test("no substringof, no now(), no $expand; contains works", async () => {
  for (const query of ["$filter=substringof('a',supplier_name)", "$filter=date_created lt now()", "$expand=anything"]) {
    assert.equal((await ask(`${ODATA}/table/supplier?${query}`)).status, 404, query);
  }
  assert.equal((await ask(`${ODATA}/table/supplier?$filter=contains(supplier_name,'a')`)).status, 200);
});

test("the tables and columns that clients in the field name", async () => {
  for (const [table, columns] of [
    ["product_group", "product_group_id"],
    ["supplier", "supplier_id,supplier_name"],
    ["price_page", "price_page_uid,supplier_id"],
    ["po_hdr", "po_no"],
    ["po_line", "po_no,line_no"],
    ["inv_mast", "inv_mast_uid,item_id"],
    ["oe_hdr", "order_no"],
  ] as const) {
    assert.equal((await ask(`${ODATA}/table/${table}?$select=${columns}&$top=1`)).status, 200, table);
  }
});

for (const [who, login, rule] of [
  [
    "a user without Allow OData API Service",
    { username: "noodata", password: seeded("noodata-password") },
    "prophet21.odata.user",
  ],
  [
    "a user whose role lacks the table",
    { username: "buyer", password: seeded("buyer-password") },
    "prophet21.odata.role",
  ],
  ["a key whose list lacks the table", consumer(seeded("reader-key")), "prophet21.odata.scope"],
  ["a key with bare /odata", consumer(seeded("bare-key")), "prophet21.odata.scope"],
] as const) {
  test(`${who}: data refused with one text, catalogue and $metadata open`, async () => {
    const data = await ask(`${ODATA}/table/customer?$top=1`, login);
    assert.equal(data.status, 401);
    assert.equal(member(data.body, "ErrorMessage"), NOT_AUTHORIZED);
    assert.equal(last(data.emulator).rule, rule);
    assert.equal((await ask(`${ODATA}/table/`, login)).status, 200);
    assert.equal((await ask(`${ODATA}/table/$metadata`, login)).status, 200);
  });
}

test("what is listed is open: by role, by scope, by /api", async () => {
  assert.equal(
    (await ask(`${ODATA}/table/supplier?$top=1`, { username: "buyer", password: seeded("buyer-password") })).status,
    200,
  );
  assert.equal((await ask(`${ODATA}/table/supplier?$top=1`, consumer(seeded("reader-key")))).status, 200);
  assert.equal((await ask(`${ODATA}/table/customer?$top=1`, consumer(seeded("p21-consumer-key")))).status, 200);
});

for (const [name, switches, path, login, expected] of [
  ["scopeDenied", { scopeDenied: 403 }, "table/customer", consumer(seeded("reader-key")), 403],
  [
    "permissionDenied",
    { permissionDenied: 403 },
    "table/customer",
    { username: "noodata", password: seeded("noodata-password") },
    403,
  ],
  ["bareOdataScopeDenies", { bareOdataScopeDenies: false }, "table/customer", consumer(seeded("bare-key")), 200],
  ["apiScopeCoversOdata", { apiScopeCoversOdata: false }, "table/customer", consumer(seeded("p21-consumer-key")), 401],
  [
    "catalogueOpen",
    { catalogueOpen: false },
    "table/",
    { username: "noodata", password: seeded("noodata-password") },
    401,
  ],
  ["catalogueOpen for those who may read", { catalogueOpen: false }, "table/", consumer(seeded("reader-key")), 200],
] as const) {
  test(`switch ${name}`, async () => {
    assert.equal((await ask(`${ODATA}/${path}`, login, switches)).status, expected);
  });
}

test("Data Services only read", async () => {
  const emulator = makeEmulator();
  const token = await prophet21Token(emulator, mainUser(emulator));
  assert.equal(
    (await prophet21Call(emulator, `${ODATA}/table/supplier`, token, { method: "POST", body: "{}" })).status,
    405,
  );
});
