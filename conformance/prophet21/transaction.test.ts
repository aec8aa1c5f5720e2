import assert from "node:assert/strict";
import { seeded } from "../../tools/seeded-secrets.ts";
import type { Answer, Sent } from "../profiles/send.ts";
import { consumerGrant, prophet21Emulator } from "../profiles/prophet21-wire.ts";
import type { Prophet21Wire } from "../profiles/prophet21-wire.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const BASE = "/uiserver0/api/v2";
const NAMESPACE = "http://schemas.datacontract.org/2004/07/P21.Transactions.Model.V2";

const late = prophet21Emulator();
const early = prophet21Emulator({ switches: { build: "26.1-early" } });
const old = prophet21Emulator({ switches: { build: "25.2" } });

interface Result {
  readonly Messages: readonly string[];
  readonly Summary: { readonly Succeeded: number; readonly Failed: number };
}

async function ask(
  wire: Prophet21Wire,
  path: string,
  sent: Sent = {},
  members?: Readonly<Record<string, string>>,
): Promise<Answer> {
  const headers = { ...(await wire.bearer(members)), ...sent.headers };
  return await wire.send(`${BASE}/${path}`, { ...sent, headers });
}

async function post(
  wire: Prophet21Wire,
  body: unknown,
  path = "transaction",
  members?: Readonly<Record<string, string>>,
): Promise<Answer> {
  return await ask(wire, path, { method: "POST", body: JSON.stringify(body) }, members);
}

async function postXml(wire: Prophet21Wire, body: string, accept = "application/xml"): Promise<Answer> {
  return await ask(wire, "transaction", {
    method: "POST",
    body,
    headers: { "content-type": "application/xml", accept },
  });
}

type Edits = Readonly<Record<string, string>>;

const rows = (each: readonly Edits[]): object[] =>
  each.map((edits) => ({ Edits: Object.entries(edits).map(([Name, Value]) => ({ Name, Value })) }));
const customer = (edits: Edits, Status = "New"): object => ({
  Status,
  DataElements: [{ Name: "TABPAGE_1.tp_1_dw_1", Type: "Form", Keys: [], Rows: rows([edits]) }],
});
const set = (Name: string, ...Transactions: readonly object[]): object => ({ Name, Transactions });

verifies("prophet21.transaction.summary", [late, early, old], async (wire) => {
  const answer = await post(wire, set("Customer", customer({ salesrep_id: "1" })));
  assert.equal(answer.status, 200);
  const { Summary, Messages } = answer.json<Result>();
  assert.deepEqual([Summary.Succeeded, Summary.Failed], [0, 1]);
  assert.match(Messages[0] ?? "", /Customer Name is required/);
});

verifies("prophet21.transaction.independent", [late, early, old], async (wire) => {
  const good = customer({ customer_name: "Good" });
  const bad = customer({ customer_id: "100001", customer_name: "Bad", company_id: "X" });
  const { Summary } = (await post(wire, set("Customer", good, bad))).json<Result>();
  assert.deepEqual([Summary.Succeeded, Summary.Failed], [1, 1]);
  const read = await wire.send("/api/entity/customers/ACME_100001", { headers: await wire.bearer() });
  assert.notEqual(read.json<{ CustomerName: string }>().CustomerName, "Bad");
});

verifies("prophet21.transaction.status", [late], async (wire) => {
  assert.equal((await post(wire, set("Customer", customer({}, "Existing")))).status, 400);
});

verifies("prophet21.transaction.status", [early, old], async (wire) => {
  const answer = await post(wire, set("Customer", customer({}, "Existing")));
  assert.equal(answer.status, 500);
  assert.match(answer.body, /NullReferenceException/);
});

verifies("prophet21.transaction.unknown-service", [late], async (wire) => {
  for (const path of ["definition/Nothing", "defaults/Nothing", "basics/Nothing"]) {
    const answer = await ask(wire, path);
    assert.deepEqual([answer.status, answer.body], [500, ""], path);
  }
});

const EDITS = "<Edits><Edit><Name>customer_name</Name><Value>In XML</Value></Edit></Edits>";
const xmlSet = (edits: string, namespace = ` xmlns="${NAMESPACE}"`): string =>
  `<TransactionSet${namespace}><Name>Customer</Name><Transactions><Transaction><DataElements><DataElement><Name>TABPAGE_1.tp_1_dw_1</Name><Rows><Row>${edits}</Row></Rows><Type>Form</Type></DataElement></DataElements><Status>New</Status></Transaction></Transactions></TransactionSet>`;

verifies("prophet21.transaction.xml", [late, early, old], async (wire) => {
  const answer = await postXml(wire, xmlSet(EDITS));
  assert.equal(answer.status, 200);
  assert.match(answer.body, /^<TransactionSetResult .*<Succeeded>1<\/Succeeded>/);
  const mixed = await postXml(wire, xmlSet(EDITS), "application/json");
  assert.equal(mixed.json<Result>().Summary.Succeeded, 1);
  const definition = await ask(wire, "definition/Customer", { headers: { accept: "application/xml" } });
  assert.match(definition.body, /^<ServiceDefinition /);
});

