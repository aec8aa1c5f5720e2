import assert from "node:assert/strict";
import { kineticEmulator } from "../profiles/kinetic-wire.ts";
import type { KineticWire } from "../profiles/kinetic-wire.ts";
import type { Answer } from "../profiles/send.ts";
import { tokenIssuer } from "../profiles/token-issuer.ts";
import { verifier } from "../verifies.ts";
import { seeded } from "../../tools/seeded-secrets.ts";

const verifies = verifier(import.meta.filename);

const TENANT = "3b1d7c2e-8f43-4c5a-9d06-5a2f41e07b19";
const SERVER_APP = "a7c4f0d1-52be-4e6c-8b93-0d7f6a1e2c35";

const entra = tokenIssuer({
  kind: "entra",
  issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
  audience: [SERVER_APP, "api://epicor-kinetic"],
  apps: { "daemon-app": "daemon" },
});
const idp = tokenIssuer({ kind: "idp", issuer: "https://login.epicor.com", apps: { "erp-sync": "daemon" } });

const users = [
  { username: "daemon", password: seeded("kinetic-daemon") },
  { username: "ada", password: seeded("kinetic-ada"), externalIdentity: "ada@contoso.example" },
];
const issuers = [entra.option, idp.option];
const server = kineticEmulator({ users, issuers });
const accepting = kineticEmulator({ users, issuers, switches: { entraAppOnly: "accept", idp: "on" } });

const delegated = { aud: SERVER_APP, scp: "user_impersonation", upn: "ada@contoso.example" };

function ask(wire: KineticWire, token: string, apiKey: string | undefined = wire.apiKey): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, "x-api-key": apiKey };
  return wire.send(`/api/v2/odata/${wire.company}/Erp.BO.CustomerSvc/Customers?$top=1`, { headers });
}

verifies("kinetic.entra.bearer", [server], async (wire) => {
  for (const aud of [SERVER_APP, "api://epicor-kinetic"])
    assert.equal((await ask(wire, entra.token({ ...delegated, aud }))).status, 200);
});

verifies("kinetic.entra.with-key", [server], async (wire) => {
  const headers = { authorization: `Bearer ${entra.token(delegated)}`, "x-api-key": undefined };
  const path = `/api/v2/odata/${wire.company}/Erp.BO.CustomerSvc/Customers?$top=1`;
  assert.equal((await wire.send(path, { headers })).status, 401);
});

verifies("kinetic.entra.audience", [server], async (wire) => {
  for (const aud of ["00000003-0000-0000-c000-000000000000", "daemon-app"])
    assert.equal((await ask(wire, entra.token({ ...delegated, aud }))).status, 401);
});

verifies("kinetic.entra.user-mapping", [server], async (wire) => {
  await ask(wire, entra.token(delegated));
  assert.equal(wire.erp.journal.at(-1)?.principal, "ada");
  assert.equal((await ask(wire, entra.token({ ...delegated, upn: "nobody@contoso.example" }))).status, 401);
});

const appOnly = { aud: SERVER_APP, azp: "daemon-app", roles: ["Kinetic.Access"] };

verifies("kinetic.entra.app-only", [server], async (wire) => {
  assert.equal((await ask(wire, entra.token(appOnly))).status, 401);
});

verifies("kinetic.entra.app-only", [accepting], async (wire) => {
  assert.equal((await ask(wire, entra.token(appOnly))).status, 200);
  assert.equal(wire.erp.journal.at(-1)?.principal, "daemon");
});

verifies("kinetic.entra.seen-as", [server], async (wire) => {
  const path = `/api/v2/odata/${wire.company}/Ice.LIB.SessionModSvc/GetSessionInfoForEdgeAgentUser`;
  const token = entra.token({ ...delegated, oid: "an-object", tid: TENANT });
  const answer = await wire.send(path, { method: "POST", headers: { authorization: `Bearer ${token}` } });
  const { parameters } = answer.json<{ parameters: Readonly<Record<string, unknown>> }>();
  assert.deepEqual(Object.keys(parameters).toSorted(), ["authMode", "expiresOn", "oid", "tid", "userName"]);
  assert.deepEqual([parameters["userName"], parameters["tid"]], ["ada", TENANT]);
});

const ofClient = { client_id: "erp-sync", scope: ["epicor_erp"] };

verifies("kinetic.idp.server", [accepting], async (wire) => {
  assert.equal((await ask(wire, idp.token(ofClient))).status, 200);
  assert.equal((await ask(wire, idp.token({ ...ofClient, scope: ["openid"] }))).status, 401);
});

verifies("kinetic.idp.server", [server], async (wire) => {
  assert.equal((await ask(wire, idp.token(ofClient))).status, 401, "the row is not enabled");
});

verifies(
  "kinetic.windows.negotiate",
  [kineticEmulator({ issuers: [entra.option], users, switches: { iisWindowsAuth: true } })],
  async (wire) => {
    const answer = await ask(wire, entra.token(delegated));
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get("www-authenticate") ?? "", /Negotiate|NTLM/);
  },
);
