import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { createEmulator } from "../../src/index.ts";
import { basic, kineticCall, kineticRaw, last, makeEmulator, member } from "../fixture.ts";

const CUSTOMERS = "/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=1";
const V1 = "/api/v1/Erp.BO.CustomerSvc/Customers?$top=1";

test("no Authorization: 401 with a Basic challenge, which .NET clients wait for", async () => {
  const emulator = makeEmulator();
  const { status, headers } = await kineticRaw(emulator, CUSTOMERS);
  assert.equal(status, 401);
  assert.match(headers.get("www-authenticate") ?? "", /^Basic realm=/);
  assert.equal(last(emulator).rule, "kinetic.login.missing");
});

test("wrong password: the captured 401", async () => {
  const emulator = makeEmulator();
  const { status, body } = await kineticRaw(emulator, V1, {
    headers: { authorization: basic("integration", "wrong") },
  });
  assert.equal(status, 401);
  const { CorrelationId, ...rest } = body as Record<string, unknown>;
  assert.match(String(CorrelationId), /^[0-9a-f-]{36}$/);
  assert.deepEqual(rest, {
    HttpStatus: 401,
    ReasonPhrase: "REST API Exception",
    ErrorMessage: "Invalid username or password.",
    ErrorType: "System.UnauthorizedAccessException",
  });
  assert.equal(last(emulator).wouldAccept, "the password of integration");
});

test("older servers write no CorrelationId and spell the reason otherwise", async () => {
  const { body } = await kineticRaw(makeEmulator({ kinetic: { version: "2022.2" } }), V1);
  assert.equal(member(body, "ReasonPhrase"), "REST Api Exception");
  assert.equal(member(body, "CorrelationId"), undefined);
});

test("a password splits at the first colon only", async () => {
  const password = `${seeded("colon")}:and:more`;
  const emulator = createEmulator({ kinetic: { user: { username: "colon", password } } });
  assert.equal((await kineticRaw(emulator, V1, { headers: { authorization: basic("colon", password) } })).status, 200);
});

for (const [charset, sent, expected] of [
  ["utf8", "utf8", 200],
  ["utf8", "latin1", 401],
  ["latin1", "latin1", 200],
  ["latin1", "utf8", 401],
  ["either", "utf8", 200],
  ["either", "latin1", 200],
] as const) {
  test(`a server of charset ${charset} answers an accented password in ${sent} with ${expected}`, async () => {
    const password = `${seeded("accent")}-é`;
    const emulator = createEmulator({
      kinetic: { user: { username: "accent", password }, switches: { basicCharset: charset } },
    });
    const { status } = await kineticRaw(emulator, V1, { headers: { authorization: basic("accent", password, sent) } });
    assert.equal(status, expected);
    assert.deepEqual(last(emulator).notes, [
      sent === "utf8" ? "Basic credentials are UTF-8" : "Basic credentials look like Latin-1",
    ]);
  });
}

test("the journal explains a Latin-1 password", async () => {
  const password = `${seeded("accent")}-é`;
  const emulator = createEmulator({ kinetic: { user: { username: "accent", password } } });
  await kineticRaw(emulator, V1, { headers: { authorization: basic("accent", password, "latin1") } });
  assert.match(last(emulator).wouldAccept ?? "", /UTF-8/);
});

test("a disabled user is refused like a wrong password", async () => {
  const emulator = createEmulator({
    kinetic: { users: [{ username: "gone", password: seeded("gone"), disabled: true }] },
  });
  const { status, body } = await kineticRaw(emulator, V1, {
    headers: { authorization: basic("gone", seeded("gone")) },
  });
  assert.equal(status, 401);
  assert.equal(member(body, "ErrorMessage"), "Invalid username or password.");
});

test("with Basic switched off there is no Basic, and no challenge that names it", async () => {
  const emulator = makeEmulator({ kinetic: { basic: "off" } });
  const { status, headers } = await kineticCall(emulator, CUSTOMERS);
  assert.equal(status, 401);
  assert.equal(headers.get("www-authenticate"), null);
  assert.equal(last(emulator).rule, "kinetic.login.basic-off");
});

test("missing rights: the captured 401, or 403 by switch", async () => {
  const send = { headers: { authorization: basic("clerk", seeded("clerk-password")) } };
  const path = "/api/v1/Erp.BO.CompanySvc/GetRows";
  const asCaptured = await kineticRaw(makeEmulator(), path, { method: "POST", body: "{}", ...send });
  assert.equal(asCaptured.status, 401);
  assert.equal(member(asCaptured.body, "ErrorMessage"), "Access denied (Erp.BO.Company.GetRows).");
  assert.equal(member(asCaptured.body, "ErrorType"), "System.UnauthorizedAccessException");
  const bySwitch = await kineticRaw(makeEmulator({ kinetic: { permissionDenied: 403 } }), path, {
    method: "POST",
    body: "{}",
    ...send,
  });
  assert.equal(bySwitch.status, 403);
  const byOData = await kineticRaw(makeEmulator(), "/api/v1/Erp.BO.CompanySvc/Companies", send);
  assert.equal(member(byOData.body, "ErrorMessage"), "Access denied (Erp.BO.Company.GetRows).");
});

test("an error is XML with the same element names when XML is asked for", async () => {
  const { headers, text } = await kineticRaw(makeEmulator(), V1, {
    headers: { accept: "application/xml", authorization: basic("a", "b") },
  });
  assert.match(headers.get("content-type") ?? "", /application\/xml/);
  assert.match(text, /<HttpStatus>401<\/HttpStatus>.*<ErrorMessage>Invalid username or password\.<\/ErrorMessage>/);
});
