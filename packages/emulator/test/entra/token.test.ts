import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { claimsOf, kineticRaw, last, member, NOON } from "../fixture.ts";
import { CUSTOMERS } from "../kinetic/kinetic-fixture.ts";
import {
  aadsts,
  accessClaims,
  ALL_SCOPES,
  authorizeUrl,
  clientCredentials,
  desktopTokens,
  entraWith,
  KINETIC,
  post,
} from "./entra-fixture.ts";

test("client credentials: a v1.0 token with the app role, numbers on v2.0 and texts on v1.0", async () => {
  const emulator = entraWith();
  const { status, body } = await post(emulator, clientCredentials(emulator));
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body as object), ["token_type", "expires_in", "ext_expires_in", "access_token"]);
  const claims = accessClaims(body);
  const seconds = Number(member(body, "expires_in"));
  assert.ok(seconds >= 3599 && seconds < 5400);
  assert.deepEqual(
    [claims["aud"], claims["iss"], claims["ver"], claims["roles"], claims["appidacr"], claims["upn"], claims["scp"]],
    [
      "api://epicor-kinetic",
      `https://sts.windows.net/${emulator.entra.tenant.id}/`,
      "1.0",
      ["Kinetic.Access"],
      "1",
      undefined,
      undefined,
    ],
  );
  assert.equal(claims["exp"], NOON / 1000 + seconds + 1);
  const { scope: _without, ...rest } = clientCredentials(emulator);
  const old = await post(emulator, { ...rest, resource: "api://epicor-kinetic" }, { path: "oauth2/token" });
  assert.equal(typeof member(old.body, "expires_in"), "string");
  assert.equal(member(old.body, "resource"), "api://epicor-kinetic");
  assert.equal(accessClaims(old.body)["ver"], "1.0");
});

test("the resource decides the version of its tokens, not the endpoint", async () => {
  const emulator = entraWith();
  const form = { ...clientCredentials(emulator), scope: "api://portal/.default" };
  const claims = accessClaims((await post(emulator, form)).body);
  const { clientId } = emulator.entra.app("portal");
  assert.deepEqual([claims["ver"], claims["aud"], claims["iss"]], ["2.0", clientId, emulator.entra.issuers.v2]);
  const { scope: _without, ...rest } = form;
  const old = await post(emulator, { ...rest, resource: "api://portal" }, { path: "oauth2/token" });
  assert.equal(accessClaims(old.body)["ver"], "2.0");
});

test("the secret in Basic does as well as in the body; a wrong one, its id and an expired one are told apart", async () => {
  const expired = { name: "old", secrets: [{ value: seeded("entra-old-secret"), expiresAtMs: NOON }] };
  const emulator = entraWith({ apps: [expired] });
  const { client_id = "", client_secret = "", ...rest } = clientCredentials(emulator);
  const basic = Buffer.from(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`).toString("base64");
  assert.equal((await post(emulator, rest, { headers: { authorization: `Basic ${basic}` } })).status, 200);
  const wrong = await post(emulator, { ...rest, client_id, client_secret: "wrong" });
  assert.deepEqual([wrong.status, member(wrong.body, "error"), aadsts(wrong)], [401, "invalid_client", 7000215]);
  const old = emulator.entra.app("old").clientId;
  assert.equal(
    aadsts(await post(emulator, { ...rest, client_id: old, client_secret: seeded("entra-old-secret") })),
    7000222,
  );
  assert.equal(aadsts(await post(emulator, { ...rest, client_id })), 7000218);
});

test("an error is Entra's: description in lines, ids, timestamp, the caller's id echoed", async () => {
  const emulator = entraWith();
  const id = "11111111-2222-4333-8444-555555555555";
  const reply = await post(
    emulator,
    { ...clientCredentials(emulator), client_id: id },
    { headers: { "client-request-id": id } },
  );
  assert.equal(aadsts(reply), 700016);
  const lines = String(member(reply.body, "error_description")).split("\r\n");
  assert.match(lines[1] ?? "", /^Trace ID: [0-9a-f-]{36}$/);
  assert.deepEqual(lines.slice(2), [`Correlation ID: ${id}`, "Timestamp: 2026-11-21 12:00:00Z"]);
  assert.equal(member(reply.body, "correlation_id"), id);
  assert.equal(reply.headers.get("client-request-id"), id);
});

test("what a request can get wrong, each with its number", async () => {
  const emulator = entraWith({ apps: [{ name: "off", disabled: true }] });
  const usual = clientCredentials(emulator);
  const { scope: _scope, ...withoutScope } = usual;
  const { grant_type: _grant, ...withoutGrant } = usual;
  const cases: readonly (readonly [Readonly<Record<string, string>>, number, string, string?])[] = [
    [usual, 90002, "invalid_request", "nowhere.example"],
    [usual, 9001023, "invalid_request", "common"],
    [{ ...usual, client_id: emulator.entra.app("off").clientId }, 7000112, "unauthorized_client"],
    [{ ...usual, scope: "api://nothing/.default" }, 500011, "invalid_resource"],
    [{ ...usual, scope: "api://epicor-kinetic/user_impersonation" }, 70011, "invalid_scope"],
    [{ ...usual, scope: `${KINETIC} api://portal/.default` }, 70011, "invalid_scope"],
    [{ ...usual, resource: "api://epicor-kinetic" }, 901002, "invalid_request"],
    [withoutScope, 900144, "invalid_request"],
    [withoutGrant, 900144, "invalid_request"],
    [{ ...usual, grant_type: "magic" }, 70003, "unsupported_grant_type"],
  ];
  for (const [form, code, error, tenant] of cases) {
    const reply = await post(emulator, form, tenant === undefined ? {} : { tenant });
    assert.deepEqual([aadsts(reply), member(reply.body, "error")], [code, error]);
    assert.equal(last(emulator).rule, `entra.aadsts.${code}`);
    assert.ok(last(emulator).wouldAccept);
  }
});