verifies("prophet21.transaction.xml-namespace", [late, early, old], async (wire) => {
  const answer = await postXml(wire, xmlSet(EDITS, ""));
  assert.equal(answer.status, 400);
  assert.match(answer.headers.get("content-type") ?? "", /problem\+xml/);
  assert.ok(answer.body.includes("The content field is required."));
});

verifies("prophet21.transaction.xml-order", [late, early, old], async (wire) => {
  const top = xmlSet(EDITS)
    .replace("<Name>Customer</Name>", "")
    .replace("</TransactionSet>", "<Name>Customer</Name></TransactionSet>");
  assert.equal((await postXml(wire, top)).status, 500);
  const deep = xmlSet("<Edits><Edit><Value>In XML</Value><Name>customer_name</Name></Edit></Edits>");
  assert.match((await postXml(wire, deep)).body, /Object reference not set to an instance of an object\./);
});

verifies("prophet21.transaction.row-identity", [late], async (wire) => {
  const item = (await wire.send("/odataservice/odata/table/inv_mast?$top=1", { headers: await wire.bearer() })).json<{
    value: readonly { item_id: string }[];
  }>().value[0]?.item_id;
  const lines = ["5", "10"].map((unit_quantity) => ({ oe_order_item_id: item ?? "", unit_quantity }));
  const order = {
    Status: "New",
    DataElements: [
      { Name: "TABPAGE_1.order", Type: "Form", Keys: [], Rows: rows([{ customer_id: "100001" }]) },
      { Name: "TP_ITEMS.items", Type: "List", Keys: [], Rows: rows(lines) },
    ],
  };
  assert.equal((await post(wire, set("Order", order))).json<Result>().Summary.Succeeded, 1);
  const read = await wire.send("/odataservice/odata/table/oe_line?$filter=order_no eq '1003001'", {
    headers: await wire.bearer(),
  });
  const { value } = read.json<{ value: readonly { qty_ordered: number }[] }>();
  assert.deepEqual(
    value.map(({ qty_ordered }) => qty_ordered),
    [10],
  );
});

verifies("prophet21.transaction.ignore-disabled", [late], async (wire) => {
  const edits = { customer_id: "100001", company_id: "X" };
  const top = await post(wire, { ...set("Customer", customer(edits)), IgnoreDisabled: true });
  assert.equal(top.json<Result>().Summary.Succeeded, 1);
  const inside = await post(wire, set("Customer", { ...customer(edits), IgnoreDisabled: true }));
  assert.equal(inside.json<Result>().Summary.Failed, 1);
  assert.equal(
    (await wire.send("/api/entity/customers/ACME_100001", { headers: await wire.bearer() })).status,
    200,
    "the company is what it was",
  );
});

verifies("prophet21.transaction.contaminated", [late, early, old], async (wire) => {
  using fault = wire.erp.fault({ system: "prophet21", kind: "unexpected-window", next: 1 });
  const body = set("Customer", customer({ customer_name: "Again" }));
  assert.match((await post(wire, body)).body, /Unexpected response window/);
  assert.equal((await post(wire, body)).json<Result>().Summary.Succeeded, 1);
  assert.equal(fault.met, 1);
});

verifies("prophet21.transaction.async", [late, early, old], async (wire) => {
  const submitted = await post(wire, set("Customer", customer({ salesrep_id: "1" })), "transaction/async");
  const { RequestId } = submitted.json<{ RequestId: string }>();
  wire.erp.clock.advance({ minutes: 1 });
  const { Messages } = (await ask(wire, `transaction/async?id=${RequestId}`)).json<{ Messages: string }>();
  assert.equal((JSON.parse(Messages) as Result).Summary.Failed, 1);
});

verifies("prophet21.transaction.no-username", [late], async (wire) => {
  const names: string[] = [];
  for (const username of [undefined, wire.user.username]) {
    await post(
      wire,
      set("Customer", customer({ customer_name: "Whose" })),
      "transaction",
      consumerGrant(wire.key, username),
    );
    const id = 100_321 + names.length;
    const read = await wire.send(`/api/entity/customers/ACME_${id}`, { headers: await wire.bearer() });
    names.push(read.json<{ LastMaintainedBy: string }>().LastMaintainedBy);
  }
  assert.deepEqual(names, ["p21_install", wire.user.username]);
});

// The gateway binds scope to Transactions on purpose, so this is for the ERP alone.
verifies("prophet21.scope.transaction", [late], async (wire) => {
  const { admin } = wire.erp.prophet21;
  const { key } = admin.registerConsumer({ name: "reader", key: seeded("reader-key"), scope: "/odata:supplier" });
  const members = consumerGrant(key);
  assert.equal((await ask(wire, "services", {}, members)).status, 200);
  const written = await post(wire, set("Customer", customer({ customer_name: "By a reader" })), "transaction", members);
  assert.equal(written.json<Result>().Summary.Succeeded, 1);
});
