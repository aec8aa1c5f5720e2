import assert from "node:assert/strict";
import { seeded } from "../../tools/seeded-secrets.ts";
import { failureOf } from "../profiles/failure-of.ts";
import { kineticClient } from "../profiles/kinetic-client.ts";
import { kineticEmulator } from "../profiles/kinetic-wire.ts";
import type { KineticWire } from "../profiles/kinetic-wire.ts";
import { basic } from "../profiles/send.ts";
import type { Answer } from "../profiles/send.ts";
import { tokenIssuer } from "../profiles/token-issuer.ts";
import { verifier } from "../verifies.ts";

// What one text says and better evidence contradicts, or leaves open. The emulator plays either side.
const verifies = verifier(import.meta.filename);

const V1 = "/api/v1/Erp.BO.CustomerSvc/Customers?$top=1";
const v2 = (company: string): string => `/api/v2/odata/${company}/Erp.BO.CustomerSvc/Customers?$top=1`;
const password = seeded("kinetic-someone");
const statusOf = async (wire: KineticWire, path: string, headers = {}): Promise<number> =>
  (await wire.send(path, { headers })).status;

verifies("kinetic.key.v1-required", [kineticEmulator({ switches: { v1RequiresApiKey: true } })], async (wire) => {
  assert.equal(await statusOf(wire, V1), 200);
  assert.equal(await statusOf(wire, V1, { "x-api-key": undefined }), 401);
});

const sendsKeyOnV1 = kineticClient({
  connection: { apiVersion: "v1" },
  erp: { switches: { v1RequiresApiKey: true } },
});

verifies("kinetic.key.v1-required", [sendsKeyOnV1], async ({ connection }) => {
  assert.equal(
    (await connection.fetch("Erp.BO.CustomerSvc/Customers?$top=1")).status,
    200,
    "a key that is given goes along",
  );
});

verifies("kinetic.key.header-only", [kineticEmulator({ switches: { apiKeyInQuery: false } })], async (wire) => {
  const inQuery = `${v2(wire.company)}&api-key=${wire.apiKey}`;
  assert.equal(await statusOf(wire, inQuery, { "x-api-key": undefined }), 401);
});

const worker = { username: "worker", password };
const workersKey = { key: seeded("kinetic-workers-key"), user: worker.username };
const keysOfUsers = [false, true].map((apiKeyUser) =>
  kineticEmulator({ users: [worker], apiKeys: [workersKey], switches: { apiKeyUser } }),
);

verifies("kinetic.key.user", keysOfUsers, async (wire) => {
  const tied = wire.erp.kinetic.switches.apiKeyUser;
  const key = { "x-api-key": workersKey.key };
  assert.equal(await statusOf(wire, v2(wire.company), { ...key, authorization: basic("worker", password) }), 200);
  assert.equal(await statusOf(wire, v2(wire.company), key), tied ? 401 : 200, "somebody else with that key");
});

const saas = tokenIssuer({
  kind: "entra",
  issuer: "https://login.microsoftonline.com/a-tenant/v2.0",
  audience: "the-server-app",
  apps: { "daemon-app": "worker" },
});
const withoutBasic = {
  users: [worker],
  issuers: [saas.option],
  switches: { basic: "off", entraAppOnly: "accept" },
} as const;
const appOnly = { aud: "the-server-app", azp: "daemon-app" };

verifies("kinetic.basic.off", [kineticEmulator(withoutBasic)], async (wire) => {
  assert.equal(await statusOf(wire, v2(wire.company)), 401);
  assert.equal(await statusOf(wire, v2(wire.company), { authorization: `Bearer ${saas.token(appOnly)}` }), 200);
});

verifies("kinetic.entra.client-credentials", [kineticEmulator(withoutBasic)], async (wire) => {
  const mapped = { authorization: `Bearer ${saas.token(appOnly)}` };
  assert.equal(await statusOf(wire, v2(wire.company), mapped), 200);
  assert.equal(wire.erp.journal.at(-1)?.principal, "worker");
  const unmapped = { authorization: `Bearer ${saas.token({ ...appOnly, azp: "another-app" })}` };
  assert.equal(await statusOf(wire, v2(wire.company), unmapped), 401, "no user is named for it");
});

