import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../src/index.ts";
import { claimsOf, kineticRaw, last, member, NOON } from "../fixture.ts";
import { CUSTOMERS } from "../kinetic/kinetic-fixture.ts";

const on = (options: EmulatorOptions = {}): Emulator =>
  createEmulator({ runtime: { now: () => NOON }, kinetic: { switches: { idp: "on" } }, ...options });

async function ask(
  { epicorIdp }: Emulator,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: unknown }> {
  const sent = { method: "POST", body: new URLSearchParams(form), headers };
  const response = await epicorIdp.fetch(new Request(`${epicorIdp.url}/connect/token`, sent));
  return { status: response.status, body: await response.json() };
}

function ofClient({ epicorIdp: { client } }: Emulator): { readonly client_id: string; readonly client_secret: string } {
  return { client_id: client.clientId, client_secret: client.secret ?? "" };
}

async function kineticRule(emulator: Emulator, token: unknown): Promise<string> {
  const headers = { authorization: `Bearer ${String(token)}`, "x-api-key": emulator.kinetic.apiKey };
  await kineticRaw(emulator, CUSTOMERS, { headers });
  return last(emulator).principal ?? last(emulator).rule;
}

test("client credentials: the ERP's scope and no other; Kinetic takes the token as the user of the client", async () => {
  const emulator = on();
  const form = { ...ofClient(emulator), grant_type: "client_credentials", scope: "epicor_erp" };
  const { body } = await ask(emulator, form);
  assert.deepEqual(Object.keys(body as object), ["access_token", "expires_in", "token_type", "scope"]);
  assert.equal(await kineticRule(emulator, member(body, "access_token")), "integration");
  const { client_id, client_secret, ...rest } = form;
  const basic = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString("base64")}`;
  assert.equal((await ask(emulator, rest, { authorization: basic })).status, 200);
  assert.deepEqual(await ask(emulator, { ...form, scope: "openid epicor_erp" }), {
    status: 400,
    body: { error: "invalid_scope" },
  });
  assert.deepEqual((await ask(emulator, { ...form, client_secret: "no" })).body, { error: "invalid_client" });
  assert.deepEqual((await ask(emulator, { ...form, grant_type: "magic" })).body, { error: "unsupported_grant_type" });
});

test("a password brings a user's token, which Kinetic takes by e-mail; by default it takes none", async () => {
  const emulator = on();
  const [user] = emulator.epicorIdp.users;
  const form = {
    ...ofClient(emulator),
    grant_type: "password",
    username: user?.username ?? "",
    scope: "openid email epicor_erp",
  };
  const { body } = await ask(emulator, { ...form, password: user?.password ?? "" });
  assert.equal(await kineticRule(emulator, member(body, "access_token")), "integration");
  const { body: wrong } = await ask(emulator, { ...form, password: "no" });
  assert.deepEqual(wrong, { error: "invalid_grant", error_description: "invalid_username_or_password" });
  const off = on({ kinetic: {} });
  const { body: own } = await ask(off, { ...ofClient(off), grant_type: "client_credentials" });
  assert.equal(await kineticRule(off, member(own, "access_token")), "kinetic.token.off");
});

test("a refresh token is good once; using one again ends all that came from the same sign-in", async () => {
  const emulator = on();
  const [user] = emulator.epicorIdp.users;
  const signIn = { grant_type: "password", username: user?.username ?? "", password: user?.password ?? "" };
  const first = await ask(emulator, { ...ofClient(emulator), ...signIn });
  const refresh = (token: unknown) =>
    ask(emulator, { ...ofClient(emulator), grant_type: "refresh_token", refresh_token: String(token) });
  const second = await refresh(member(first.body, "refresh_token"));
  assert.equal(second.status, 200);
  assert.deepEqual((await refresh(member(first.body, "refresh_token"))).body, { error: "invalid_grant" });
  assert.equal(last(emulator).rule, "epicor-idp.token.refresh-reused");
  assert.equal((await refresh(member(second.body, "refresh_token"))).status, 400);
});

test("its key rolls over, and a revocation makes tokens worthless", async () => {
  const emulator = on();
  const form = { ...ofClient(emulator), grant_type: "client_credentials" };
  const { body } = await ask(emulator, form);
  const token = member(body, "access_token");
  assert.equal(claimsOf(token)["iss"], emulator.epicorIdp.url);
  emulator.epicorIdp.rollKeys();
  assert.equal(await kineticRule(emulator, token), "integration");
  emulator.fault({ system: "epicorIdp", kind: "token-revoked" });
  assert.equal(await kineticRule(emulator, token), "kinetic.token.signature");
});