test("code with PKCE on the desktop: tokens of the user, which Kinetic takes", async () => {
  const emulator = entraWith();
  const answer = await desktopTokens(emulator);
  assert.deepEqual(Object.keys(answer), [
    "token_type",
    "scope",
    "expires_in",
    "ext_expires_in",
    "access_token",
    "refresh_token",
    "id_token",
  ]);
  const claims = accessClaims(answer);
  assert.deepEqual(
    [claims["upn"], claims["scp"], claims["appidacr"]],
    ["integration@example.com", "user_impersonation", "0"],
  );
  assert.equal(claimsOf(answer["id_token"])["aud"], emulator.entra.app("desktop").clientId);
  const bearer = { authorization: `Bearer ${String(answer["access_token"])}`, "x-api-key": emulator.kinetic.apiKey };
  assert.equal((await kineticRaw(emulator, CUSTOMERS, { headers: bearer })).status, 200);
  assert.equal(last(emulator).principal, "integration");
});

test("Kinetic refuses the wrong audience, an unknown user, and an application that the site maps to nobody", async () => {
  const emulator = entraWith();
  const ask = async (token: unknown): Promise<string> => {
    const headers = { authorization: `Bearer ${String(token)}`, "x-api-key": emulator.kinetic.apiKey };
    await kineticRaw(emulator, CUSTOMERS, { headers });
    return last(emulator).rule;
  };
  const own = async (scope: string): Promise<unknown> =>
    member((await post(emulator, { ...clientCredentials(emulator), scope })).body, "access_token");
  assert.equal(await ask(await own("https://graph.microsoft.com/.default")), "kinetic.token.audience");
  assert.equal(await ask(await own(KINETIC)), "kinetic.token.app-only");
  assert.equal(
    await ask((await desktopTokens(emulator, "stranger@example.com"))["access_token"]),
    "kinetic.token.user",
  );
  const accepting = entraWith({}, { kinetic: { switches: { entraAppOnly: "accept" } } });
  const token = member((await post(accepting, clientCredentials(accepting))).body, "access_token");
  const headers = { authorization: `Bearer ${String(token)}`, "x-api-key": accepting.kinetic.apiKey };
  assert.equal((await kineticRaw(accepting, CUSTOMERS, { headers })).status, 200);
});

