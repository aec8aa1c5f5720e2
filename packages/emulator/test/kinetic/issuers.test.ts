import assert from "node:assert/strict";
import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { test } from "node:test";
import type { Emulator, KineticIssuerOption, KineticSwitches } from "../../src/index.ts";
import { kineticCall, kineticRaw, last, member, NOON } from "../fixture.ts";
import { CUSTOMERS, invoke, kineticWith, user } from "./kinetic-fixture.ts";

const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwks = { keys: [{ ...keys.publicKey.export({ format: "jwk" }), kid: "k1", use: "sig" }] };

const TENANT = "11111111-2222-4333-8444-555555555555";
const SERVER_APP = "66666666-7777-4888-8999-aaaaaaaaaaaa";
const V1 = `https://sts.windows.net/${TENANT}/`;
const V2 = `https://login.microsoftonline.com/${TENANT}/v2.0`;

const entra: KineticIssuerOption = {
  kind: "entra",
  issuer: [V1, V2],
  audience: [SERVER_APP, "api://kinetic"],
  keys: jwks,
  apps: { "daemon-id": "daemon" },
};
const idp: KineticIssuerOption = {
  kind: "idp",
  issuer: "https://login.epicor.com",
  keys: () => jwks,
  apps: { "client-1": "daemon" },
};

type Claims = Readonly<Record<string, unknown>>;

