import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { revokeKey, rotateKey, updateConsumer } from "../../src/index.ts";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { auditOf, startTestGateway, type TestGateway } from "../test-gateway.ts";

const START_MS = Date.UTC(2026, 10, 21);
const DAY_MS = 86_400_000;
let nowMs = START_MS;
let upstream: EchoUpstream;
let running: TestGateway;
before(async () => {
  upstream = await startEchoUpstream();
  upstream.respond = (request, response) => {
    const isToken = request.url?.startsWith("/api/security/token") === true;
    response.end(isToken ? JSON.stringify({ AccessToken: "erp-token", ExpiresIn: 630_720_000 }) : "{}");
  };
  const auth = { kind: "consumer-key", key: seeded("p21-consumer-key") } as const;
  running = await startTestGateway(
    { p21: { system: "prophet21", url: upstream.url, auth } },
    {},
    { runtime: { now: () => nowMs } },
  );
});
after(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

interface Token {
  readonly AccessToken: string;
  readonly ExpiresIn: number;
  readonly ExpiresInSeconds: number;
}

async function ask(body: object, accept = "application/json"): Promise<{ status: number; text: string }> {
  const headers = { accept, "content-type": "application/json" };
  const target = `${running.url}/p21/api/security/token/v2`;
  const response = await fetch(target, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, text: await response.text() };
}

async function mint(key: string): Promise<Token> {
  return JSON.parse((await ask({ ClientSecret: key })).text) as Token;
}

async function oauth(name: string, key: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: "client_credentials", client_id: name, client_secret: key });
  const response = await fetch(`${running.url}/oauth/token`, { method: "POST", body });
  return ((await response.json()) as { access_token: string }).access_token;
}

const read = async (token: string): Promise<number> => {
  const target = `${running.url}/p21/api/entity/customers/1_2`;
  return (await fetch(target, { headers: { authorization: `Bearer ${token}` } })).status;
};

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;

describe("a token ends with the key that it was issued for", () => {
  test("revoked key: its tokens end, those of the other key stay", async () => {
    const { store, keyring, consumers } = running.gateway;
    const first = await running.register("shop", { p21: { scope: "/api" } });
    const rotated = await rotateKey(store, keyring, "shop", { overlapMs: DAY_MS }, { now: () => nowMs });
    await consumers.reload();
    const second = rotated.key.reveal();
    const old = [(await mint(first)).AccessToken, await oauth("shop", first)];
    const young = [(await mint(second)).AccessToken, await oauth("shop", second)];
    for (const token of [...old, ...young]) assert.equal(await read(token), 200);
    await revokeKey(store, "shop", rotated.record.keys[0]?.id ?? "");
    await consumers.reload();
    for (const token of old) assert.equal(await read(token), 401);
    for (const token of young) assert.equal(await read(token), 200);
  });

  test("rotated key: its tokens end when it does, also those that were remembered", async () => {
    const { store, keyring, consumers } = running.gateway;
    const first = await running.register("desk", { p21: { scope: "/api" } });
    await rotateKey(store, keyring, "desk", { overlapMs: 3_600_000 }, { now: () => nowMs });
    await consumers.reload();
    const token = await mint(first);
    assert.equal(token.ExpiresIn, 3600, "no longer than its key");
    assert.equal(await read(token.AccessToken), 200);
    nowMs += 3_600_000;
    assert.equal(await read(token.AccessToken), 401);
    assert.equal(await read(first), 401);
    nowMs = START_MS;
  });
});

