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
  type Send,
} from "../fixture.ts";

const BASE = "/uiserver0/api/v2";

interface Desk {
  readonly emulator: Emulator;
  readonly get: (path: string, send?: Send) => Promise<Reply>;
  readonly post: (path: string, body: unknown) => Promise<Reply>;
}

async function desk(
  switches: Partial<Prophet21Switches> = {},
  login?: Readonly<Record<string, string>>,
): Promise<Desk> {
  const emulator = makeEmulator({ prophet21: switches });
  const token = await prophet21Token(emulator, login ?? mainUser(emulator));
  const get = async (path: string, send?: Send): Promise<Reply> =>
    await prophet21Call(emulator, `${BASE}/${path}`, token, send);
  return { emulator, get, post: async (path, body) => await get(path, { method: "POST", body: JSON.stringify(body) }) };
}

type Edits = Readonly<Record<string, string>>;

const row = (edits: Edits): object => ({
  Edits: Object.entries(edits).map(([Name, Value]) => ({ Name, Value })),
  RelativeDateEdits: [],
});
const element = (Name: string, Type: string, rows: readonly Edits[], Keys: readonly string[] = []): object => ({
  Name,
  Type,
  Keys,
  Rows: rows.map(row),
});
const customer = (edits: Edits, Status = "New"): object => ({
  Status,
  DataElements: [element("TABPAGE_1.tp_1_dw_1", "Form", [edits])],
});
const set = (Name: string, ...Transactions: readonly object[]): object => ({
  Name,
  UseCodeValues: false,
  Transactions,
});

const summary = ({ body }: Reply): unknown => member(body, "Summary");

async function firstItem({ get }: Desk): Promise<string> {
  const reply = await get("transaction/get", {
    method: "POST",
    body: JSON.stringify({
      ServiceName: "Order",
      TransactionStates: [{ DataElementName: "TABPAGE_1.order", Keys: [{ Name: "order_no", Value: "1000001" }] }],
    }),
  });
  const edits = list(list(list(list(reply.body, "Transactions")[0], "DataElements")[1], "Rows")[0], "Edits");
  return String(
    member(
      edits.find((edit) => member(edit, "Name") === "oe_order_item_id"),
      "Value",
    ),
  );
}

test("services, definition, defaults and basics", async () => {
  const { get } = await desk();
  const services = list({ value: (await get("services")).body }).map((each) => member(each, "Name"));
  assert.ok(services.includes("Order") && services.includes("ProductionOrder"));
  const { body } = await get("definition/Order");
  assert.equal(member(body, "Template.TransactionSet.Transactions.0.Status"), "New");
  const items = list(body, "TransactionDefinition.DataElementDefinitions")[1];
  assert.deepEqual([member(items, "Type"), list(items, "KeyFields")], ["List", ["oe_order_item_id"]]);
  assert.equal(member((await get("defaults/Order")).body, "Name"), "Order");
  const head = member((await get("basics/Order")).body, "Transactions.0.DataElements.0.Rows.0");
  assert.deepEqual(
    list(head, "Edits").map((edit) => member(edit, "Name")),
    ["order_no", "company_id", "customer_id"],
    "key fields and required ones, the disabled company included",
  );
});

test("an unknown service is an empty 500, one that is not deployed a 500 with a text", async () => {
  const { emulator, get, post } = await desk();
  for (const path of ["definition/Nothing", "defaults/Nothing", "basics/Nothing"]) {
    const { status, text } = await get(path);
    assert.deepEqual([status, text], [500, ""], path);
  }
  assert.match(last(emulator).wouldAccept ?? "", /Order/);
  assert.equal((await post("transaction", set("Nothing"))).status, 500);
  const missing = await get("definition/ProductionOrder");
  assert.match(String(member(missing.body, "ErrorMessage")), /^Window <<ProductionOrder>> is not available/);
});

test("Summary counts, each transaction by itself; 200 says nothing", async () => {
  const { emulator, get, post } = await desk();
  const mixed = await post(
    "transaction",
    set("Customer", customer({ customer_name: "One" }), customer({ salesrep_id: "1" })),
  );
  assert.equal(mixed.status, 200);
  assert.deepEqual(summary(mixed), { Succeeded: 1, Failed: 1, Other: 0 });
  assert.deepEqual(list(mixed.body, "Messages"), ["Transaction 1:: ", "Transaction 2:: Customer Name is required"]);
  assert.deepEqual(
    list(mixed.body, "Results.Transactions").map((each) => member(each, "Status")),
    ["Passed", "Failed"],
  );
  assert.equal(member(mixed.body, "Results.Transactions.0.DataElements.0.Rows.0.Edits.0.Value"), "100321");
  assert.match(last(emulator).notes.join(), /Summary\.Failed is 1/);
  const failed = await post("transaction", set("Customer", customer({ salesrep_id: "1" })));
  assert.deepEqual([failed.status, member(failed.body, "Results")], [200, null]);
  const read = await get("transaction/get", {
    method: "POST",
    body: JSON.stringify({
      ServiceName: "Customer",
      TransactionStates: [
        { DataElementName: "TABPAGE_1.tp_1_dw_1", Keys: [{ Name: "customer_id", Value: "100321" }] },
        { DataElementName: "TABPAGE_1.tp_1_dw_1", Keys: [{ Name: "customer_id", Value: "1" }] },
      ],
    }),
  });
  assert.equal(list(read.body, "Transactions").length, 1);
  assert.match(read.text, /"Name":"customer_name","Value":"One"/);
});

