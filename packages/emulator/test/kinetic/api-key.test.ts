import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import type { KineticSwitches } from "../../src/index.ts";
import { basic, kineticCall, kineticRaw, last, makeEmulator, member } from "../fixture.ts";

const login = { authorization: basic("integration", seeded("kinetic-password")) };

function customers(company: string): string {
  return `/api/v2/odata/${company}/Erp.BO.CustomerSvc/Customers?$top=1`;
}

test("v2 wants a key beside the login, v1 does not", async () => {
  const emulator = makeEmulator();
  const without = await kineticRaw(emulator, customers("EPIC06"), { headers: login });
  assert.equal(without.status, 401);
  assert.equal(last(emulator).rule, "kinetic.api-key.missing");
  assert.equal((await kineticRaw(emulator, "/api/v1/Erp.BO.CustomerSvc/Customers", { headers: login })).status, 200);
  const strict = makeEmulator({ kinetic: { v1RequiresApiKey: true } });
  assert.equal((await kineticRaw(strict, "/api/v1/Erp.BO.CustomerSvc/Customers", { headers: login })).status, 401);
});

test("a key is no login", async () => {
  const emulator = makeEmulator();
  const { status } = await kineticRaw(emulator, customers("EPIC06"), {
    headers: { "x-api-key": seeded("kinetic-api-key") },
  });
  assert.equal(status, 401);
  assert.equal(last(emulator).rule, "kinetic.login.missing");
});

test("a wrong key: the captured 401, which echoes the key; the journal does not", async () => {
  const emulator = makeEmulator();
  const key = seeded("key-disabled");
  const { status, body } = await kineticRaw(emulator, customers("EPIC06"), { headers: { ...login, "x-api-key": key } });
  assert.equal(status, 401);
  assert.equal(member(body, "ErrorMessage"), `Invalid API Key ${key}.\r\nCompany EPIC06.`);
  assert.equal(member(body, "ErrorType"), "System.UnauthorizedAccessException");
  assert.equal(last(emulator).rule, "kinetic.api-key.disabled");
  assert.doesNotMatch(JSON.stringify(emulator.journal), new RegExp(key));
});

test("a key works for its company only, one for all companies for those that exist", async () => {
  const emulator = makeEmulator();
  const ask = async (company: string, key: string): Promise<number> =>
    (await kineticRaw(emulator, customers(company), { headers: { ...login, "x-api-key": key } })).status;
  assert.equal(await ask("EPIC06", seeded("key-epic06")), 200);
  assert.equal(await ask("EPIC07", seeded("key-epic06")), 401);
  assert.equal(last(emulator).rule, "kinetic.api-key.company");
  assert.equal(await ask("EPIC07", seeded("kinetic-api-key")), 200);
  assert.equal(await ask("EPIC99", seeded("kinetic-api-key")), 401);
});

test("a key expires by the emulator's clock", async () => {
  const emulator = makeEmulator();
  const ask = async (): Promise<number> =>
    (await kineticRaw(emulator, customers("EPIC06"), { headers: { ...login, "x-api-key": seeded("key-expiring") } }))
      .status;
  assert.equal(await ask(), 200);
  emulator.clock.advance({ hours: 1 });
  assert.equal(await ask(), 401);
  assert.equal(last(emulator).rule, "kinetic.api-key.expired");
});

test("the key may stand in the query, unless switched off", async () => {
  const path = `${customers("EPIC06")}&api-key=${seeded("kinetic-api-key")}`;
  const emulator = makeEmulator();
  assert.equal((await kineticRaw(emulator, path, { headers: login })).status, 200);
  assert.match(last(emulator).path, /api-key=\[redacted\]/);
  assert.equal(
    (await kineticRaw(makeEmulator({ kinetic: { apiKeyInQuery: false } }), path, { headers: login })).status,
    401,
  );
});

test("blanks around a key vanish in a header and stay in a query", async () => {
  const emulator = makeEmulator();
  const inQuery = await kineticRaw(emulator, `${customers("EPIC06")}&api-key=%20${seeded("kinetic-api-key")}`, {
    headers: login,
  });
  assert.equal(inQuery.status, 401);
  const inHeader = await kineticRaw(emulator, customers("EPIC06"), {
    headers: { ...login, "X-API-Key": ` ${seeded("kinetic-api-key")} ` },
  });
  assert.equal(inHeader.status, 200);
});

test("a missing company is a key that does not fit, or a 404 by switch", async () => {
  const emulator = makeEmulator();
  const { status, body } = await kineticCall(emulator, "/api/v2/odata/Erp.BO.CustomerSvc/Customers");
  assert.equal(status, 401);
  assert.match(String(member(body, "ErrorMessage")), /Company Erp\.BO\.CustomerSvc\.$/);
  const strict = makeEmulator({ kinetic: { missingCompany: 404 } });
  assert.equal((await kineticCall(strict, "/api/v2/odata/Erp.BO.CustomerSvc/Customers")).status, 404);
});

for (const [checkOrder, rule] of [
  ["login-first", "kinetic.login.password"],
  ["key-first", "kinetic.api-key.unknown"],
] as const satisfies readonly (readonly [KineticSwitches["checkOrder"], string])[]) {
  test(`both wrong: ${checkOrder} reports ${rule}`, async () => {
    const emulator = makeEmulator({ kinetic: { checkOrder } });
    await kineticRaw(emulator, customers("EPIC06"), {
      headers: { authorization: basic("integration", "wrong"), "x-api-key": "wrong" },
    });
    assert.equal(last(emulator).rule, rule);
  });
}

test("an access scope denies what it does not list", async () => {
  const emulator = makeEmulator();
  const scoped = { headers: { "x-api-key": seeded("key-scoped") } };
  const status = async (path: string, method = "GET"): Promise<number> =>
    (await kineticCall(emulator, path, { method, ...scoped })).status;
  assert.equal(await status("/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/GetByID?custNum=1"), 200);
  assert.equal(await status("/api/v2/odata/EPIC06/BaqSvc/zCustomer01/Data?$top=1"), 200);
  assert.equal(await status("/api/v2/efx/EPIC06/OrderDesk/Ping", "POST"), 200);
  assert.equal(await status(customers("EPIC06")), 403);
  assert.equal(last(emulator).rule, "kinetic.access-scope");
  const bySwitch = makeEmulator({ kinetic: { scopeDenied: 401 } });
  assert.equal((await kineticCall(bySwitch, customers("EPIC06"), scoped)).status, 401);
});
