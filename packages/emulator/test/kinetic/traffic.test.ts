import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import type { Emulator } from "../../src/index.ts";
import { basic, kineticCall, kineticRaw, last, listenEmulator, makeEmulator, member, type Send } from "../fixture.ts";
import { login } from "./kinetic-fixture.ts";

/* The habits of public clients, as measured or read: every one of them must get through. */
const V1 = "/api/v1/Erp.BO.CustomerSvc";
const V2 = "/api/v2/odata/EPIC06/Erp.BO.CustomerSvc";

async function passes(path: string, send: Send = {}, emulator: Emulator = makeEmulator()): Promise<void> {
  const { status, text } = await kineticCall(emulator, path, send);
  assert.equal(status, 200, `${path}: ${text.slice(0, 200)}`);
}

test("1: Basic at once, and Basic only after the challenge", async () => {
  const emulator = makeEmulator();
  await passes(`${V1}/Customers`, {}, emulator);
  const challenge = (await kineticRaw(emulator, `${V1}/Customers`)).headers.get("www-authenticate");
  assert.match(challenge ?? "", /^Basic /);
});

test("2: header names in any letter case, License with and without blanks and session, SessionInfo", async () => {
  const guid = "00000003-9439-4B30-A6F4-6D2FD4B9FD0F";
  for (const headers of [
    { LICENSE: `{"ClaimedLicense":"${guid}"}` },
    { license: `{ "ClaimedLicense" : "${guid}" }` },
    { callSettings: '{"Company":"EPIC06","Plant":"MfgSys","Language":"enu","FormatCulture":"en-US"}' },
    { ContextHeader: '{"Context":{"BPMData":[{"Character01":"x"}]}}' },
    { "X-API-key": seeded("kinetic-api-key") },
  ]) {
    await passes(`${V2}/Customers?$top=1`, { headers });
  }
  const emulator = makeEmulator();
  const SessionID = await login(emulator);
  const headers = { License: `{"ClaimedLicense":"${guid}","SessionID":"${SessionID}"}` };
  await passes(`${V2}/Customers?$top=1`, { headers }, emulator);
  await passes(
    "/api/v1/Ice.Lib.SessionModSvc/Logout",
    { method: "POST", headers: { SessionInfo: `{"SessionID":"${SessionID}"}` } },
    emulator,
  );
});

test("3: $top raw and %24top, blanks as %20 and +, quotes raw and %27", async () => {
  for (const query of ["$top=1", "%24top=1", "$filter=Name%20ne%20'x'", "%24filter=Name+ne+%27x%27"])
    await passes(`${V2}/Customers?${query}`);
});

test("4: GetByID, GetRows and GetList as POST on v1, as GET and POST on v2", async () => {
  for (const [method, parameters] of [
    ["GetByID", { custNum: 1 }],
    ["GetRows", { whereClauseCustomer: "", pageSize: 1, absolutePage: 0 }],
    ["GetList", { whereClause: "", pageSize: 1, absolutePage: 0 }],
  ] as const) {
    const texts = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
    const query = new URLSearchParams(texts).toString();
    await passes(`${V1}/${method}`, { method: "POST", body: JSON.stringify(parameters) });
    await passes(`${V2}/${method}`, { method: "POST", body: JSON.stringify(parameters) });
    await passes(`${V2}/${method}?${query}`);
  }
});

