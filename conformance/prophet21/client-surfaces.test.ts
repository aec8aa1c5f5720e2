import assert from "node:assert/strict";
import { secrets } from "../profiles/erp.ts";
import { failureOf } from "../profiles/failure-of.ts";
import { byKey, byPassword, prophet21Client } from "../profiles/prophet21-client.ts";
import type { Prophet21ClientOptions, SeenProphet21Client } from "../profiles/prophet21-client.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const SESSIONS = "/api/ui/interactive/sessions";
const BUILDS = ["25.2", "26.1-early", "26.1-late"] as const;

const asUser = (options: Prophet21ClientOptions = {}): ReturnType<typeof prophet21Client> =>
  prophet21Client({ auth: byPassword, ...options });
const onEveryBuild = BUILDS.map((build) => asUser({ erp: { switches: { build } } }));
const sentTo = ({ sent }: SeenProphet21Client, method: string, end: string): readonly Request[] =>
  sent.filter((request) => request.method === method && new URL(request.url).pathname.endsWith(end));
const bearers = (requests: readonly Request[]): ReadonlySet<string | null> =>
  new Set(requests.map(({ headers }) => headers.get("authorization")));

verifies("prophet21.interactive.create", onEveryBuild, async ({ connection }) => {
  await using session = await connection.interactive();
  assert.match(session.id, /^[0-9a-f-]{36}$/i);
});

verifies("prophet21.interactive.one-per-token", [asUser()], async (client) => {
  await using one = await client.connection.interactive();
  await using other = await client.connection.interactive();
  await Promise.all([one.open("Supplier"), other.open("Supplier")]);
  assert.equal(bearers(sentTo(client, "POST", SESSIONS)).size, 2, "a session has a token of its own");
});

verifies("prophet21.interactive.owner", onEveryBuild, async (client) => {
  const session = await client.connection.interactive();
  client.erp.clock.advance({ seconds: 30 });
  await client.connection.get("/odataservice/odata/table/supplier?$top=1");
  await session.end();
  assert.deepEqual(bearers(sentTo(client, "DELETE", SESSIONS)), bearers(sentTo(client, "POST", SESSIONS)));
  assert.equal(client.erp.journal.at(-1)?.status, 200);
});

verifies(
  "prophet21.interactive.renewal",
  [asUser({ erp: { switches: { tokenLifetimeSeconds: 1200 } } })],
  async (client) => {
    await using session = await client.connection.interactive({ idleSeconds: 7200 });
    client.erp.clock.advance({ seconds: 1100 });
    await session.open("Supplier");
    client.erp.clock.advance({ seconds: 200 });
    assert.equal((await failureOf(session.open("Supplier"))).code, "P21_TOKEN_EXPIRED");
    assert.equal(bearers(client.sent.filter(({ url }) => url.includes("/interactive/"))).size, 1);
  },
);

verifies("prophet21.interactive.conflict-repair", [asUser()], async ({ erp, connection, sent }) => {
  const token = (await connection.token())?.token ?? "";
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  const left = new Request(`${await connection.uiServer()}${SESSIONS}`, { method: "POST", headers });
  assert.equal((await erp.prophet21.fetch(left)).status, 200);
  const auth = () => ({ kind: "bearer", token }) as const;
  await using again = await prophet21Client({ auth, on: erp }).open();
  await using session = await again.connection.interactive();
  await session.open("Supplier");
  const made = again.sent.filter(({ url }) => url.endsWith(SESSIONS)).map(({ method }) => method);
  assert.deepEqual(made, ["POST", "DELETE", "POST"]);
  assert.ok(sent.length > 0);
});

verifies(
  "prophet21.interactive.needs-user",
  [
    prophet21Client({ auth: byKey }),
    prophet21Client({
      auth: ({ consumerKey }) => ({ kind: "consumer-key", key: consumerKey.key, username: "erpgate" }),
    }),
  ],
  async (client) => {
    const { code, finding } = await failureOf(client.connection.interactive());
    const { user } = await client.connection.whoami();
    assert.equal(code, "P21_USER_UNKNOWN");
    const named = user === undefined ? "interactive-needs-username" : "interactive-user-unknown";
    assert.equal(finding, `prophet21/${named}`);
  },
);

verifies("prophet21.interactive.idle", [asUser()], async (client) => {
  const session = await client.connection.interactive();
  const window = await session.open("Supplier");
  client.erp.clock.advance({ seconds: 61 });
  assert.equal((await failureOf(window.data())).code, "P21_SESSION_INVALID");
  const longer = await client.connection.interactive({ idleSeconds: 120 });
  const other = await longer.open("Supplier");
  client.erp.clock.advance({ seconds: 61 });
  await other.data();
});

verifies("prophet21.interactive.accept", onEveryBuild, async (client) => {
  await using session = await client.connection.interactive();
  await session.open("Supplier");
  for (const { headers } of client.sent) assert.match(headers.get("accept") ?? "", /application\/json/);
});

verifies(
  "prophet21.interactive.window-permission",
  [
    prophet21Client({
      auth: () => ({ kind: "password", username: "clerk", password: secrets.p21Password }),
      erp: { users: [{ username: "clerk", password: secrets.p21Password, deniedWindows: ["Order"] }] },
    }),
  ],
  async ({ connection }) => {
    await using session = await connection.interactive();
    const { code, finding } = await failureOf(session.open("Order"));
    assert.deepEqual([code, finding], ["P21_WINDOW_DENIED", "prophet21/window-permission"]);
  },
);

verifies("prophet21.interactive.service-name", [asUser()], async (client) => {
  await using session = await client.connection.interactive();
  await session.open("Supplier");
  const [opened] = sentTo(client, "POST", "/v2/window");
  assert.deepEqual(await opened?.json(), { ServiceName: "Supplier" });
});

