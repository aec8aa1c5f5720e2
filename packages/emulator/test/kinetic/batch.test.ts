import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import type { Emulator } from "../../src/index.ts";
import { kineticCall, last, list, member, type Reply } from "../fixture.ts";
import { CUSTOMERS, kineticWith, turnsUntil } from "./kinetic-fixture.ts";

const ROOTS = [
  "/api/v1",
  "/api/v1/Erp.BO.CustomerSvc",
  "/api/v2/odata/EPIC06",
  "/api/v2/odata/EPIC06/Erp.BO.CustomerSvc",
];

const multipart = (): Emulator => kineticWith({ switches: { batch: "multipart" } });
const asJson = (): Emulator => kineticWith({ switches: { batch: "json" } });

function part(request: string, headers: readonly string[] = [], body = ""): string {
  return [
    "--b1",
    "Content-Type: application/http",
    "Content-Transfer-Encoding: binary",
    "",
    `${request} HTTP/1.1`,
    ...headers,
    "",
    body,
  ].join("\r\n");
}

async function send(emulator: Emulator, root: string, parts: readonly string[], headers = {}): Promise<Reply> {
  return await kineticCall(emulator, `${root}/$batch`, {
    method: "POST",
    headers: { "content-type": 'multipart/mixed; boundary="b1"', ...headers },
    body: `${parts.join("\r\n")}\r\n--b1--\r\n`,
  });
}

async function sendJson(emulator: Emulator, requests: unknown): Promise<Reply> {
  return await kineticCall(emulator, "/api/v2/odata/EPIC06/$batch", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ requests }),
  });
}

const statuses = (text: string): readonly string[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status = ""]) => status);

test("without the switch there is no $batch anywhere", async () => {
  for (const root of ROOTS) {
    const { status } = await send(kineticWith(), root, [part("GET Customers?$top=1")]);
    assert.equal(status, 404, root);
  }
});

test("multipart: parts are relative to their root, from the host's root, or absolute", async () => {
  const emulator = multipart();
  const { status, headers, text } = await send(emulator, "/api/v2/odata/EPIC06/Erp.BO.CustomerSvc", [
    part("GET Customers?$top=1&$select=CustNum"),
    part(`GET /ERP11PROD${CUSTOMERS}`),
    part(`GET ${emulator.kinetic.url}/api/v2/odata/EPIC06/BaqSvc/zCustomer01/Data?$top=1`),
  ]);
  assert.equal(status, 200);
  assert.match(headers.get("content-type") ?? "", /^multipart\/mixed; boundary=batchresponse_/);
  assert.deepEqual(statuses(text), ["200", "200", "200"]);
  assert.match(text, /"CustNum":1/);
  const v1 = await send(emulator, "/api/v1", [part("GET Erp.BO.PartSvc/Parts?$top=1")]);
  assert.deepEqual([v1.status, statuses(v1.text)], [202, ["200"]]);
});

test("each part is answered by itself: other company, wrong key, no such row, a write", async () => {
  const emulator = kineticWith({
    switches: { batch: "multipart" },
    apiKeys: [{ key: seeded("only-epic06"), company: "EPIC06" }],
  });
  const body = '{"CustID":"BATCHED","Name":"From a batch"}';
  const { text } = await send(
    emulator,
    "/api/v2/odata/EPIC06",
    [
      part("GET Erp.BO.CustomerSvc/Customers?$top=1"),
      part("GET ../EPIC07/Erp.BO.CustomerSvc/Customers?$top=1"),
      part("GET Erp.BO.CustomerSvc/Customers?$top=1", ["x-api-key: wrong"]),
      part("GET Erp.BO.CustomerSvc/Customers('EPIC06',99999)"),
      part("POST Erp.BO.CustomerSvc/Customers", ["Content-Type: application/json"], body),
      part("GET Erp.BO.CustomerSvc/Customers?$filter=CustID%20eq%20'BATCHED'"),
      part("GET $batch"),
    ],
    { "x-api-key": seeded("only-epic06") },
  );
  assert.deepEqual(statuses(text), ["200", "401", "401", "404", "201", "200", "404"]);
  assert.match(text, /"Name":"From a batch"/);
  assert.match(last(emulator).notes.join("\n"), /part 2: GET \.\.\/EPIC07.*: 401 kinetic\.api-key\.company/);
});

