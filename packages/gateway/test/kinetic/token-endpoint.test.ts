import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { connect } from "@erpgate/client";
import { startEmulator } from "@erpgate/emulator";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { revokeConsumer } from "../../src/index.ts";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const SCOPE = "/EPIC06/Erp.BO.CustomerSvc";
const CUSTOMERS = "/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";

let upstream: EchoUpstream;
let running: TestGateway;
let key: string;

before(async () => {
  upstream = await startEchoUpstream();
  const erp = kineticAt(`${upstream.url}/ERP`);
  running = await startTestGateway({ erp, other: erp });
  key = await running.register("planner", { erp: { scope: SCOPE } });
});
after(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

interface Got {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

async function ask(
  headers: Record<string, string>,
  more: RequestInit = {},
  at = "/erp/TokenResource.svc/",
): Promise<Got> {
  const response = await fetch(running.url + at, { method: "POST", headers, redirect: "error", ...more });
  return { status: response.status, type: response.headers.get("content-type") ?? "", text: await response.text() };
}

const json = { accept: "application/json" };
const pair = (): Record<string, string> => ({ username: "planner", password: key });

async function tokenOf(): Promise<string> {
  return (JSON.parse((await ask({ ...json, ...pair() })).text) as { AccessToken: string }).AccessToken;
}

describe("TokenResource.svc on a Kinetic mount", () => {
  for (const at of ["/erp/TokenResource.svc/", "/erp/TokenResource.svc"]) {
    test(`${at} gives a token in Kinetic's shape, and asks the ERP nothing`, async () => {
      upstream.seen.length = 0;
      const { status, text } = await ask({ ...json, ...pair() }, {}, at);
      assert.equal(status, 200);
      const answer = JSON.parse(text) as Record<string, unknown>;
      assert.deepEqual(Object.keys(answer), ["AccessToken", "ExpiresIn", "RefreshToken", "TokenType"]);
      assert.deepEqual([answer["ExpiresIn"], answer["TokenType"]], [3600, "Bearer"]);
      assert.deepEqual(upstream.seen, []);
    });
  }

  test("XML unless JSON is asked for; the pair in a form, in any letter case", async () => {
    const { type, text } = await ask({ accept: "*/*", ...pair() });
    assert.match(type, /^application\/xml/);
    assert.match(text, /^<Token><AccessToken>eyJ/);
    for (const names of [
      ["username", "password"],
      ["Username", "Password"],
    ] as const) {
      const body = new URLSearchParams({ grant_type: "password", [names[0]]: "planner", [names[1]]: key });
      assert.equal((await ask(json, { body })).status, 200);
    }
  });

  test("the token opens what the consumer may reach on this mount, alone or beside the key, and nothing else", async () => {
    const authorization = `Bearer ${await tokenOf()}`;
    const status = async (path: string, more: Record<string, string> = {}): Promise<number> =>
      (await fetch(running.url + path, { headers: { authorization, ...more } })).status;
    assert.equal(await status(`/erp${CUSTOMERS}`), 200);
    assert.equal(await status(`/erp${CUSTOMERS}`, { "x-api-key": key }), 200);
    assert.equal(await status(`/erp${CUSTOMERS.replace("Customer", "Vendor")}`), 403);
    assert.equal(await status(`/other${CUSTOMERS}`), 401);
    const sent = upstream.seen.at(-1)?.headers.authorization;
    assert.ok(sent !== undefined && sent !== authorization, "the ERP never sees it");
  });

  test("a wrong pair is answered in Kinetic's words and repeats nothing; so is none, and a connection that is closed", async () => {
    const wrong = seeded("token-resource-wrong");
    for (const headers of [
      { username: "planner", password: wrong },
      { username: "other", password: key },
      { username: "planner" },
    ]) {
      const { status, text } = await ask({ ...json, ...headers });
      assert.equal(status, 401);
      assert.match(text, /"ErrorMessage":"Invalid username or password\."/);
      assert.ok(!text.includes(wrong) && !text.includes(key));
    }
    assert.equal((await ask({ ...json, ...pair() }, {}, "/other/TokenResource.svc/")).status, 403);
    assert.equal((await ask({ ...json, ...pair() }, { method: "GET" })).status, 405);
    const twice = new URLSearchParams([
      ["username", "planner"],
      ["password", key],
      ["Password", key],
    ]);
    assert.equal((await ask(json, { body: twice })).status, 401);
  });

  test("it ends with the consumer", async () => {
    const brief = await running.register("brief", { erp: { scope: SCOPE } });
    const { text } = await ask({ ...json, username: "brief", password: brief });
    const authorization = `Bearer ${(JSON.parse(text) as { AccessToken: string }).AccessToken}`;
    assert.equal((await fetch(`${running.url}/erp${CUSTOMERS}`, { headers: { authorization } })).status, 200);
    await revokeConsumer(running.gateway.store, "brief");
    await running.gateway.consumers.reload();
    assert.equal((await fetch(`${running.url}/erp${CUSTOMERS}`, { headers: { authorization } })).status, 401);
  });
});

test("a program that logs in at the token service works through the gateway: the client itself", async () => {
  await using erp = await startEmulator();
  const { url, company, apiKey, user } = erp.kinetic;
  const login = { kind: "token-resource", username: user.username, password: user.password } as const;
  await using gateway = await startTestGateway({ erp: { system: "kinetic", url, company, apiKey, auth: login } });
  const consumerKey = await gateway.register("planner", { erp: { scope: `/${company}/Erp.BO.CustomerSvc` } });
  const options = { system: "kinetic", url: `${gateway.url}/erp`, company, apiKey: consumerKey } as const;
  const connection = connect({ ...options, auth: { ...login, username: "planner", password: consumerKey } });
  const rows: unknown[] = [];
  for await (const row of connection.odata("Erp.BO.CustomerSvc/Customers", { top: 2 })) rows.push(row);
  assert.equal(rows.length, 2);
  await connection.close();

  const stranger = connect({ ...options, auth: { ...login, username: "planner", password: seeded("stranger") } });
  await assert.rejects(stranger.get("Erp.BO.CustomerSvc/Customers"), { code: "KINETIC_CREDENTIALS_INVALID" });
  await stranger.close();
});