for (const [why, edits, message] of [
  ["a disabled column", { customer_name: "A", company_id: "X" }, "Column is disabled: company_id"],
  ["an unknown column", { customer_name: "A", nothing: "X" }, "Invalid column name: nothing"],
  [
    "a number that was never given out",
    { customer_id: "7", customer_name: "A" },
    "Enter a valid ID or leave ID blank.",
  ],
] as const) {
  test(`refused by name: ${why}`, async () => {
    const reply = await (await desk()).post("transaction", set("Customer", customer(edits)));
    assert.deepEqual(list(reply.body, "Messages"), [`Transaction 1:: ${message}`]);
  });
}

test("a transaction is all or nothing", async () => {
  const { post, get } = await desk();
  const changed = { customer_id: "100001", customer_name: "Changed", company_id: "X" };
  assert.deepEqual(summary(await post("transaction", set("Customer", customer(changed)))), {
    Succeeded: 0,
    Failed: 1,
    Other: 0,
  });
  const read = await get("transaction/get", {
    method: "POST",
    body: JSON.stringify({
      ServiceName: "Customer",
      TransactionStates: [{ Keys: [{ Name: "customer_id", Value: "100001" }] }],
    }),
  });
  assert.doesNotMatch(read.text, /Changed/);
});

test("IgnoreDisabled at the top reports success and writes nothing; inside a transaction it is not seen", async () => {
  const { post } = await desk();
  const edits = { customer_id: "100001", company_id: "X" };
  const top = await post("transaction", { ...set("Customer", customer(edits)), IgnoreDisabled: true });
  assert.deepEqual(summary(top), { Succeeded: 1, Failed: 0, Other: 0 });
  const inside = await post("transaction", set("Customer", { ...customer(edits), IgnoreDisabled: true }));
  assert.deepEqual(summary(inside), { Succeeded: 0, Failed: 1, Other: 0 });
});

test("rows that agree on their key are one row; a key that is not sent is the library's own error", async () => {
  const world = await desk();
  const item = await firstItem(world);
  const order = (keys: readonly string[], rows: readonly Edits[]): object => ({
    Status: "New",
    DataElements: [
      element("TABPAGE_1.order", "Form", [{ customer_id: "100003" }]),
      element("TP_ITEMS.items", "List", rows, keys),
    ],
  });
  const two = [
    { oe_order_item_id: item, unit_quantity: "5" },
    { oe_order_item_id: item, unit_quantity: "10" },
  ];
  const lines = async (order_no: string): Promise<readonly unknown[]> =>
    list(
      (
        await prophet21Call(
          world.emulator,
          `/odataservice/odata/table/oe_line?$filter=order_no eq '${order_no}'&$select=qty_ordered`,
          await prophet21Token(world.emulator, mainUser(world.emulator)),
        )
      ).body,
    ).map((line) => member(line, "qty_ordered"));
  assert.deepEqual(summary(await world.post("transaction", set("Order", order([], two)))), {
    Succeeded: 1,
    Failed: 0,
    Other: 0,
  });
  assert.deepEqual(await lines("1003001"), [10]);
  await world.post("transaction", set("Order", order(["oe_order_item_id", "unit_quantity"], two)));
  assert.deepEqual(await lines("1003002"), [5, 10]);
  const keyless = await world.post("transaction", set("Order", order(["unit_price"], two)));
  assert.match(String(list(keyless.body, "Messages")[0]), /Sequence contains no matching element/);
});

test("a Status other than New: refused by the newest builds, broken on the others", async () => {
  for (const [build, expected, type] of [
    ["26.1-late", 400, /^application\/problem\+json/],
    ["26.1-early", 500, /^application\/json/],
    ["25.2", 500, /^application\/json/],
  ] as const) {
    const reply = await (await desk({ build })).post("transaction", set("Customer", customer({}, "Existing")));
    assert.equal(reply.status, expected, build);
    assert.match(reply.headers.get("content-type") ?? "", type);
    if (expected === 500) assert.equal(member(reply.body, "ErrorType"), "System.NullReferenceException");
  }
});

test("members in another letter case are not seen; a body that is none is refused", async () => {
  const { post, get } = await desk();
  const unseen = await post("transaction", { Name: "Customer", transactions: [customer({ customer_name: "A" })] });
  assert.deepEqual(summary(unseen), { Succeeded: 0, Failed: 0, Other: 0 });
  const none = await get("transaction", { method: "POST", body: "no json" });
  assert.deepEqual([none.status, list(none.body, "errors.content")], [400, ["The content field is required."]]);
  assert.equal((await get("transaction")).status, 405);
});

