import assert from "node:assert/strict";
import { kineticEmulator } from "../profiles/kinetic-wire.ts";
import type { KineticWire } from "../profiles/kinetic-wire.ts";
import { basic } from "../profiles/send.ts";
import type { Answer } from "../profiles/send.ts";
import { verifier } from "../verifies.ts";
import { seeded } from "../../tools/seeded-secrets.ts";

const verifies = verifier(import.meta.filename);

type Members = Readonly<Record<string, unknown>>;

const password = seeded("kinetic-odd-account");
const as = (username: string): Record<string, string> => ({ authorization: basic(username, password) });

function invoke(
  wire: KineticWire,
  method: string,
  given: Members = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const path = `/api/v2/odata/${wire.company}/${method}`;
  return wire.send(path, { method: "POST", headers, body: JSON.stringify(given) });
}

verifies("kinetic.account.flags", [kineticEmulator()], async (wire) => {
  const answer = await invoke(wire, "Ice.BO.UserFileSvc/GetUserFile");
  const [row = {}] = answer.json<{ returnObj: { UserFile: readonly Members[] } }>().returnObj.UserFile;
  assert.equal(row["UserID"], wire.user.username);
  for (const flag of ["UserDisabled", "LockedOut", "ExpirePassword", "IntegrationAccount", "SecurityMgr", "CompList"])
    assert.ok(flag in row, flag);
});

const odd = [
  { username: "disabled", password, disabled: true },
  { username: "locked", password, lockedOut: true },
  { username: "lapsed", password, expirePassword: true },
];

verifies("kinetic.account.refused", [kineticEmulator({ users: odd })], async (wire) => {
  for (const { username } of odd) {
    const answer = await invoke(wire, "Ice.BO.UserFileSvc/GetUserFile", {}, as(username));
    assert.equal(answer.status, 401, username);
    assert.equal(answer.json()["ErrorMessage"], "Invalid username or password.");
  }
});

const local = kineticEmulator({ users: [{ username: "local", password, companies: ["EPIC06"] }] });

verifies("kinetic.account.companies", [local], async (wire) => {
  const list = "/Ice.BO.UserFileSvc/UserFiles?$filter=UserID eq 'local'&$expand=UserComps($select=Company)";
  const answer = await wire.send(`/api/v2/odata/${wire.company}${list}`);
  const [row] = answer.json<{ value: readonly { UserComps: readonly Members[] }[] }>().value;
  assert.deepEqual(row?.UserComps, [{ Company: "EPIC06" }]);
  const ask = (company: string): Promise<Answer> =>
    wire.send(`/api/v2/odata/${company}/Erp.BO.PartSvc/Parts?$top=1`, { headers: as("local") });
  assert.equal((await ask("EPIC06")).status, 200);
  assert.ok([401, 403].includes((await ask("EPIC07")).status));
});

verifies("kinetic.key.validate", [kineticEmulator()], async (wire) => {
  const valid = async (plainTextkey: string): Promise<unknown> =>
    (await invoke(wire, "Ice.BO.APIKeySvc/ValidateAPIPlainTextKey", { plainTextkey })).json()["returnObj"];
  assert.deepEqual([await valid(wire.apiKey), await valid("no such key")], [true, false]);
});

const ofTokens = (wire: KineticWire, method: string, given: Members = {}, headers = {}): Promise<Answer> =>
  invoke(wire, `Ice.LIB.TokenServiceSvc/${method}`, given, headers);

verifies("kinetic.token.check", [kineticEmulator()], async (wire) => {
  assert.equal((await ofTokens(wire, "IsTokenAuthenticationEnabled")).json()["returnObj"], true);
});

verifies("kinetic.token.check", [kineticEmulator({ switches: { tokenAuthEnabled: false } })], async (wire) => {
  assert.equal((await ofTokens(wire, "IsTokenAuthenticationEnabled")).json()["returnObj"], false);
});

async function minted(wire: KineticWire): Promise<Members> {
  const answer = await ofTokens(wire, "GetAccessToken", { clientId: "", clientSecret: "", scope: "" });
  const [row = {}] = answer.json<{ returnObj: { TokenService: readonly Members[] } }>().returnObj.TokenService;
  return row;
}

verifies("kinetic.token.get", [kineticEmulator()], async (wire) => {
  const row = await minted(wire);
  for (const name of ["AccessToken", "ExpiresIn", "RefreshToken", "TokenType"]) assert.ok(name in row, name);
  const headers = { authorization: `Bearer ${String(row["AccessToken"])}` };
  assert.equal((await invoke(wire, "Ice.BO.UserFileSvc/GetUserFile", {}, headers)).status, 200);
});

verifies("kinetic.token.valid", [kineticEmulator()], async (wire) => {
  const token = (await minted(wire))["AccessToken"];
  const { returnObj, parameters } = (await ofTokens(wire, "IsTokenValid", { token, userId: wire.user.username })).json<{
    returnObj: boolean;
    parameters: { validTillUtc: string };
  }>();
  assert.equal(returnObj, true);
  assert.ok(Date.parse(parameters.validTillUtc) > wire.erp.clock.now());
  assert.equal((await ofTokens(wire, "IsTokenValid", { token: "x.y.z", userId: "" })).json()["returnObj"], false);
});

const managed = kineticEmulator({ users: [{ username: "boss", password, securityManager: true }] });

verifies("kinetic.token.admin-config", [managed], async (wire) => {
  assert.equal((await ofTokens(wire, "AdminGetTokenConfig")).status, 401);
  const { parameters } = (await ofTokens(wire, "AdminGetTokenConfig", {}, as("boss"))).json<{ parameters: Members }>();
  assert.deepEqual(Object.keys(parameters), [
    "tokenEnabled",
    "signKey",
    "lifeTime",
    "refreshTokenEnabled",
    "refreshTokenLifeTime",
  ]);
});
