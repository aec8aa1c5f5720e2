import assert from "node:assert/strict";
import { connect } from "@erpgate/client";
import type { KineticOptions } from "@erpgate/client";
import { seeded } from "../../tools/seeded-secrets.ts";
import { secrets } from "../profiles/erp.ts";
import { failureOf, faultOf, printed, printedError } from "../profiles/failure-of.ts";
import { kineticClient, tokenResource } from "../profiles/kinetic-client.ts";
import type { SeenKineticClient } from "../profiles/kinetic-client.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const CUSTOMERS = "Erp.BO.CustomerSvc/Customers?$top=1";
const byToken = kineticClient({ connection: tokenResource(secrets.kineticPassword) });
const isTokenCall = (request: Request): boolean => new URL(request.url).pathname.includes("TokenResource.svc");

const isOk = async ({ connection }: SeenKineticClient): Promise<void> => {
  assert.equal((await connection.fetch(CUSTOMERS)).status, 200);
};

verifies("kinetic.address.v1-entity", [kineticClient({ connection: { apiVersion: "v1" } })], async (client) => {
  await isOk(client);
  assert.equal(new URL(client.sent[0]?.url ?? "").pathname, "/ERP11PROD/api/v1/Erp.BO.CustomerSvc/Customers");
});

verifies("kinetic.address.v2-entity", [kineticClient()], async (client) => {
  await isOk(client);
  assert.equal(
    new URL(client.sent[0]?.url ?? "").pathname,
    "/ERP11PROD/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers",
  );
});

verifies(
  "kinetic.address.v1-company-header",
  [kineticClient({ connection: { apiVersion: "v1", company: "EPIC07" } })],
  async ({ connection }) => {
    const { value } = await connection.get<{ value: readonly { Company: string }[] }>(CUSTOMERS);
    assert.equal(value[0]?.Company, "EPIC07");
  },
);

verifies("kinetic.address.callsettings-plant", [kineticClient({ connection: { plant: "MfgSys" } })], async (client) => {
  await isOk(client);
  assert.equal((JSON.parse(client.sent[0]?.headers.get("callsettings") ?? "{}") as { Plant?: string }).Plant, "MfgSys");
});

verifies("kinetic.address.company-missing", () => {
  const options: KineticOptions = {
    system: "kinetic",
    url: "https://erp.example.com/ERP11PROD",
    auth: { kind: "basic", username: "integration", password: seeded("kinetic-password") },
    apiKey: seeded("kinetic-api-key"),
  };
  assert.match(faultOf(() => connect(options)).message, /company/);
});

const accented = { username: "élodie", password: `${seeded("kinetic-accented")}-é:ü` };
const asAccented = kineticClient({ erp: { users: [accented] }, connection: { auth: { kind: "basic", ...accented } } });

verifies("kinetic.basic.utf8", [asAccented], isOk);
verifies("kinetic.basic.first-colon", [asAccented], isOk);

verifies("kinetic.key.not-in-url", [kineticClient(), byToken], async (client) => {
  await isOk(client);
  for (const request of client.sent)
    assert.ok(!request.url.includes(secrets.kineticKey) && !/api-key=/i.test(request.url));
  assert.equal(client.sent.at(-1)?.headers.get("x-api-key"), secrets.kineticKey);
});

verifies(
  "kinetic.key.echo",
  [kineticClient({ connection: { apiKey: seeded("kinetic-wrong-key") } })],
  async ({ connection, logged }) => {
    const error = await failureOf(connection.get(CUSTOMERS));
    assert.equal(error.code, "KINETIC_API_KEY_INVALID");
    assert.ok(!(printedError(error) + printed(logged)).includes(seeded("kinetic-wrong-key")), "the key got out");
  },
);

verifies("kinetic.key.blanks", () => {
  const options: KineticOptions = {
    system: "kinetic",
    url: "https://erp.example.com/ERP11PROD",
    company: "EPIC06",
    auth: { kind: "basic", username: "integration", password: seeded("kinetic-password") },
    apiKey: ` ${seeded("kinetic-api-key")}\n`,
  };
  assert.match(faultOf(() => connect(options)).message, /apiKey/);
});

const wrongPassword = kineticClient({
  connection: { auth: { kind: "basic", username: "integration", password: seeded("kinetic-wrong") } },
});
const wrongKey = kineticClient({ connection: { apiKey: seeded("kinetic-wrong-key") } });
const clerk = { username: "limited", password: seeded("kinetic-limited"), deniedMethods: ["Erp.BO.Customer.*"] };
const lacksRight = kineticClient({
  erp: { users: [clerk] },
  connection: { auth: { kind: "basic", username: clerk.username, password: clerk.password } },
});