test("a change set is answered inside a set of its own, with its Content-IDs", async () => {
  const member1 = [
    "--c1",
    "Content-Type: application/http",
    "Content-ID: 1",
    "",
    "PATCH Customers('EPIC06',1) HTTP/1.1",
    "Content-Type: application/json",
    "",
    '{"Name":"Set"}',
  ];
  const member2 = [
    "--c1",
    "Content-Type: application/http",
    "Content-ID: 2",
    "",
    "DELETE Customers('EPIC06',99999) HTTP/1.1",
    "",
    "",
  ];
  const set = ["--b1", "Content-Type: multipart/mixed; boundary=c1", "", ...member1, ...member2, "--c1--"].join("\r\n");
  const { text } = await send(multipart(), "/api/v2/odata/EPIC06/Erp.BO.CustomerSvc", [
    set,
    part("GET Customers('EPIC06',1)"),
  ]);
  assert.deepEqual(statuses(text), ["204", "404", "200"]);
  assert.match(text, /Content-Type: multipart\/mixed; boundary=changeset/);
  assert.match(text, /Content-ID: 2/);
  assert.match(text, /"Name":"Set"/);
});

test("a batch that cannot be read is a 400 that names the part", async () => {
  const emulator = multipart();
  const broken = await send(emulator, "/api/v1", [
    part("GET Erp.BO.PartSvc/Parts"),
    "--b1\r\nContent-Type: text/plain\r\n\r\nhello",
  ]);
  assert.equal(broken.status, 400);
  assert.match(String(member(broken.body, "ErrorMessage")), /part 2 is not an HTTP request/);
  assert.equal((await kineticCall(emulator, "/api/v1/$batch", { method: "POST", body: "x" })).status, 400);
  assert.equal((await kineticCall(emulator, "/api/v1/$batch")).status, 405);
});

test("JSON: ids, bodies, and what depends on a part that failed", async () => {
  const emulator = asJson();
  const { status, body } = await sendJson(emulator, [
    { id: "a", method: "get", url: "Erp.BO.CustomerSvc/Customers?$top=1" },
    { id: "b", method: "POST", url: "Erp.BO.CustomerSvc/GetByID", body: { custNum: 99999 } },
    { id: "c", method: "GET", url: "Erp.BO.PartSvc/Parts?$top=1", dependsOn: ["b"] },
    { id: "d", method: "DELETE", url: "Erp.BO.CustomerSvc/Customers('EPIC06',5)" },
  ]);
  assert.equal(status, 200);
  assert.deepEqual(
    list(body, "responses").map((each) => [member(each, "id"), member(each, "status")]),
    [
      ["a", 200],
      ["b", 404],
      ["c", 424],
      ["d", 204],
    ],
  );
  assert.equal(member(body, "responses.0.body.value.0.CustNum"), 1);
  const broken = await sendJson(emulator, [{ id: "a", url: "x" }]);
  assert.match(String(member(broken.body, "ErrorMessage")), /part 1 has no id, method or url/);
});

test("parts take their licences one after the other, and the batch their time together", async () => {
  const emulator = kineticWith({ switches: { batch: "json" }, licences: { DefaultUser: 1 }, callMs: 100 });
  const requests = ["a", "b", "c"].map((id) => ({ id, method: "GET", url: "Erp.BO.PartSvc/Parts?$top=1" }));
  const answer = sendJson(emulator, requests);
  await turnsUntil(() => emulator.kinetic.licences.pool("DefaultUser").peak > 0);
  emulator.clock.advance({ ms: 300 });
  const { body } = await answer;
  assert.deepEqual(
    list(body, "responses").map((each) => member(each, "status")),
    [200, 200, 200],
  );
  assert.equal(emulator.kinetic.licences.pool("DefaultUser").peak, 1);
});

test("a scoped key's batch is judged part by part", async () => {
  const key = seeded("batch-scoped");
  const emulator = kineticWith({ switches: { batch: "json" }, apiKeys: [{ key, accessScope: ["Erp.BO.PartSvc"] }] });
  const requests = ["Erp.BO.PartSvc/Parts?$top=1", "Erp.BO.CustomerSvc/Customers?$top=1"];
  const { body } = await kineticCall(emulator, "/api/v2/odata/EPIC06/$batch", {
    method: "POST",
    headers: { "x-api-key": key },
    body: JSON.stringify({ requests: requests.map((url, at) => ({ id: String(at), method: "GET", url })) }),
  });
  assert.deepEqual(
    list(body, "responses").map((each) => member(each, "status")),
    [200, 403],
  );
});