function token(claims: Claims, key: KeyObject = keys.privateKey, head: Claims = { alg: "RS256", kid: "k1" }): string {
  const part = (value: Claims): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part(head)}.${part(claims)}`;
  return `${signed}.${createSign("sha256").update(signed).sign(key, "base64url")}`;
}

const SECONDS = NOON / 1000;
const times = { nbf: SECONDS - 300, exp: SECONDS + 3600 };
const delegated: Claims = {
  ...times,
  iss: V2,
  aud: SERVER_APP,
  scp: "user_impersonation",
  preferred_username: "Integration@example.com",
};

const server = (switches: Partial<KineticSwitches> = {}): Emulator =>
  kineticWith({ issuers: [entra, idp], users: [user("daemon")], switches });

async function ask(emulator: Emulator, bearer: string): Promise<readonly [number, string]> {
  const { status } = await kineticCall(emulator, CUSTOMERS, { headers: { authorization: `Bearer ${bearer}` } });
  return [status, last(emulator).rule];
}

test("Entra tokens of both versions let in the user whose ExternalIdentity the claim names, with the key beside", async () => {
  const emulator = server();
  assert.equal((await ask(emulator, token(delegated)))[0], 200);
  assert.equal(last(emulator).principal, "integration");
  const v1 = { ...times, iss: V1, aud: "api://kinetic", scp: "user_impersonation", upn: "daemon@example.com" };
  assert.equal((await ask(emulator, token(v1)))[0], 200);
  assert.equal(last(emulator).principal, "daemon");
  const without = await kineticRaw(emulator, CUSTOMERS, { headers: { authorization: `Bearer ${token(delegated)}` } });
  assert.equal(without.status, 401);
  assert.equal(last(emulator).rule, "kinetic.api-key.missing");
});

test("what makes a token worthless", async () => {
  const emulator = server();
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const cases: readonly (readonly [string, string])[] = [
    [token({ ...delegated, aud: "00000003-0000-0000-c000-000000000000" }), "kinetic.token.audience"],
    [token({ ...delegated, exp: SECONDS }), "kinetic.token.expired"],
    [token({ ...delegated, nbf: SECONDS + 60 }), "kinetic.token.not-yet"],
    [token({ ...delegated, iss: "https://login.microsoftonline.com/other/v2.0" }), "kinetic.token.not-ours"],
    [token(delegated, other), "kinetic.token.signature"],
    [token(delegated, keys.privateKey, { alg: "RS256", kid: "k2" }), "kinetic.token.signature"],
    [token(delegated, keys.privateKey, { alg: "none", kid: "k1" }), "kinetic.token.signature"],
    [token(delegated, keys.privateKey, { alg: "HS256", kid: "k1" }), "kinetic.token.signature"],
    [token({ ...delegated, preferred_username: "nobody@example.com" }), "kinetic.token.user"],
    [token({ ...times, iss: V2, aud: SERVER_APP, scp: "x" }), "kinetic.token.user"],
  ];
  for (const [bearer, rule] of cases) assert.deepEqual(await ask(emulator, bearer), [401, rule]);
});

test("an app-only token names no user: refused, unless the switch maps its client", async () => {
  const appOnly = { ...times, iss: V2, aud: SERVER_APP, azp: "daemon-id", roles: ["access"] };
  assert.deepEqual(await ask(server(), token(appOnly)), [401, "kinetic.token.app-only"]);
  const accepting = server({ entraAppOnly: "accept" });
  assert.equal((await ask(accepting, token(appOnly)))[0], 200);
  assert.equal(last(accepting).principal, "daemon");
  assert.deepEqual(await ask(accepting, token({ ...appOnly, azp: "stranger" })), [401, "kinetic.token.app-only"]);
});

test("the claim may be another by setting", async () => {
  const issuers = [{ ...entra, apps: {}, claim: "oid" }];
  const emulator = kineticWith({ issuers, users: [{ ...user("mapped"), externalIdentity: "object-1" }] });
  assert.equal((await ask(emulator, token({ ...delegated, oid: "object-1" })))[0], 200);
  assert.equal(last(emulator).principal, "mapped");
});

test("with Entra off no such token is taken", async () => {
  assert.deepEqual(await ask(server({ entra: "off" }), token(delegated)), [401, "kinetic.token.off"]);
});

test("the Epicor IdP is taken by switch: scope first, then the user by e-mail or the client by its mapping", async () => {
  const own: Claims = { ...times, iss: "https://login.epicor.com", client_id: "client-1", scope: ["epicor_erp"] };
  assert.deepEqual(await ask(server(), token(own)), [401, "kinetic.token.off"]);
  const on = server({ idp: "on" });
  assert.equal((await ask(on, token(own)))[0], 200);
  assert.equal(last(on).principal, "daemon");
  assert.equal(
    (await ask(on, token({ ...own, scope: "openid email epicor_erp", email: "integration@example.com" })))[0],
    200,
  );
  assert.equal(last(on).principal, "integration");
  assert.deepEqual(await ask(on, token({ ...own, scope: ["openid"] })), [401, "kinetic.token.scope"]);
  assert.deepEqual(await ask(on, token({ ...own, client_id: "client-2" })), [401, "kinetic.token.user"]);
});

test("a disabled or locked user is kept out whatever the token says", async () => {
  for (const flags of [{ disabled: true }, { lockedOut: true }]) {
    const emulator = kineticWith({ issuers: [{ ...entra, apps: {} }], users: [{ ...user("gone"), ...flags }] });
    const bearer = token({ ...delegated, preferred_username: "gone@example.com" });
    assert.deepEqual(await ask(emulator, bearer), [401, "kinetic.token.user"]);
  }
});

test("the server tells how it sees the caller", async () => {
  const bearer = token({ ...delegated, oid: "object-1", tid: TENANT });
  const authorization = { authorization: `Bearer ${bearer}` };
  const { body } = await invoke(server(), "Ice.LIB.SessionModSvc/GetSessionInfoForEdgeAgentUser", {}, authorization);
  assert.deepEqual(member(body, "parameters"), {
    userName: "integration",
    authMode: "AzureAD",
    expiresOn: new Date(NOON + 3_600_000).toISOString(),
    oid: "object-1",
    tid: TENANT,
  });
});

test("an issuer that could never work is named", () => {
  const { audience: _without, ...rest } = entra;
  assert.throws(
    () => kineticWith({ issuers: [rest] }),
    /"kinetic\.issuers\[0\]\.audience" needs the server application/,
  );
  assert.throws(() => kineticWith({ issuers: [entra] }), /names the user "daemon", who does not exist/);
});