test("5: parameterless methods with {}, with nothing and a JSON type, with nothing and no type", async () => {
  const path = "/api/v1/Ice.BO.UserFileSvc/GetUserFile";
  await passes(path, { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
  await passes(path, { method: "POST", headers: { "content-type": "application/json" } });
  await passes(path, { method: "POST" });
});

test("6: service names in any letter case", async () => {
  for (const service of ["Erp.Bo.CustomerSvc", "ERP.BO.CUSTOMERSVC", "erp.bo.customersvc"])
    await passes(`/api/v1/${service}/Customers`);
  for (const service of ["ICE.Bo.UserFileSvc", "Ice.BO.UserFileSvc"]) await passes(`/api/v1/${service}/UserFiles`);
});

test("7: a trailing slash on BAQs and functions, TokenResource with and without", async () => {
  for (const path of [
    "/api/v1/BaqSvc/zCustomer01",
    "/api/v1/BaqSvc/zCustomer01/",
    "/api/v2/odata/EPIC06/BaqSvc/zCustomer01/Data",
    "/api/v2/odata/EPIC06/BaqSvc/zCustomer01/Data/",
  ])
    await passes(path);
  for (const path of ["/api/v2/efx/EPIC06/OrderDesk/Ping", "/api/v2/efx/EPIC06/OrderDesk/Ping/"])
    await passes(path, { method: "POST", body: "{}" });
});

test("7 over sockets: fetch follows the default redirect and keeps method and headers", async () => {
  await using emulator = await listenEmulator();
  const headers = { username: "integration", password: seeded("kinetic-password"), accept: "application/json" };
  const response = await fetch(`${emulator.kinetic.url}/TokenResource.svc`, { method: "POST", headers });
  assert.equal(response.status, 200);
  assert.equal(member(await response.json(), "TokenType"), "Bearer");
});

test("8: TokenResource by headers in any case, by form, with an unneeded key", async () => {
  const password = seeded("kinetic-password");
  await passes("/TokenResource.svc/", { method: "POST", headers: { UserName: "integration", PASSWORD: password } });
  await passes("/TokenResource.svc/", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ Username: "integration", Password: password }).toString(),
  });
});

test("9: api-key in the query; blanks around a header's value are no part of it", async () => {
  const emulator = makeEmulator();
  const headers = { authorization: basic("integration", seeded("kinetic-password")) };
  assert.equal(
    (await kineticRaw(emulator, `${V2}/Customers?api-key=${seeded("kinetic-api-key")}`, { headers })).status,
    200,
  );
  assert.equal(
    (await kineticRaw(emulator, `${V2}/Customers?api-key=${seeded("kinetic-api-key")}%20`, { headers })).status,
    401,
  );
});

test("9 over sockets: blanks in the header as bytes", async () => {
  await using emulator = await listenEmulator();
  const { hostname, port } = new URL(emulator.kinetic.url);
  const socket = connect(Number(port), hostname);
  socket.end(
    [
      `GET /ERP11PROD${V2}/Customers?$top=1 HTTP/1.1`,
      "Host: x",
      "Connection: close",
      `Authorization: ${basic("integration", seeded("kinetic-password"))}`,
      `x-api-key: \t ${seeded("kinetic-api-key")}  `,
      "",
      "",
    ].join("\r\n"),
  );
  let head = "";
  socket.on("data", (chunk: Buffer) => (head += chunk.toString("latin1")));
  await once(socket, "close");
  assert.match(head, /^HTTP\/1\.1 200 /);
});

test("10: UTF-8 and Latin-1 Basic arrive, and the journal says which", async () => {
  for (const [charset, note] of [
    ["utf8", "Basic credentials are UTF-8"],
    ["latin1", "Basic credentials look like Latin-1"],
  ] as const) {
    const emulator = makeEmulator({ kinetic: { basicCharset: charset } });
    await kineticRaw(emulator, `${V1}/Customers`, {
      headers: { authorization: basic("integration", "pässword", charset) },
    });
    assert.deepEqual(last(emulator).notes, [note]);
  }
});

test("11: Accept missing, */*, JSON, XML and Atom on v1", async () => {
  const types = {
    "": /json/,
    "*/*": /json/,
    "application/json": /json/,
    "application/xml": /xml/,
    "application/atom+xml": /xml/,
  };
  for (const [accept, expected] of Object.entries(types)) {
    const { status, headers } = await kineticCall(makeEmulator(), `${V1}/Customers?$top=1`, {
      headers: accept === "" ? {} : { accept },
    });
    assert.equal(status, 200, accept);
    assert.match(headers.get("content-type") ?? "", expected, accept);
  }
});

test("12: company headers without effect are ignored and noted", async () => {
  for (const name of ["Company", "X-Company", "X-Epicor-Company", "X-Epicor-Plant"]) {
    const emulator = makeEmulator();
    await passes(`${V2}/Customers?$top=1`, { headers: { [name]: "EPIC07" } }, emulator);
    assert.deepEqual(last(emulator).notes, [`header ${name.toLowerCase()} has no effect`]);
  }
});
