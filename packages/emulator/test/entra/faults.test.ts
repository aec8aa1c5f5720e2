import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { AADSTS_CODES, aadstsRow } from "../../src/entra/aadsts.ts";
import { signToken } from "../../src/sign-token.ts";
import { member, NOON } from "../fixture.ts";
import { aadsts, clientCredentials, entraWith, KINETIC, post } from "./entra-fixture.ts";

test("every AADSTS number can be had by a fault, with the error that goes with it", async () => {
  const emulator = entraWith();
  assert.ok(AADSTS_CODES.length > 80);
  for (const code of AADSTS_CODES) {
    emulator.fault({ system: "entra", kind: "aadsts", code, on: "token", next: 1 });
    const reply = await post(emulator, clientCredentials(emulator));
    assert.equal(aadsts(reply), code);
    assert.equal(member(reply.body, "error"), aadstsRow(code).error);
    assert.doesNotMatch(reply.text, /\{\w+\}/);
  }
  assert.throws(
    () => emulator.fault({ system: "entra", kind: "aadsts", code: 1 }),
    /"code" 1 is no AADSTS number that the emulator knows/,
  );
  assert.throws(() => emulator.fault({ system: "kinetic", kind: "aadsts", code: 50076 }), /exists for entra only/);
});

test("throttling comes with Retry-After, and a fault may bring a challenge of its own", async () => {
  const emulator = entraWith();
  emulator.fault({ system: "entra", kind: "throttled", next: 1, retryAfterSeconds: 7 });
  const { status, headers } = await post(emulator, clientCredentials(emulator));
  assert.deepEqual([status, headers.get("retry-after")], [429, "7"]);
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
  emulator.fault({ system: "entra", kind: "aadsts", code: 50076, claims, suberror: "additional_action", next: 1 });
  const { body } = await post(emulator, clientCredentials(emulator));
  assert.deepEqual([member(body, "claims"), member(body, "suberror")], [claims, "additional_action"]);
});

test("another issuer's token stands for an application: issuer, subject and audience byte for byte", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = {
    kid: "ci",
    alg: "RS256" as const,
    privateKey,
    jwk: { ...publicKey.export({ format: "jwk" }), kid: "ci" },
  };
  const record = { issuer: "https://ci.example.com", subject: "repo:erp:main", audience: "api://AzureADTokenExchange" };
  const emulator = entraWith({
    apps: [{ name: "ci", federated: [record, { ...record, issuer: "https://down.example.com" }] }, { name: "bare" }],
    federatedIssuers: [{ issuer: record.issuer, keys: { keys: [key.jwk] } }],
  });
  const ask = async (change: Readonly<Record<string, unknown>> = {}, app = "ci"): Promise<number> => {
    const claims = { iss: record.issuer, sub: record.subject, aud: record.audience, exp: NOON / 1000 + 300, ...change };
    const reply = await post(emulator, {
      grant_type: "client_credentials",
      client_id: emulator.entra.app(app).clientId,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: signToken({ alg: "RS256", kid: "ci" }, claims, key),
      scope: KINETIC,
    });
    return reply.status === 200 ? 200 : aadsts(reply);
  };
  assert.equal(await ask(), 200);
  assert.equal(await ask({ iss: "https://ci.example.com/" }), 700211);
  assert.equal(await ask({ sub: "repo:erp:other" }), 700213);
  assert.equal(await ask({ aud: "api://other" }), 700212);
  assert.equal(await ask({ iss: "https://down.example.com" }), 90061);
  assert.equal(await ask({ exp: NOON / 1000 }), 700024);
  assert.equal(await ask({}, "bare"), 70021);
});

test("keys roll over: the one before stays published, the one before that goes", async () => {
  const { entra } = entraWith();
  const kids = (): readonly unknown[] => entra.keys().keys.map(({ kid }) => kid);
  const [first] = kids();
  entra.rollKeys();
  assert.equal(kids().length, 2);
  assert.equal(kids()[0], first);
  entra.rollKeys();
  assert.equal(kids().includes(first), false);
});