verifies("prophet21.interactive.save-body", onEveryBuild, async (client) => {
  await using session = await client.connection.interactive();
  const window = await session.open("Supplier");
  const name = { tab: "TABPAGE_1", datawindow: "tp_1_dw_1", field: "supplier_name", value: "Conformance" };
  await window.change([name]);
  assert.equal((await window.save()).status, "success");
  const [saved] = sentTo(client, "PUT", "/v2/data");
  assert.equal(await saved?.json(), window.id);
});

verifies("prophet21.interactive.tools-query", onEveryBuild, async (client) => {
  await using session = await client.connection.interactive();
  const window = await session.open("Supplier");
  assert.ok(Array.isArray(await window.tools()));
  const [asked] = sentTo(client, "GET", "/v2/tools");
  assert.equal(new URL(asked?.url ?? "").searchParams.get("windowId"), window.id);
});

const row = (fields: Readonly<Record<string, string>>): object => ({
  Edits: Object.entries(fields).map(([Name, Value]) => ({ Name, Value })),
});
const supplierSet = (fields: Readonly<Record<string, string>>) => ({
  Name: "Supplier",
  Transactions: [
    {
      DataElements: [
        { Name: "TABPAGE_1.tp_1_dw_1", Type: "Form" as const, Keys: [], Rows: [row(fields) as { Edits: [] }] },
      ],
    },
  ],
});

verifies("prophet21.transaction.summary", [asUser()], async ({ connection }) => {
  const error = await failureOf(connection.transactions.post(supplierSet({ no_such_field: "x" })));
  assert.deepEqual([error.code, error.status], ["P21_TRANSACTION_FAILED", 200]);
  const { Summary } = await connection.transactions.post(supplierSet({ supplier_name: "Conformance" }));
  assert.equal(Summary.Succeeded, 1);
});

verifies("prophet21.transaction.status", onEveryBuild, async (client) => {
  await client.connection.transactions.post(supplierSet({ supplier_name: "Conformance" }));
  const [posted] = sentTo(client, "POST", "/transaction");
  const sent = (await posted?.json()) as { Transactions: { Status: string }[] };
  assert.equal(sent.Transactions[0]?.Status, "New");
});

verifies(
  "prophet21.transaction.async",
  (["text", "number"] as const).map((asyncStatus) => asUser({ erp: { switches: { asyncStatus } } })),
  async ({ connection, erp }) => {
    const handed = await connection.transactions.postAsync(supplierSet({ supplier_name: "Conformance" }));
    erp.clock.advance({ seconds: 60 });
    assert.equal((await handed.wait()).Summary.Succeeded, 1);
  },
);

verifies(
  "prophet21.scope.transaction",
  [prophet21Client({ auth: byKey, erp: { consumerKey: { scope: "/odata:supplier" } } })],
  async ({ connection }) => {
    assert.equal(await connection.canRead("/uiserver0/api/v2/transaction"), true);
    await connection.transactions.post(supplierSet({ supplier_name: "Written by a key for reading" }));
  },
);

verifies("prophet21.router.other-host", [asUser()], async (client) => {
  await using moved = await prophet21Client({
    auth: byPassword,
    on: client.erp,
    answer: (request, next) =>
      request.url.includes("/router/")
        ? Promise.resolve(Response.json({ Url: "https://ui.example.com/x" }))
        : next(request),
  }).open();
  assert.equal((await failureOf(moved.connection.serverInfo())).code, "P21_UI_SERVER_UNTRUSTED");
  assert.ok(moved.sent.every(({ url }) => !url.startsWith("https://ui.example.com")));
});

verifies(
  "prophet21.server.production-flag",
  ([true, null, "absent"] as const).map((isproduction) => asUser({ erp: { switches: { isproduction } } })),
  async ({ connection, erp }) => {
    const { isProduction, version } = await connection.serverInfo();
    assert.equal(isProduction, erp.prophet21.switches.isproduction === true);
    assert.match(version ?? "", /^\d+(?:\.\d+)+$/);
  },
);

verifies("prophet21.entity.slash-in-key", [prophet21Client()], async ({ connection, sent }) => {
  assert.equal((await failureOf(connection.rest("inventory/parts").get("A/B"))).code, "REQUEST_INVALID");
  assert.equal(sent.length, 0);
});

verifies("prophet21.data.older", [asUser()], async ({ connection }) => {
  const { value } = await connection.get<{ value: { name: string }[] }>("/data/erp/views/v1");
  let rows = 0;
  for await (const found of connection.odata(`data/${value[0]?.name ?? ""}`, { top: 3 }))
    rows += Object.keys(found).length > 0 ? 1 : 0;
  assert.equal(rows, 3);
});

verifies("prophet21.permission.same-text", [prophet21Client()], async ({ erp }) => {
  const finding = async (scope: string | undefined): Promise<unknown> => {
    const key = erp.prophet21.consumers.find((consumer) => consumer.scope === scope)?.key;
    const person = erp.prophet21.users.find(({ username }) => username === "warehouse");
    const auth =
      key === undefined
        ? ({ kind: "password", username: "warehouse", password: person?.password } as const)
        : ({ kind: "consumer-key", key } as const);
    await using client = await prophet21Client({ auth: () => auth, on: erp }).open();
    return (await failureOf(client.connection.get("/odataservice/odata/table/inv_mast?$top=1"))).finding;
  };
  assert.equal(await finding(undefined), "prophet21/odata-permission-denied");
  const listed = erp.prophet21.consumers.find(({ scope }) => scope.startsWith("/odata:"))?.scope;
  assert.equal(await finding(listed), "prophet21/scope-table-denied");
});