test("a code is good once, for ten minutes, with its verifier and its redirect URI", async () => {
  const emulator = entraWith();
  const { clientId } = emulator.entra.app("desktop");
  const verifier = "a-verifier-of-at-least-forty-three-characters-long";
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const redirect_uri = "http://localhost:5000";
  const fresh = (): string =>
    emulator.entra.signIn(
      authorizeUrl(emulator, "desktop", redirect_uri, { code_challenge: challenge, code_challenge_method: "S256" }),
    ).parameters["code"] ?? "";
  const form = { grant_type: "authorization_code", client_id: clientId, redirect_uri, code_verifier: verifier };
  const code = fresh();
  assert.equal(aadsts(await post(emulator, { ...form, code, code_verifier: "wrong" })), 501481);
  assert.equal(aadsts(await post(emulator, { ...form, code, redirect_uri: "http://localhost:5000/other" })), 50011);
  assert.equal((await post(emulator, { ...form, code })).status, 200);
  assert.equal(aadsts(await post(emulator, { ...form, code })), 54005);
  assert.equal(aadsts(await post(emulator, { ...form, code: "made-up" })), 70000);
  const late = fresh();
  emulator.clock.advance({ minutes: 10 });
  assert.equal(aadsts(await post(emulator, { ...form, code: late })), 70008);
});

test("the platform of the redirect URI decides what goes with a code", async () => {
  const emulator = entraWith();
  const redeem = async (app: string, redirect_uri: string, more: Readonly<Record<string, string>>, headers = {}) => {
    const pkce = { code_challenge: "plain-challenge" };
    const { parameters } = emulator.entra.signIn(
      authorizeUrl(emulator, app, redirect_uri, {
        ...pkce,
        ...(app === "page" ? { scope: "api://portal/.default" } : {}),
      }),
    );
    const form = { grant_type: "authorization_code", client_id: emulator.entra.app(app).clientId, redirect_uri };
    const code = { code: parameters["code"] ?? "", code_verifier: "plain-challenge" };
    return await post(emulator, { ...form, ...code, ...more }, { headers });
  };
  const secret = { client_secret: emulator.entra.app("integration").secret ?? "" };
  const web = "http://localhost:33333";
  assert.equal(aadsts(await redeem("integration", web, {})), 7000218);
  assert.equal((await redeem("integration", web, secret)).status, 200);
  assert.equal(aadsts(await redeem("integration", web, secret, { origin: "http://localhost" })), 9002326);
  const both = {
    name: "both",
    redirectUris: { desktop: ["http://localhost"] },
    secrets: [{ value: seeded("entra-both-secret") }],
  };
  const mixed = entraWith({ apps: [{ ...both, permissions: [{ app: "kinetic", scopes: ["user_impersonation"] }] }] });
  const { parameters } = mixed.entra.signIn(authorizeUrl(mixed, "both", "http://localhost"));
  const form = {
    grant_type: "authorization_code",
    client_id: mixed.entra.app("both").clientId,
    client_secret: seeded("entra-both-secret"),
  };
  const answer = await post(mixed, { ...form, redirect_uri: "http://localhost", code: parameters["code"] ?? "" });
  assert.equal(aadsts(answer), 700025);
  const page = "http://localhost:5173/page";
  assert.equal(aadsts(await redeem("page", page, {})), 9002327);
  const spa = await redeem("page", page, {}, { origin: "http://localhost:5173" });
  assert.equal(spa.status, 200, spa.text);
  assert.equal(spa.headers.get("access-control-allow-origin"), "*");
});

test("refresh rotates and the old token stays good, for 90 days idle; revocation ends them all", async () => {
  const emulator = entraWith();
  const first = await desktopTokens(emulator);
  const refresh = (token: unknown) =>
    post(emulator, {
      grant_type: "refresh_token",
      client_id: emulator.entra.app("desktop").clientId,
      refresh_token: String(token),
    });
  const second = await refresh(first["refresh_token"]);
  assert.equal(second.status, 200, second.text);
  assert.notEqual(member(second.body, "refresh_token"), first["refresh_token"]);
  assert.equal((await refresh(first["refresh_token"])).status, 200);
  emulator.clock.advance({ hours: 24 * 90 });
  assert.equal(aadsts(await refresh(first["refresh_token"])), 700082);
  const again = await desktopTokens(emulator);
  emulator.entra.revokeSessions();
  const revoked = await refresh(again["refresh_token"]);
  assert.deepEqual([aadsts(revoked), member(revoked.body, "suberror")], [50173, "bad_token"]);
  assert.equal(aadsts(await refresh("made-up")), 70000);
});

