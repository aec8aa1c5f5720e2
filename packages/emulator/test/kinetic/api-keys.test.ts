import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { kineticCall, last, list, member } from "../fixture.ts";
import { as, CUSTOMERS, invoke, kineticWith, user } from "./kinetic-fixture.ts";

const boss = { ...user("boss"), securityManager: true };

test("a list of keys shows prefixes and hashes, never a key, and to security managers only", async () => {
  const emulator = kineticWith({ users: [boss] });
  assert.equal((await invoke(emulator, "Ice.BO.APIKeySvc/GetList")).status, 401);
  const { body, text } = await invoke(emulator, "Ice.BO.APIKeySvc/GetList", {}, as("boss"));
  const rows = list(body, "returnObj.APIKeyList");
  assert.equal(rows.length, emulator.kinetic.apiKeys.length);
  assert.equal(member(rows[0], "AllCompanies"), true);
  for (const { key } of emulator.kinetic.apiKeys) assert.equal(text.includes(key), false);
});

test("ValidateAPIPlainTextKey knows the keys that work", async () => {
  const emulator = kineticWith({ apiKeys: [{ key: seeded("key-off"), enabled: false }] });
  const valid = async (plainTextkey: string): Promise<unknown> =>
    member((await invoke(emulator, "Ice.BO.APIKeySvc/ValidateAPIPlainTextKey", { plainTextkey })).body, "returnObj");
  assert.equal(await valid(seeded("kinetic-api-key")), true);
  assert.equal(await valid(seeded("key-off")), false);
  assert.equal(await valid("nothing"), false);
});

test("a regenerated key replaces the old one at once", async () => {
  const emulator = kineticWith({ users: [boss] });
  const regenerate = async (keyID: string): Promise<unknown> =>
    (await invoke(emulator, "Ice.BO.APIKeySvc/CreateNewHashKey", { company: "", keyID }, as("boss"))).body;
  const fresh = String(member(await regenerate("KEY001"), "returnObj.APIKey.0.PlainTextKey"));
  assert.equal((await kineticCall(emulator, CUSTOMERS)).status, 401);
  assert.equal((await kineticCall(emulator, CUSTOMERS, { headers: { "x-api-key": fresh } })).status, 200);
  assert.equal(JSON.stringify(emulator.journal).includes(fresh), false);
  const headers = { ...as("boss"), "x-api-key": fresh };
  assert.equal((await invoke(emulator, "Ice.BO.APIKeySvc/CreateNewHashKey", { keyID: "KEY999" }, headers)).status, 404);
  const blank = await invoke(emulator, "Ice.BO.APIKeySvc/GetNewAPIKey", {}, headers);
  assert.equal(member(blank.body, "parameters.ds.APIKey.0.RowMod"), "A");
});

test("a key is nobody's in particular; by switch it can be one user's", async () => {
  const key = seeded("workers-key");
  const ask = async (apiKeyUser: boolean, who: string): Promise<number> => {
    const emulator = kineticWith({
      users: [user("worker"), user("other")],
      apiKeys: [{ key, user: "worker" }],
      switches: { apiKeyUser },
    });
    return (await kineticCall(emulator, CUSTOMERS, { headers: { ...as(who), "x-api-key": key } })).status;
  };
  assert.deepEqual([await ask(false, "worker"), await ask(false, "other")], [200, 200]);
  assert.deepEqual([await ask(true, "worker"), await ask(true, "other")], [200, 401]);
});

test("an access scope covers services, methods, BAQs and libraries, each on its own", async () => {
  const key = seeded("narrow-key");
  const emulator = kineticWith({
    apiKeys: [
      { key, accessScope: ["Erp.BO.PartSvc", "Erp.BO.CustomerSvc/GetByID", "BaqSvc/zPart01", "efx/Planning/OpenJobs"] },
    ],
  });
  const ask = async (path: string, method = "GET"): Promise<number> =>
    (await kineticCall(emulator, path, { method, headers: { "x-api-key": key } })).status;
  const v2 = "/api/v2/odata/EPIC06";
  assert.equal(await ask(`${v2}/Erp.BO.PartSvc/Parts?$top=1`), 200);
  assert.equal(await ask(`${v2}/Erp.BO.CustomerSvc/GetByID?custNum=1`), 200);
  assert.equal(await ask(`${v2}/Erp.BO.CustomerSvc/GetRows?pageSize=1`), 403);
  assert.equal(await ask(`${v2}/BaqSvc/zPart01/Data?$top=1`), 200);
  assert.equal(await ask(`${v2}/BaqSvc/zOrder01/Data?$top=1`), 403);
  assert.equal(await ask("/api/v2/efx/EPIC06/Planning/OpenJobs", "POST"), 200);
  assert.equal(await ask("/api/v2/efx/EPIC06/OrderDesk/Ping", "POST"), 403);
  assert.equal(await ask(`${v2}/Ice.Lib.SessionModSvc/Login`, "POST"), 403);
  assert.equal(last(emulator).rule, "kinetic.access-scope");
});
