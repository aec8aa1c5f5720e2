import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import type { Emulator, Prophet21Switches } from "../../src/index.ts";
import { last, list, mainUser, makeEmulator, member, prophet21Call, prophet21Token, type Reply } from "../fixture.ts";

const BASE = "/uiserver0/api/ui/interactive";

interface Desk {
  readonly emulator: Emulator;
  readonly send: (method: string, part: string, body?: unknown) => Promise<Reply>;
  readonly open: (service: string) => Promise<string>;
  readonly key: (window: string, datawindow: string | undefined, field: string, value: string) => Promise<Reply>;
}

async function desk(switches: Partial<Prophet21Switches> = {}, session: object = {}): Promise<Desk> {
  const emulator = makeEmulator({ prophet21: switches });
  const token = await prophet21Token(emulator, mainUser(emulator));
  const send = async (method: string, part: string, body?: unknown): Promise<Reply> =>
    await prophet21Call(emulator, `${BASE}/${part}`, token, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  await send("POST", "sessions", session);
  return {
    emulator,
    send,
    open: async (ServiceName) => String(member((await send("POST", "v2/window", { ServiceName })).body, "Id")),
    key: async (WindowId, DatawindowName, FieldName, Value) =>
      await send("PUT", "v2/change", { WindowId, List: [{ TabName: null, DatawindowName, FieldName, Value }] }),
  };
}

const status = (reply: Reply): unknown => member(reply.body, "Status");

test("a window: opened, described, keyed, saved, read back over OData, closed", async () => {
  const { emulator, send, open, key } = await desk();
  const window = await open("SalesPricePage");
  const definition = await send("GET", `v2/window?id=${window}`);
  assert.equal(member(definition.body, "Title"), "Sales Price Page Entry");
  assert.deepEqual(
    list(definition.body, "Datawindows").map((each) => member(each, "Name")),
    ["form", "values"],
  );
  assert.equal(status(await key(window, "form", "description", "Spring list")), 1);
  assert.equal(status(await key(window, "values", "calculation_value1", "1.25")), 1);
  const saved = await send("PUT", "v2/data", window);
  assert.equal(status(saved), 1);
  assert.deepEqual(
    list(saved.body, "Events").map((each) => member(each, "Name")),
    ["keygenerated", "savesucceeded"],
  );
  const token = await prophet21Token(emulator, mainUser(emulator));
  const read = await prophet21Call(
    emulator,
    "/odataservice/odata/table/price_page?$filter=price_page_uid eq 241",
    token,
  );
  const row = list(read.body)[0];
  assert.deepEqual(
    [member(row, "description"), member(row, "calculation_value1"), member(row, "last_maintained_by")],
    ["Spring list", 1.25, "api_user"],
  );
  assert.equal(status(await send("DELETE", `v2/window?id=${window}`)), 1);
  assert.equal((await send("GET", `v2/window?id=${window}`)).status, 400);
});

test("a record is loaded by its key; a number that does not exist leaves an empty window", async () => {
  for (const [build, expected] of [
    ["26.1-late", 2],
    ["25.2", 0],
  ] as const) {
    const { send, open, key } = await desk({ build });
    const window = await open("Order");
    assert.equal(status(await key(window, "order", "order_no", "1000001")), 1);
    const data = await send("GET", `v2/data?id=${window}`);
    assert.equal(member(list({ value: data.body })[0], "Data.0.0"), "1000001");
    const missing = await key(window, "order", "order_no", "999");
    assert.equal(missing.status, 200);
    assert.equal(status(missing), expected);
    assert.equal(member(list(missing.body, "Messages")[0], "Text"), "Enter a valid ID or leave ID blank.");
  }
});

test("data shows the active tab only; PageName changes it, and TabName up to 25.2", async () => {
  for (const [build, expected] of [
    ["26.1-late", 400],
    ["25.2", 200],
  ] as const) {
    const { send, open } = await desk({ build });
    const window = await open("Order");
    assert.equal(status(await send("PUT", "v2/tab", { WindowId: window, PageName: "TP_ITEMS" })), 1);
    const data = await send("GET", `v2/data?id=${window}`);
    assert.deepEqual(
      list({ value: data.body }).map((each) => member(each, "Name")),
      ["items"],
    );
    assert.equal((await send("PUT", "v2/tab", { WindowId: window, TabName: "TABPAGE_1" })).status, expected);
  }
});

test("grid rows are added, selected and saved as lines", async () => {
  const { emulator, send, open, key } = await desk();
  const window = await open("Order");
  await key(window, "order", "customer_id", "100005");
  const token = await prophet21Token(emulator, mainUser(emulator));
  const items = await prophet21Call(emulator, "/odataservice/odata/table/inv_mast?$top=2&$select=item_id", token);
  const [first, second] = list(items.body).map((item) => String(member(item, "item_id")));
  for (const item of [first ?? "", second ?? ""]) {
    assert.equal(status(await send("POST", "v2/row", { WindowId: window, DatawindowName: "items" })), 1);
    await key(window, "items", "oe_order_item_id", item);
    await key(window, "items", "unit_quantity", "2");
  }
  assert.equal(status(await send("PUT", "v2/row", { WindowId: window, DatawindowName: "items", Row: 0 })), 1);
  await key(window, "items", "unit_quantity", "7");
  assert.equal((await send("PUT", "v2/row", { WindowId: window, DatawindowName: "items", Row: 9 })).status, 400);
  assert.equal(status(await send("PUT", "v2/data", window)), 1);
  const lines = await prophet21Call(emulator, "/odataservice/odata/table/oe_line?$filter=order_no eq '1003001'", token);
  assert.deepEqual(
    list(lines.body).map((line) => member(line, "qty_ordered")),
    [7, 2],
  );
});

test("a batch of changes is not atomic: what came before the refused one stays", async () => {
  const { send, open } = await desk();
  const window = await open("Customer");
  const refused = await send("PUT", "v2/change", {
    WindowId: window,
    List: [
      { DatawindowName: "tp_1_dw_1", FieldName: "customer_name", Value: "Half" },
      { DatawindowName: "tp_1_dw_1", FieldName: "company_id", Value: "X" },
    ],
  });
  assert.deepEqual([refused.status, member(refused.body, "ErrorMessage")], [400, "Column is disabled: company_id"]);
  assert.equal(status(refused), undefined);
  assert.ok((await send("GET", `v2/data?id=${window}`)).text.includes("Half"));
});

test("an unknown datawindow is a 400, and breaks the call after it from 26.1.5940.0", async () => {
  for (const [build, next] of [
    ["26.1-late", 500],
    ["26.1-early", 200],
  ] as const) {
    const { open, key } = await desk({ build });
    const window = await open("Customer");
    const refused = await key(window, "dw_1", "customer_name", "x");
    assert.deepEqual(
      [refused.status, member(refused.body, "ErrorMessage")],
      [400, "Unable to find datawindow named dw_1"],
    );
    const after = await key(window, "tp_1_dw_1", "customer_name", "x");
    assert.equal(after.status, next);
    assert.equal((await key(window, "tp_1_dw_1", "customer_name", "x")).status, 200);
  }
});

test("the datawindow's name is required up to 25.2 and found by field from 26.1", async () => {
  for (const [build, expected] of [
    ["26.1-late", 200],
    ["25.2", 400],
  ] as const) {
    const { open, key } = await desk({ build });
    assert.equal((await key(await open("Customer"), undefined, "customer_name", "x")).status, expected);
  }
});

test("parameters that are called differently, and bodies of the wrong shape", async () => {
  const { send, open } = await desk();
  const window = await open("Customer");
  for (const [method, part, body, expected] of [
    ["GET", `v2/window?windowId=${window}`, undefined, 422],
    ["GET", `v2/data?windowId=${window}`, undefined, 422],
    ["GET", `v2/tools?id=${window}`, undefined, 500],
    ["GET", `v2/tools?windowId=${window}`, undefined, 200],
    ["PUT", "v2/data", { WindowId: window }, 422],
    ["POST", "v2/change", {}, 405],
    ["GET", "v1/data", undefined, 404],
    ["PUT", "v2/nothing", {}, 404],
  ] as const) {
    assert.equal((await send(method, part, body)).status, expected, `${method} ${part}`);
  }
});

test("a business rule that refuses is Status 2 with its text", async () => {
  const { send, open } = await desk();
  const saved = await send("PUT", "v2/data", await open("Customer"));
  assert.deepEqual([saved.status, status(saved)], [200, 2]);
  assert.equal(member(list(saved.body, "Messages")[0], "Text"), "Customer Name is required");
});

test("a dialog blocks its window until it is answered, or answers itself", async () => {
  const { emulator, send, open, key } = await desk();
  const window = await open("Customer");
  await key(window, "tp_1_dw_1", "customer_id", "100001");
  const asked = await send("POST", "v2/tools", { WindowId: window, ToolName: "cb_delete" });
  assert.equal(status(asked), 3);
  const dialog = member(list(list(asked.body, "Events")[0], "Data")[0], "Value");
  assert.equal(status(await key(window, "tp_1_dw_1", "customer_name", "x")), 3);
  const tools = await send("GET", `v2/tools?windowId=${String(dialog)}`);
  assert.deepEqual(
    list({ value: tools.body }).map((tool) => member(tool, "ToolName")),
    ["cb_yes", "cb_no"],
  );
  assert.equal(status(await send("POST", "v2/tools", { WindowId: dialog, ToolName: "cb_yes" })), 1);
  const token = await prophet21Token(emulator, mainUser(emulator));
  const customer = await prophet21Call(emulator, "/api/entity/customers/ACME_100001", token);
  assert.equal(member(customer.body, "DeleteFlag"), "Y");
  const auto = await desk({}, { ResponseWindowHandlingEnabled: false });
  const other = await auto.open("Customer");
  await auto.key(other, "tp_1_dw_1", "customer_id", "100001");
  assert.equal(status(await auto.send("POST", "v2/tools", { WindowId: other, ToolName: "cb_delete" })), 1);
});

test("a window that may not be opened, is not deployed, or is called by its title", async () => {
  const { emulator, send } = await desk();
  emulator.prophet21.admin.changeUser("api_user", { deniedWindows: ["Order"] });
  for (const body of [
    { ServiceName: "Order" },
    { ServiceName: "ProductionOrder" },
    { Title: "Customer Maintenance" },
  ]) {
    const refused = await send("POST", "v2/window", body);
    assert.equal(refused.status, 400);
    assert.match(
      String(member(refused.body, "ErrorMessage")),
      /^Cannot open window .+ because is not available or user api_user does not have permission\.$/,
    );
    assert.match(last(emulator).wouldAccept ?? "", /Customer/);
  }
  const old = await desk({ build: "25.2" });
  assert.equal((await old.send("POST", "v2/window", { Title: "Customer Maintenance" })).status, 200);
});

test("early 26.1 answers no window call without a JSON Accept", async () => {
  const emulator = makeEmulator({ prophet21: { build: "26.1-early" } });
  const token = await prophet21Token(emulator, mainUser(emulator));
  await prophet21Call(emulator, `${BASE}/sessions`, token, { method: "POST" });
  const { status: found, text } = await prophet21Call(emulator, `${BASE}/v2/window`, token, {
    method: "POST",
    body: '{"ServiceName":"Customer"}',
    headers: { accept: "*/*" },
  });
  assert.deepEqual([found, text], [500, ""]);
});

test("the pages about sessions need no token; windows need a session", async () => {
  const { emulator } = await desk();
  const password = seeded("clerk-password");
  emulator.prophet21.admin.addUser({ username: "clerk", password });
  const token = await prophet21Token(emulator, { username: "clerk", password });
  const opened = await prophet21Call(emulator, `${BASE}/v2/window`, token, { method: "POST", body: "{}" });
  assert.deepEqual([opened.status, opened.body], [400, { ErrorMessage: "Invalid session" }]);
  assert.equal(
    (await emulator.prophet21.fetch(new Request(`${emulator.prophet21.url}${BASE}/sessions/help`))).status,
    200,
  );
});