test("device code: pending, then tokens once, declined, expired, unknown", async () => {
  const emulator = entraWith({ switches: { deviceSlowDown: "when-early" } });
  const { clientId: client_id } = emulator.entra.app("desktop");
  const begin = async () =>
    (await post(emulator, { client_id, scope: ALL_SCOPES }, { path: "oauth2/v2.0/devicecode" })).body;
  const poll = (device: unknown) =>
    post(emulator, {
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      client_id,
      device_code: String(member(device, "device_code")),
    });
  const device = await begin();
  assert.deepEqual(
    [member(device, "expires_in"), member(device, "interval"), member(device, "verification_uri_complete")],
    [900, 5, undefined],
  );
  const pending = await poll(device);
  assert.deepEqual(
    [pending.status, member(pending.body, "error"), aadsts(pending)],
    [400, "authorization_pending", 70016],
  );
  assert.equal(member((await poll(device)).body, "error"), "slow_down");
  emulator.entra.approveDevice(String(member(device, "user_code")));
  const done = await poll(device);
  assert.equal(accessClaims(done.body)["upn"], "integration@example.com");
  assert.equal(aadsts(await poll(device)), 70018);
  const declined = await begin();
  emulator.entra.declineDevice(String(member(declined, "user_code")));
  assert.equal(member((await poll(declined)).body, "error"), "authorization_declined");
  const late = await begin();
  emulator.clock.advance({ minutes: 15 });
  assert.equal(member((await poll(late)).body, "error"), "expired_token");
});

test("passwords without a page: each state of an account has its number, and a policy that wants more is a refusal", async () => {
  const emulator = entraWith({ policies: [{ users: ["clerk@example.com"], requires: "mfa" }] });
  const { clientId: client_id } = emulator.entra.app("desktop");
  const ask = (name: string, password?: string) => {
    const user = emulator.entra.users.find(({ username }) => username === `${name}@example.com`);
    const form = { grant_type: "password", client_id, scope: ALL_SCOPES, username: `${name}@example.com` };
    return post(emulator, { ...form, password: password ?? user?.password ?? "" });
  };
  assert.equal((await ask("integration")).status, 200);
  const numbers = { disabled: 50057, locked: 50053, lapsed: 50055, enroll: 50079, clerk: 50076 };
  for (const [name, code] of Object.entries(numbers)) assert.equal(aadsts(await ask(name)), code);
  assert.equal(aadsts(await ask("integration", "wrong")), 50126);
  assert.equal(aadsts(await ask("nobody", "wrong")), 50034);
  const mfa = await ask("clerk");
  assert.equal(member(mfa.body, "error"), "interaction_required");
  assert.match(String(member(mfa.body, "claims")), /^\{"access_token":\{"capolids"/);
});

test("on behalf of: the user goes on to Kinetic; wrong audience, ID token, own token and expired one are told apart", async () => {
  const emulator = entraWith({}, {});
  const portal = emulator.entra.app("portal");
  const toPortal = { scope: "openid profile offline_access api://portal/access_as_user" };
  const redirect_uri = "http://localhost:3000/signin";
  const { parameters } = emulator.entra.signIn(authorizeUrl(emulator, "portal", redirect_uri, toPortal));
  const own = { client_id: portal.clientId, client_secret: portal.secret ?? "" };
  const redeemed = await post(emulator, {
    ...own,
    grant_type: "authorization_code",
    redirect_uri,
    code: parameters["code"] ?? "",
  });
  const behalf = (assertion: unknown) =>
    post(emulator, {
      ...own,
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      requested_token_use: "on_behalf_of",
      scope: KINETIC,
      assertion: String(assertion),
    });
  const done = await behalf(member(redeemed.body, "access_token"));
  assert.equal(done.status, 200, done.text);
  const claims = accessClaims(done.body);
  assert.deepEqual(
    [claims["aud"], claims["upn"], claims["appid"]],
    ["api://epicor-kinetic", "integration@example.com", portal.clientId],
  );
  assert.equal(aadsts(await behalf(member(redeemed.body, "id_token"))), 240002);
  assert.equal(aadsts(await behalf((await desktopTokens(emulator))["access_token"])), 500131);
  const appOnly = await post(emulator, { ...clientCredentials(emulator), scope: "api://portal/.default" });
  assert.equal(aadsts(await behalf(member(appOnly.body, "access_token"))), 50013);
  assert.equal(aadsts(await behalf("rubbish")), 50013);
  emulator.clock.advance({ minutes: 91 });
  assert.equal(aadsts(await behalf(member(redeemed.body, "access_token"))), 500133);
});
