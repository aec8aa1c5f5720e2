import assert from "node:assert/strict";
import type { Answer, Sent } from "../profiles/send.ts";
import { prophet21Wires } from "../profiles/prophet21-gateway.ts";
import { prophet21Emulator } from "../profiles/prophet21-wire.ts";
import type { Prophet21Wire } from "../profiles/prophet21-wire.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const emulator = prophet21Emulator();
const VIEWS = "/data/erp/views/v1";

async function call(wire: Prophet21Wire, path: string, sent: Sent = {}): Promise<Answer> {
  return await wire.send(path, { ...sent, headers: { ...(await wire.bearer()), ...sent.headers } });
}

verifies("prophet21.data.older", [emulator], async (wire) => {
  const answer = await call(wire, `${VIEWS}/p21_view_supplier?$top=1&$filter=substringof('a',supplier_name)`);
  assert.equal(answer.status, 200);
  assert.equal(typeof answer.json()["odata.metadata"], "string");
  const date = await call(wire, `${VIEWS}/p21_view_supplier?$filter=date_created gt datetime'2018-01-01T00:00:00'`);
  assert.equal(date.json<{ value: readonly unknown[] }>().value.length, 60);
});

verifies("prophet21.data.key", [emulator], async (wire) => {
  assert.equal((await call(wire, `${VIEWS}/p21_view_oe_hdr('1000001')`)).json()["order_no"], "1000001");
  assert.equal((await call(wire, `${VIEWS}/p21_view_supplier(10001M)`)).status, 200);
  assert.equal((await call(wire, `${VIEWS}/p21_view_supplier/$count`)).body, "60");
  assert.match((await call(wire, `${VIEWS}/$metadata`)).body, /^<edmx:Edmx /);
});

verifies("prophet21.entity.addresses", [emulator], async (wire) => {
  assert.equal((await call(wire, "/api/entity/addresses/100001")).status, 200);
  assert.equal((await call(wire, "/api/entity/addresses/new")).status, 500);
  assert.equal((await call(wire, "/api/entity/addresses/100001", { method: "PUT", body: "{}" })).status, 405);
});

verifies("prophet21.entity.extended", [emulator], async (wire) => {
  const path = "/api/entity/customers/ACME_100001";
  assert.equal((await call(wire, path)).json()["CustomerAddress"], null);
  for (const asked of ["*", "CustomerAddress"]) {
    const full = (await call(wire, `${path}?extendedproperties=${asked}`)).json<{ CustomerAddress: object }>();
    assert.ok("MailCity" in full.CustomerAddress, asked);
  }
});

verifies("prophet21.entity.not-found", [emulator], async (wire) => {
  const missing = await call(wire, "/api/entity/contacts/1");
  assert.equal(missing.status, 404);
  assert.equal(missing.json()["ErrorType"], "P21.Common.Exceptions.NotFoundException");
  const route = await call(wire, "/api/entity/nothing/1");
  assert.equal(route.status, 404);
  assert.match(route.headers.get("content-type") ?? "", /text\/html/);
});

verifies("prophet21.family.help", [emulator], async (wire) => {
  assert.equal((await call(wire, "/api/environment/systems/ping")).status, 404);
  assert.equal((await call(wire, "/api/environment/systems/help")).status, 200);
  assert.equal((await call(wire, "/api/sales/invoices/help")).status, 404);
});

verifies("prophet21.family.duplicate-item", [emulator], async (wire) => {
  const create = { method: "POST", body: '{"ItemId":"TWICE","ItemDesc":"Twice"}' };
  assert.equal((await call(wire, "/api/inventory/parts/", create)).status, 200);
  const twice = await call(wire, "/api/inventory/parts/", create);
  assert.equal(twice.json()["ErrorType"], "P21.Common.Exceptions.Prophet21Exception");
});

verifies("prophet21.entity.key-escapes", prophet21Wires(), async (wire) => {
  for (const ItemId of ['3" PIPE & CAP', "O'Neil #10", "Käse+1"]) {
    const body = JSON.stringify({ ItemId, ItemDesc: "Odd" });
    assert.equal((await call(wire, "/api/inventory/parts/", { method: "POST", body })).status, 200, ItemId);
    const answer = await call(wire, `/api/inventory/parts/${encodeURIComponent(ItemId)}`);
    assert.equal(answer.json()["ItemId"], ItemId, answer.body);
  }
});

verifies("prophet21.family.order-slash", [emulator], async (wire) => {
  await call(wire, "/api/inventory/parts/", { method: "POST", body: '{"ItemId":"ONE","ItemDesc":"One"}' });
  const body = JSON.stringify({ CustomerId: 100_001, Lines: { list: [{ ItemId: "ONE", UnitQuantity: 2 }] } });
  assert.equal((await call(wire, "/api/sales/orders", { method: "POST", body })).status, 307);
  const made = await call(wire, "/api/sales/orders/", { method: "POST", body });
  assert.equal(made.status, 200);
  const { OrderNo } = made.json<{ OrderNo: string }>();
  const read = await call(wire, `/api/sales/orders/${OrderNo}?extendedproperties=Lines`);
  assert.equal(read.json<{ Lines: { list: readonly unknown[] } }>().Lines.list.length, 1);
});

verifies(
  "prophet21.server.production",
  ([true, null, "absent"] as const).map((isproduction) => ({
    ...prophet21Emulator({ switches: { isproduction } }),
    name: `emulator with ${String(isproduction)}`,
  })),
  async (wire) => {
    const { Result } = (await call(wire, "/uiserver0/ui/common/v1/serverinfo")).json<{ Result: object }>();
    const told = new Map<string, unknown>(Object.entries(Result));
    const { isproduction } = wire.erp.prophet21.switches;
    assert.equal(told.get("Monitoring/isproduction"), isproduction === "absent" ? undefined : isproduction);
  },
);