verifies("kinetic.permission.three-401", [wrongPassword], async ({ connection }) => {
  assert.equal((await failureOf(connection.get(CUSTOMERS))).code, "KINETIC_CREDENTIALS_INVALID");
});
verifies("kinetic.permission.three-401", [wrongKey], async ({ connection }) => {
  assert.equal((await failureOf(connection.get(CUSTOMERS))).code, "KINETIC_API_KEY_INVALID");
});
verifies("kinetic.permission.three-401", [lacksRight], async ({ connection }) => {
  assert.equal((await failureOf(connection.get(CUSTOMERS))).code, "KINETIC_METHOD_ACCESS_DENIED");
});

const clerkByToken = kineticClient({
  erp: { users: [clerk] },
  connection: { auth: { kind: "token-resource", username: clerk.username, password: clerk.password } },
});

verifies("kinetic.permission.not-a-login-fault", [clerkByToken], async ({ connection, sent }) => {
  assert.equal((await failureOf(connection.get(CUSTOMERS))).code, "KINETIC_METHOD_ACCESS_DENIED");
  assert.equal(sent.filter(isTokenCall).length, 1);
  assert.equal(sent.length, 2);
});

verifies("kinetic.token.request", [byToken], async (client) => {
  await isOk(client);
  const [request] = client.sent.filter(isTokenCall);
  assert.equal(request?.method, "POST");
  assert.equal(request.headers.get("username"), "integration");
  assert.equal(request.headers.get("password"), secrets.kineticPassword);
  assert.equal(await request.text(), "");
});

verifies("kinetic.token.slash", [byToken], async (client) => {
  await isOk(client);
  const [request] = client.sent.filter(isTokenCall);
  assert.equal(new URL(request?.url ?? "").pathname, "/ERP11PROD/TokenResource.svc/");
});

verifies("kinetic.token.claims-unverified", [byToken], async ({ erp, connection }) => {
  const token = await connection.token();
  const leftMs = (token?.expiresAtMs ?? 0) - erp.clock.now();
  assert.ok(leftMs > 3_590_000 && leftMs <= 3_600_000, `${leftMs} ms left`);
});

verifies("kinetic.token.bearer", [byToken], async (client) => {
  await isOk(client);
  const last = client.sent.at(-1);
  assert.match(last?.headers.get("authorization") ?? "", /^Bearer eyJ/);
  assert.equal(last?.headers.get("x-api-key"), secrets.kineticKey);
});

verifies("kinetic.token.no-refresh", [byToken], async (client) => {
  await isOk(client);
  client.erp.clock.advance({ hours: 2 });
  await isOk(client);
  const calls = client.sent.filter(isTokenCall);
  assert.equal(calls.length, 2);
  for (const call of calls) assert.equal(call.headers.get("password"), secrets.kineticPassword);
});

verifies("kinetic.token.expired", [byToken], async (client) => {
  await isOk(client);
  client.erp.fault({ system: "kinetic", kind: "token-revoked", next: 1 });
  await isOk(client);
  assert.equal(client.erp.tally.tokensMinted.kinetic, 2);
});

verifies(
  "kinetic.token.disabled",
  [
    kineticClient({
      connection: tokenResource(secrets.kineticPassword),
      erp: { switches: { tokenAuthEnabled: false } },
    }),
  ],
  async ({ connection }) => {
    assert.equal((await failureOf(connection.get(CUSTOMERS))).finding, "kinetic/token-service-disabled");
  },
);

verifies(
  "kinetic.token.wrong-password",
  [kineticClient({ connection: tokenResource(seeded("kinetic-wrong")) })],
  async ({ connection }) => {
    assert.equal((await failureOf(connection.get(CUSTOMERS))).code, "KINETIC_CREDENTIALS_INVALID");
  },
);

verifies(
  "kinetic.license.header",
  [kineticClient({ connection: { license: "00000003-9439-4b30-a6f4-6d2fd4b9fd0f" } })],
  async (client) => {
    await isOk(client);
    const license = JSON.parse(client.sent[0]?.headers.get("license") ?? "{}") as { ClaimedLicense?: string };
    assert.equal(license.ClaimedLicense?.toUpperCase(), "00000003-9439-4B30-A6F4-6D2FD4B9FD0F");
  },
);

verifies("kinetic.license.guids", [kineticClient({ connection: { license: "WebService" } })], async (client) => {
  await isOk(client);
  assert.match(client.sent[0]?.headers.get("license") ?? "", /00000003-9439-4B30-A6F4-6D2FD4B9FD0F/i);
});

verifies("kinetic.error.conversions-pending", [kineticClient()], async (client) => {
  client.erp.fault({ system: "kinetic", kind: "conversions-pending", next: 1 });
  await isOk(client);
});

verifies("kinetic.error.html", [kineticClient()], async ({ erp, connection }) => {
  erp.fault({ system: "kinetic", kind: "html-answer", next: 1 });
  assert.equal((await failureOf(connection.get(CUSTOMERS))).finding, "proxy/html-answer");
});
