import assert from "node:assert/strict";
import { kineticClients, kineticSessionWires } from "../profiles/kinetic-gateway.ts";
import { kineticEmulator } from "../profiles/kinetic-wire.ts";
import type { KineticWire } from "../profiles/kinetic-wire.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

type Row = Readonly<Record<string, unknown>>;
interface Envelope extends Row {
  readonly value: readonly Row[];
}

const V1 = "/api/v1/Erp.BO.CustomerSvc/Customers";
const BAQ = "BaqSvc/zCustomer01/Data";

/** Reads the customers, or what else is named, on v2; the query is sent as written. */
async function read(wire: KineticWire, query: string, resource = "Erp.BO.CustomerSvc/Customers"): Promise<Envelope> {
  const answer = await wire.send(`/api/v2/odata/${wire.company}/${resource}?${query}`);
  assert.equal(answer.status, 200, query);
  return answer.json<Envelope>();
}

const numbersOf = ({ value }: Envelope): readonly unknown[] => value.map((each) => each["CustNum"]);

verifies("kinetic.odata.v1-envelope", kineticSessionWires(), async (wire) => {
  const { value, ...rest } = (await wire.send(`${V1}?$top=1`)).json<Envelope>();
  assert.equal(value.length, 1);
  assert.deepEqual(Object.keys(rest), ["odata.metadata"]);
});

verifies("kinetic.odata.v1-count", kineticSessionWires(), async (wire) => {
  const counted = (await wire.send(`${V1}?$top=1&$inlinecount=allpages`)).json<Envelope>();
  assert.equal(Number(counted["odata.count"]), 260);
});

verifies("kinetic.odata.v2-envelope", kineticSessionWires(), async (wire) => {
  const { value, ...rest } = await read(wire, "$top=1");
  assert.equal(value.length, 1);
  assert.deepEqual(Object.keys(rest), ["@odata.context"]);
});

verifies("kinetic.odata.v2-count", kineticSessionWires(), async (wire) => {
  assert.equal((await read(wire, "$top=1&$count=true"))["@odata.count"], 260);
});

verifies("kinetic.odata.options", kineticSessionWires(), async (wire) => {
  const answer = await read(wire, "$select=CustNum&$filter=CustNum gt 5&$orderby=CustNum desc&$top=2&$skip=1");
  assert.deepEqual(answer.value, [{ CustNum: 259 }, { CustNum: 258 }]);
});

verifies("kinetic.odata.expand", kineticSessionWires(), async (wire) => {
  const { value } = await read(wire, "$filter=OrderNum eq 5001&$expand=OrderDtls", "Erp.BO.SalesOrderSvc/SalesOrders");
  const lines = value[0]?.["OrderDtls"] as readonly Row[];
  assert.ok(lines.length > 0 && lines.every((line) => line["OrderNum"] === 5001));
});

verifies("kinetic.odata.encoded-options", kineticSessionWires(), async (wire) => {
  const plain = numbersOf(await read(wire, "$filter=Company eq 'EPIC06' and CustNum le 3&$orderby=CustNum"));
  assert.deepEqual(plain, [1, 2, 3]);
  for (const query of [
    "%24filter=Company%20eq%20%27EPIC06%27%20and%20CustNum%20le%203&%24orderby=CustNum",
    new URLSearchParams({ $filter: "Company eq 'EPIC06' and CustNum le 3", $orderby: "CustNum" }).toString(),
  ]) {
    assert.deepEqual(numbersOf(await read(wire, query)), plain, query);
  }
});

verifies("kinetic.odata.page-cap", kineticSessionWires(), async (wire) => {
  assert.equal((await read(wire, "")).value.length, 100);
  assert.equal((await read(wire, "$top=150")).value.length, 150);
});

verifies("kinetic.odata.no-next-link", kineticSessionWires(), async (wire) => {
  assert.ok(!Object.keys(await read(wire, "")).some((name) => /nextlink/i.test(name)));
});

verifies("kinetic.odata.page-loop", kineticClients, async ({ connection }) => {
  const numbers: unknown[] = [];
  for await (const row of connection.odata("Erp.BO.CustomerSvc/Customers", { select: ["CustNum"] }))
    numbers.push(row["CustNum"]);
  assert.equal(new Set(numbers).size, 260);
  assert.equal(numbers.length, 260);
});

verifies("kinetic.odata.case", [kineticEmulator()], async (wire) => {
  for (const query of ["$select=custnum", "$filter=custnum eq 1"]) {
    const answer = await wire.send(`/api/v2/odata/${wire.company}/Erp.BO.CustomerSvc/Customers?${query}`);
    assert.equal(answer.status, 400, query);
  }
});

verifies("kinetic.odata.bad-filter", [kineticEmulator()], async (wire) => {
  const answer = await wire.send(`/api/v2/odata/${wire.company}/Erp.BO.CustomerSvc/Customers?$filter=CustNum equals 5`);
  assert.equal(answer.status, 400);
  assert.match(String(answer.json()["ErrorType"]), /ODataException$/);
});

verifies("kinetic.baq.columns", kineticSessionWires(), async (wire) => {
  const [row] = (await read(wire, "$top=1", BAQ)).value;
  const names = Object.keys(row ?? {}).filter((name) => name !== "RowIdent");
  assert.ok(names.length > 0);
  for (const name of names) assert.match(name, /^(Customer|Calculated)_[A-Za-z0-9]+$/);
});

verifies("kinetic.baq.options", kineticSessionWires(), async (wire) => {
  const query = "$select=Customer_CustNum&$filter=Customer_CustNum gt 5&$orderby=Customer_CustNum desc&$top=2&$skip=1";
  const numbers = (await read(wire, query, BAQ)).value.map((each) => Number(each["Customer_CustNum"]));
  assert.equal(numbers.length, 2);
  assert.ok(Number(numbers[0]) > Number(numbers[1]) && Number(numbers[1]) > 5);
});

verifies("kinetic.baq.parameters", kineticSessionWires(), async (wire) => {
  const all = (await read(wire, "$top=1000", BAQ)).value;
  const territory = String(all[0]?.["Customer_TerritoryID"]);
  const narrowed = (await read(wire, `TerritoryID=${territory}&$top=1000`, BAQ)).value;
  assert.ok(narrowed.length > 0 && narrowed.length < all.length);
  assert.ok(narrowed.every((each) => each["Customer_TerritoryID"] === territory));
});

verifies("kinetic.odata.atom", [kineticEmulator()], async (wire) => {
  const answer = await wire.send(`${V1}?$top=1`, { headers: { accept: "application/atom+xml" } });
  assert.match(answer.headers.get("content-type") ?? "", /atom\+xml/);
});