verifies("kinetic.basic.prefix", [kineticEmulator()], async (wire) => {
  const bare = basic(wire.user.username, wire.user.password).replace("Basic ", "");
  assert.equal(await statusOf(wire, v2(wire.company), { authorization: bare }), 401);
});

const limited = { username: "limited", password, deniedMethods: ["Erp.BO.Customer.*"] };
const denied403 = { users: [limited], switches: { permissionDenied: 403 } } as const;

verifies("kinetic.permission.denied-403", [kineticEmulator(denied403)], async (wire) => {
  const method = `/api/v2/odata/${wire.company}/Erp.BO.CustomerSvc/GetByID?custNum=5`;
  const answer = await wire.send(method, { headers: { authorization: basic("limited", password) } });
  assert.equal(answer.status, 403);
  assert.match(String(answer.json()["ErrorMessage"]), /^Access denied \(Erp\.BO\.Customer\.GetByID\)\.$/);
});

const asLimited = kineticClient({
  connection: { auth: { kind: "basic", username: "limited", password } },
  erp: denied403,
});

verifies("kinetic.permission.denied-403", [asLimited], async ({ connection, sent }) => {
  const error = await failureOf(connection.get("Erp.BO.CustomerSvc/GetByID?custNum=5"));
  assert.equal(error.code, "KINETIC_METHOD_ACCESS_DENIED");
  assert.equal(sent.length, 1);
});

verifies(
  "kinetic.address.company-missing-404",
  [kineticEmulator({ switches: { missingCompany: 404 } })],
  async (wire) => {
    assert.equal(await statusOf(wire, "/api/v2/odata/Erp.BO.CustomerSvc/Customers"), 404);
  },
);

const sites = [false, true].map((callSettingsSite) => kineticEmulator({ switches: { callSettingsSite } }));

verifies("kinetic.address.callsettings-site", sites, async (wire) => {
  const path = `/api/v2/odata/${wire.company}/Ice.Lib.SessionModSvc/GetCurrentValues`;
  const [first = "", second = ""] = wire.erp.kinetic.plants[wire.company] ?? [];
  const headers = { CallSettings: JSON.stringify({ Company: wire.company, Site: second }) };
  const answer = await wire.send(path, { method: "POST", headers });
  assert.match(answer.body, new RegExp(`"plantID":"${wire.erp.kinetic.switches.callSettingsSite ? second : first}"`));
});

verifies("kinetic.account.default-plant", [kineticEmulator()], async (wire) => {
  const answer = await wire.send("/api/v1/Ice.Lib.SessionModSvc/GetCurrentValues", { method: "POST" });
  assert.match(answer.body, new RegExp(`"companyID":"${wire.company}"`));
  assert.match(answer.body, new RegExp(`"plantID":"${wire.erp.kinetic.plants[wire.company]?.[0]}"`));
});

verifies("kinetic.method.page-size-zero", [kineticEmulator({ switches: { pageSizeZero: 400 } })], async (wire) => {
  const rows = (pageSize: number): Promise<Answer> =>
    wire.send(`/api/v2/odata/${wire.company}/Erp.BO.CustomerSvc/GetRows`, {
      method: "POST",
      body: JSON.stringify({ whereClauseCustomer: "CustNum <= 5", pageSize, absolutePage: 0 }),
    });
  assert.equal((await rows(0)).status, 400);
  assert.equal((await rows(3)).json<{ parameters: { morePages: boolean } }>().parameters.morePages, true);
});

const integration = { username: "worker", password, integrationAccount: true };
const spared = [false, true].map((integrationAccountSparesLicence) =>
  kineticEmulator({
    users: [integration],
    licences: { DefaultUser: 0 },
    switches: { integrationAccountSparesLicence },
  }),
);

verifies("kinetic.license.integration-spares", spared, async (wire) => {
  const spares = wire.erp.kinetic.switches.integrationAccountSparesLicence;
  const status = await statusOf(wire, v2(wire.company), { authorization: basic("worker", password) });
  assert.equal(status, spares ? 200 : 400);
});