test("IgnoreIfEmpty skips an empty value", async () => {
  const edits = [
    { Name: "customer_name", Value: "A" },
    { Name: "company_id", Value: "", IgnoreIfEmpty: true },
  ];
  const transaction = {
    Status: "New",
    DataElements: [{ Name: "TABPAGE_1.tp_1_dw_1", Type: "Form", Keys: [], Rows: [{ Edits: edits }] }],
  };
  const reply = await (await desk()).post("transaction", set("Customer", transaction));
  assert.deepEqual(summary(reply), { Succeeded: 1, Failed: 0, Other: 0 });
});

test("no scope holds a Transaction back, unless switched; the journal notes it", async () => {
  for (const [transactionScopeEnforced, expected] of [
    [false, 200],
    [true, 401],
  ] as const) {
    const { emulator, post } = await desk({ transactionScopeEnforced }, consumer(seeded("reader-key")));
    const reply = await post("transaction", set("Customer", customer({ customer_name: "Written" })));
    assert.equal(reply.status, expected);
    if (expected === 200) assert.match(last(emulator).notes.join(), /does not cover this, and P21 does not look/);
  }
});

test("who wrote it: the user, or the one whom P21 was installed with", async () => {
  for (const [login, by] of [
    [consumer(seeded("p21-consumer-key")), "p21_install"],
    [consumer(seeded("p21-consumer-key"), "buyer"), "buyer"],
  ] as const) {
    const { emulator, post } = await desk({}, login);
    await post("transaction", set("Customer", customer({ customer_name: "Written" })));
    const token = await prophet21Token(emulator, mainUser(emulator));
    const { body } = await prophet21Call(emulator, "/api/entity/customers/ACME_100321", token);
    assert.equal(member(body, "LastMaintainedBy"), by);
  }
});

test("a contaminated pool session fails one call, and the next goes through", async () => {
  const { emulator, post } = await desk();
  const fault = emulator.fault({ system: "prophet21", kind: "unexpected-window", next: 1 });
  const body = set("Customer", customer({ customer_name: "Again" }));
  const hit = await post("transaction", body);
  assert.equal(hit.status, 500);
  assert.match(String(member(hit.body, "ErrorMessage")), /^Unexpected response window: /);
  assert.deepEqual(summary(await post("transaction", body)), { Succeeded: 1, Failed: 0, Other: 0 });
  assert.equal(fault.met, 1);
});

for (const [asyncStatus, running, complete, failed] of [
  ["text", "Active", "Complete", "Failed"],
  ["number", 3, 2, 2],
] as const) {
  test(`asynchronous: two run at a time, the outcome is a text inside, Status as ${asyncStatus}`, async () => {
    const { emulator, get, post } = await desk({ asyncStatus });
    const sets = [{ customer_name: "A" }, { salesrep_id: "1" }, { customer_name: "C" }];
    const ids: string[] = [];
    for (const edits of sets) {
      const { body } = await post("transaction/async", set("Customer", customer(edits)));
      assert.deepEqual([member(body, "Status"), member(body, "Messages")], [running, null]);
      ids.push(String(member(body, "RequestId")));
    }
    const statuses = async (): Promise<readonly unknown[]> =>
      await Promise.all(ids.map(async (id) => member((await get(`transaction/async?id=${id}`)).body, "Status")));
    emulator.clock.advance({ seconds: 2 });
    assert.deepEqual(await statuses(), [complete, failed, running]);
    emulator.clock.advance({ seconds: 2 });
    assert.deepEqual(await statuses(), [complete, failed, complete]);
    const done = await get(`transaction/async?id=${ids[1] ?? ""}`);
    const outcome: unknown = JSON.parse(String(member(done.body, "Messages")));
    assert.equal(member(outcome, "Summary.Failed"), 1);
    assert.equal((await get("transaction/async?id=none")).status, 404);
  });
}

test("nothing is written before an asynchronous transaction has run; a callback is read and not made", async () => {
  const { emulator, get } = await desk();
  const token = await prophet21Token(emulator, mainUser(emulator));
  const body = JSON.stringify({
    Content: set("Customer", customer({ customer_name: "Later" })),
    Callback: { Url: "https://listener.example.test/", Method: "POST" },
  });
  assert.equal((await get("transaction/async/callback", { method: "POST", body })).status, 200);
  assert.match(last(emulator).notes.join(), /callback is not made/);
  const exists = async (): Promise<number> =>
    (await prophet21Call(emulator, "/api/entity/customers/ACME_100321", token)).status;
  assert.equal(await exists(), 404);
  emulator.clock.advance({ seconds: 2 });
  assert.equal(await exists(), 200);
  assert.equal((await get("transaction/async/callback", { method: "POST", body: "{" })).status, 400);
});