describe("Token Expire", () => {
  test("as registered; both names of it say the same", async () => {
    const key = await running.register("hourly", { p21: { scope: "/api" } });
    const { store, consumers } = running.gateway;
    await updateConsumer(store, "hourly", { tokenLifetimeSeconds: 3600 }, () => []);
    await consumers.reload();
    const token = await mint(key);
    assert.deepEqual([token.ExpiresIn, token.ExpiresInSeconds], [3600, 3600]);
    const { exp, iat } = claimsOf(token.AccessToken);
    assert.equal(Number(exp) - Number(iat), 3600);
  });

  test("never: the two numbers that P21 writes for it, and still no longer than the consumer", async () => {
    const key = await running.register("forever", { p21: { scope: "/api" } });
    const { store, consumers } = running.gateway;
    await updateConsumer(store, "forever", { tokenLifetimeSeconds: "never" }, () => []);
    await consumers.reload();
    const token = await mint(key);
    assert.equal(token.ExpiresIn, 630_720_000);
    assert.equal(claimsOf(token.AccessToken)["exp"], 2_147_483_647);
    nowMs += 3000 * DAY_MS;
    assert.equal(await read(token.AccessToken), 200);
    nowMs = START_MS;
    await updateConsumer(store, "forever", { scopes: { p21: "/odata:supplier" } }, () => []);
    await consumers.reload();
    assert.equal(await read(token.AccessToken), 401, "what is registered now counts, not what the token says");
  });
});

describe("who the token acts as", () => {
  test("the registered user may be named with key or password; any other is refused, and audited by name", async () => {
    const key = await running.register("clerks", { p21: { scope: "/api", p21Username: "clerk" } });
    for (const body of [
      { ClientSecret: key, username: "clerk" },
      { ClientSecret: key, username: "clerks" },
      { username: "clerk", password: key },
      { username: "clerks", password: key },
      { UserName: "clerk", Password: "of the P21 user, left over", ClientSecret: key },
    ]) {
      const answer = await ask(body);
      assert.equal(answer.status, 200, Object.keys(body).join());
      assert.equal(claimsOf((JSON.parse(answer.text) as Token).AccessToken)["sub"], "clerk");
    }
    const refused = await ask({ ClientSecret: key, username: "admin" });
    assert.equal(refused.status, 500);
    const problem = JSON.parse(refused.text) as Record<string, unknown>;
    assert.equal(problem["ErrorMessage"], "Unable to generate client token.");
    assert.equal(problem["reason"], "user.refused");
    assert.match(String(problem["instance"]), /^urn:erpgate:request:/);
    assert.equal((await ask({ username: "admin", password: key })).status, 401);
  });

  test("in XML the refusal has P21's members first, and the problem's beside them", async () => {
    const { status, text } = await ask({ ClientSecret: seeded("wrong") }, "application/xml");
    assert.equal(status, 500);
    assert.match(text, /^<ResourceError><ErrorMessage>Unable to generate client token\.<\/ErrorMessage>/);
    assert.match(text, /<reason>credential\.unknown<\/reason>/);
  });

  test("credentials in v1 headers reach P21 in no header", async () => {
    const key = await running.register("v1", { p21: { scope: "/api" } });
    upstream.seen.length = 0;
    const response = await fetch(`${running.url}/p21/api/security/token`, {
      method: "POST",
      headers: { username: "v1", password: key, accept: "application/json" },
    });
    const { AccessToken } = (await response.json()) as Token;
    assert.equal(await read(AccessToken), 200);
    const names = upstream.seen.flatMap(({ headers }) => Object.keys(headers));
    for (const name of ["username", "password", "consumer_key", "appkey"]) assert.ok(!names.includes(name), name);
    const logins = upstream.seen.filter(({ target }) => target.startsWith("/api/security/token"));
    assert.ok(logins.every(({ target }) => target === "/api/security/token/v2"));
  });
});

test("every refused user name has its audit row, with the consumer and without the name asked for", async () => {
  const key = await running.register("audited", { p21: { scope: "/api" } });
  await ask({ ClientSecret: key, username: "somebody-else" });
  const { gateway } = running;
  for (;;) {
    const rows = await auditOf(gateway, "POST /p21/api/security/token/v2");
    const row = rows.find(
      (each) => each.reason === "user.refused" && "consumer" in each && each.consumer === "audited",
    );
    // Rows are committed in batches, so it comes a moment later.
    if (row === undefined) await new Promise(setImmediate);
    else {
      assert.equal(row.decision, "refused");
      assert.ok(!JSON.stringify(row).includes("somebody-else"));
      return;
    }
  }
});
