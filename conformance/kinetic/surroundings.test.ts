import assert from "node:assert/strict";
import { connect } from "@erpgate/client";
import type { KineticOptions } from "@erpgate/client";
import { startEmulator } from "@erpgate/emulator";
import type { EmulatorOptions, RunningEmulator } from "@erpgate/emulator";
import { seeded } from "../../tools/seeded-secrets.ts";
import { erpOptions, secrets } from "../profiles/erp.ts";
import { failureOf, faultOf } from "../profiles/failure-of.ts";
import { kineticClient } from "../profiles/kinetic-client.ts";
import { kineticEmulator } from "../profiles/kinetic-wire.ts";
import { basic } from "../profiles/send.ts";
import { untrustedServer } from "../profiles/untrusted-server.ts";
import { verifier } from "../verifies.ts";
import type { Profile } from "../verifies.ts";

// What stands between a program and Kinetic, and what a program has to see to by itself.
const verifies = verifier(import.meta.filename);

const CUSTOMERS = "Erp.BO.CustomerSvc/Customers?$top=1";
const auth = { kind: "basic", username: "integration", password: secrets.kineticPassword } as const;
const at = (url: string): KineticOptions => ({
  system: "kinetic",
  url,
  company: "EPIC06",
  apiKey: secrets.kineticKey,
  auth,
});
const onSockets = (kinetic?: EmulatorOptions["kinetic"]): Profile<RunningEmulator> => ({
  name: "emulator, real sockets",
  open: () => startEmulator(erpOptions(kinetic && { kinetic })),
});

verifies("kinetic.address.port", [onSockets()], async (erp) => {
  assert.match(erp.kinetic.url, /:\d{4,5}\/ERP11PROD$/);
  await using connection = connect(at(erp.kinetic.url));
  assert.equal((await connection.fetch(CUSTOMERS)).status, 200);
});

verifies("kinetic.key.proxy-case", [onSockets({ switches: { strictHeaderCase: "X-API-Key" } })], async (erp) => {
  await using usual = connect(at(erp.kinetic.url));
  assert.match((await failureOf(usual.get(CUSTOMERS))).code, /^KINETIC_API_KEY_(MISSING|INVALID)$/);
  await using spelled = connect({ ...at(erp.kinetic.url), apiKeyHeader: "X-API-Key" });
  assert.equal((await spelled.fetch(CUSTOMERS)).status, 200);
});

verifies("kinetic.key.regenerated", [kineticEmulator({ users: [manager()] })], async (wire) => {
  const boss = { authorization: basic("boss", manager().password) };
  const body = JSON.stringify({ company: "", keyID: "KEY001" });
  const path = `/api/v2/odata/${wire.company}/Ice.BO.APIKeySvc/CreateNewHashKey`;
  const answer = await wire.send(path, { method: "POST", headers: boss, body });
  const key = /"PlainTextKey":"(\w+)"/.exec(answer.body)?.[1];
  const ask = async (headers = {}): Promise<number> =>
    (await wire.send(`/api/v2/odata/${wire.company}/${CUSTOMERS}`, { headers })).status;
  assert.equal(await ask(), 401, "the earlier key");
  assert.equal(await ask({ "x-api-key": key }), 200);
});

verifies("kinetic.address.help-v2", [kineticEmulator({ switches: { version: "10.2" } })], async (wire) => {
  const answer = await wire.send("/api/help/v2", { headers: { accept: "text/html" } });
  assert.equal(answer.status, 200);
  assert.match(answer.body, /Erp\.BO\.CustomerSvc/);
});

const licensed = kineticClient({ connection: { license: "WebService" } });

verifies("kinetic.license.every-call", [licensed], async ({ connection, sent, erp }) => {
  await connection.fetch(CUSTOMERS);
  await connection.method("Ice.BO.UserFileSvc", "GetUserFile");
  for await (const row of connection.baq("zCustomer01", {}, { top: 1 })) assert.ok(row);
  assert.equal(sent.length, 3);
  for (const { headers } of sent) assert.match(headers.get("license") ?? "", /00000003-9439-4B30-A6F4-6D2FD4B9FD0F/);
  assert.equal(erp.kinetic.licences.pool("DefaultUser").peak, 0);
});

verifies("kinetic.error.app-pool", [kineticClient()], async ({ connection, erp, sent }) => {
  erp.fault({ system: "kinetic", kind: "server-error", status: 500 });
  const error = await failureOf(connection.get(CUSTOMERS));
  assert.match(error.code, /^(KINETIC_SERVER_ERROR|ANSWER_HTML|ANSWER_UNRECOGNISED)$/);
  assert.ok(sent.length >= 1 && erp.tally.tokensMinted.kinetic === 0, "no login is tried anew");
});

verifies("kinetic.error.proxy-401", [kineticClient()], async ({ connection, erp, sent }) => {
  erp.fault({ system: "kinetic", kind: "html-answer", status: 401 });
  const error = await failureOf(connection.get(CUSTOMERS));
  assert.notEqual(error.code, "KINETIC_CREDENTIALS_INVALID", "nobody has judged the pair");
  assert.equal(sent.length, 1);
});

verifies("kinetic.error.certificate", [untrustedServer], async ({ url, arrived }) => {
  await using connection = connect(at(`${url}/ERP11PROD`));
  assert.equal((await failureOf(connection.get(CUSTOMERS))).code, "TLS_SELF_SIGNED");
  assert.equal(arrived(), 0, "no credential goes to a server that is not verified");
});

verifies("kinetic.error.plain-http", () => {
  const fault = faultOf(() => connect(at("http://erp.example.com/ERP11PROD")));
  assert.match(fault.message, /"url" is plain http/);
});

verifies("kinetic.entra.hour", async () => {
  await using erp = await startEmulator(erpOptions());
  let asked = 0;
  let nowMs = Date.UTC(2026, 0, 1);
  const getToken = (): Promise<{ token: string; expiresOnTimestamp: number }> => {
    asked += 1;
    return Promise.resolve({ token: `token-${asked}`, expiresOnTimestamp: nowMs + 3_600_000 });
  };
  const options: KineticOptions = {
    ...at(erp.kinetic.url),
    auth: { kind: "bearer", token: { getToken }, scopes: ["api://kinetic/.default"] },
  } as const;
  await using connection = connect(options, { now: () => nowMs });
  const header = async (): Promise<string | undefined> => (await connection.headers())["authorization"];
  assert.deepEqual([await header(), await header(), asked], ["Bearer token-1", "Bearer token-1", 1]);
  nowMs += 3_601_000;
  assert.equal(await header(), "Bearer token-2");
});

function manager(): { username: string; password: string; securityManager: true } {
  return { username: "boss", password: seeded("kinetic-boss"), securityManager: true };
}
