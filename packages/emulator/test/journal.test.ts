import assert from "node:assert/strict";
import { test } from "node:test";
import { SEED_MARK, seeded } from "../../../tools/seeded-secrets.ts";
import { createEmulator } from "../src/index.ts";
import {
  basic,
  consumer,
  kineticCall,
  kineticRaw,
  mainUser,
  makeEmulator,
  NOON,
  prophet21Call,
  prophet21Raw,
  prophet21Token,
} from "./fixture.ts";

test("an entry tells what came, what was decided, and by which rule", async () => {
  const emulator = makeEmulator();
  await kineticCall(emulator, "/api/v1/Erp.BO.CustomerSvc/GetByID?custNum=1", {
    headers: { "X-Company": "EPIC06", "X-Epicor-Plant": "MAIN" },
  });
  assert.deepEqual(emulator.journal, [
    {
      seq: 1,
      atMs: NOON,
      system: "kinetic",
      method: "GET",
      path: "/ERP11PROD/api/v1/Erp.BO.CustomerSvc/GetByID?custNum=1",
      status: 200,
      principal: "integration",
      rule: "kinetic.method.done",
      notes: ["header x-company has no effect", "header x-epicor-plant has no effect"],
    },
  ]);
});

test("every refusal says what would have been accepted", async () => {
  const emulator = makeEmulator();
  const token = await prophet21Token(emulator, consumer(seeded("reader-key")));
  for (const path of [
    "/odataservice/odata/table/customer",
    "/odataservice/odata/table/nothing",
    "/api/entity/customers/ping",
    "/nowhere",
    "/api/ui/router/v1",
  ])
    await prophet21Call(emulator, path, token);
  for (const path of [
    "/api/v1/Nothing/X",
    "/api/v2/odata/EPIC99/Erp.BO.CustomerSvc/Customers",
    "/nowhere",
    "/api/v1/Erp.BO.CustomerSvc/Nothing",
    "/TokenResource.svc",
  ])
    await kineticCall(emulator, path);
  const refusals = emulator.journal.filter(({ status }) => status >= 300);
  assert.equal(refusals.length, 10);
  for (const { wouldAccept, path } of refusals) assert.ok(wouldAccept, path);
});

test("no secret gets in: not from headers, bodies or addresses", async () => {
  const emulator = makeEmulator();
  const { kinetic, prophet21 } = emulator;
  await kineticRaw(emulator, `/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?api-key=${kinetic.apiKey}x`, {
    headers: { authorization: basic("integration", kinetic.user.password) },
  });
  await kineticRaw(
    emulator,
    `/api/v2/odata/${kinetic.apiKey}/Erp.BO.CustomerSvc/Customers?x-api-key=${kinetic.apiKey}`,
    { headers: { authorization: basic("integration", kinetic.user.password) } },
  );
  await kineticRaw(emulator, `/TokenResource.svc/?password=${kinetic.user.password}`, {
    method: "POST",
    headers: { username: "integration", password: kinetic.user.password },
  });
  await prophet21Raw(emulator, `/api/security/token/?username=api_user&password=${prophet21.user.password}`, {
    method: "POST",
  });
  await prophet21Raw(emulator, `/${prophet21.consumerKey.key}`);
  const token = await prophet21Token(emulator, mainUser(emulator));
  await prophet21Call(emulator, `/odataservice/odata/table/supplier?access_token=${token}`, token);
  const written = JSON.stringify(emulator.journal);
  assert.doesNotMatch(written, new RegExp(SEED_MARK));
  assert.doesNotMatch(written, /eyJ/);
  assert.match(written, /\[redacted\]/);
});

test("the journal forgets the oldest, but never renumbers", async () => {
  const emulator = createEmulator({ journalLimit: 2 });
  for (let at = 0; at < 3; at += 1) await emulator.prophet21.fetch(new Request(emulator.prophet21.url));
  assert.deepEqual(
    emulator.journal.map(({ seq }) => seq),
    [2, 3],
  );
});

test("the tally counts requests, token requests, tokens and refusals", async () => {
  const emulator = makeEmulator();
  const token = await prophet21Token(emulator, mainUser(emulator));
  await prophet21Call(emulator, "/odataservice/odata/table/supplier", token);
  await prophet21Raw(emulator, "/api/security/token/v2", { method: "POST", body: "{}" });
  await kineticCall(emulator, "/api/v1/");
  assert.deepEqual(emulator.tally, {
    requests: { kinetic: 1, prophet21: 3, entra: 0, epicorIdp: 0 },
    tokenRequests: { kinetic: 0, prophet21: 2, entra: 0, epicorIdp: 0 },
    tokensMinted: { kinetic: 0, prophet21: 1, entra: 0, epicorIdp: 0 },
    tokensMintedByKind: { "prophet21.user": 1 },
    refusals: { kinetic: 0, prophet21: 1, entra: 0, epicorIdp: 0 },
  });
});
