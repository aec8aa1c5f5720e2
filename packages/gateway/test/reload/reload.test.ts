import assert from "node:assert/strict";
import { Agent, request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { Secret } from "@erpgate/client";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { accessCheckFor, addConsumer, type Configuration, checkGatewayConfig, ReloadError } from "../../src/index.ts";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { auditOf, kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const PATH = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";
const GRANT = { scope: "/EPIC06/Erp.BO.CustomerSvc:write" };
type Connections = Configuration["connections"];

/** The configuration of a test gateway with other connections, and whatever else is given. */
function configurationOf(running: TestGateway, connections: Connections, section: object = {}): Configuration {
  const given = { listen: { port: 0 }, admin: { port: 0 }, store: `${running.folder}/erpgate.db`, ...section };
  return {
    config: checkGatewayConfig(given, (path, message) => assert.fail(`${path.join(".")} ${message}`)),
    connections,
  };
}

async function startNamed(name: string): Promise<EchoUpstream> {
  const upstream = await startEchoUpstream();
  upstream.respond = (_request, response) => response.end(name);
  return upstream;
}

interface Got {
  readonly status: number;
  readonly body: string;
}

/** One call on a connection that the agent keeps. */
function call(url: string, key: string, agent: Agent, method = "GET", body?: string): Promise<Got> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { "content-length": body.length }),
    };
    const request = httpRequest(url, { agent, method, headers }, (response) => {
      text(response).then((read) => resolve({ status: response.statusCode ?? 0, body: read }), reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Looks again after every turn of the event loop; what never comes to be is ended by the runner's limit. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

/** The audit rows of reloads, once there are this many: they are committed in batches. */
async function reloadRows({ gateway }: TestGateway, least: number): Promise<Awaited<ReturnType<typeof auditOf>>> {
  for (;;) {
    const rows = await auditOf(gateway, "gateway.reload");
    if (rows.length >= least) return rows;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("no call is dropped or answered wrongly while the connection is changed over and over under load", async () => {
  await using one = await startNamed("one");
  await using two = await startNamed("two");
  const to = (upstream: EchoUpstream): Connections => ({ erp: kineticAt(`${upstream.url}/ERP`) });
  await using running = await startTestGateway(to(one));
  const key = await running.register("orders", { erp: GRANT });
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const got: Got[] = [];
  const load = new AbortController();
  const workers = Array.from({ length: 16 }, async (_, worker) => {
    while (!load.signal.aborted) {
      const posts = worker % 4 === 0;
      got.push(
        await call(running.url + PATH, key, agent, posts ? "POST" : "GET", posts ? "x".repeat(5000) : undefined),
      );
    }
  });
  for (let round = 0; round < 40; round++) {
    const seenBefore = got.length;
    await until(() => got.length > seenBefore + 20);
    const target = round % 2 === 0 ? two : one;
    const result = await running.gateway.reload(configurationOf(running, to(target)));
    assert.deepEqual(result, { added: [], removed: [], changed: ["erp"], settings: [] });
    // A caller's connection that was used before: what was remembered on it must not lead to the old ERP.
    const after = await call(running.url + PATH, key, agent);
    assert.deepEqual(after, { status: 200, body: target === two ? "two" : "one" });
  }
  load.abort();
  await Promise.all(workers);
  agent.destroy();
  assert.ok(got.length > 800, `${got.length} calls`);
  assert.deepEqual([...new Set(got.map(({ status }) => status))], [200]);
  assert.deepEqual([...new Set(got.map(({ body }) => body))].toSorted(), ["one", "two"]);
  await until(() => two.connections() === 0);
  assert.equal((await reloadRows(running, 40)).length, 40);
});

test("what runs finishes by the old configuration, then its sockets are closed; new calls go by the new one", async () => {
  await using one = await startNamed("one");
  await using two = await startNamed("two");
  await using running = await startTestGateway({ erp: kineticAt(`${one.url}/ERP`) });
  const key = await running.register("orders", { erp: GRANT });
  const agent = new Agent({ keepAlive: true });
  const arrived = Promise.withResolvers<() => void>();
  one.respond = (_request, response) => {
    response.write("be");
    arrived.resolve(() => response.end("gun"));
  };
  const slow = call(running.url + PATH, key, agent);
  const finish = await arrived.promise;
  await running.gateway.reload(configurationOf(running, { erp: kineticAt(`${two.url}/ERP`) }));
  assert.deepEqual(await call(running.url + PATH, key, agent), { status: 200, body: "two" });
  assert.equal(one.connections(), 1);
  finish();
  assert.deepEqual(await slow, { status: 200, body: "begun" });
  await until(() => one.connections() === 0);
  agent.destroy();
});

describe("what is the same", () => {
  const auth = (): object => ({ kind: "consumer-key", key: new Secret(seeded("reload-p21-key")) });
  const p21 = (url: string, more: object = {}): Connections[string] =>
    ({ system: "prophet21", url, auth: auth(), ...more }) as Connections[string];

  async function startP21(): Promise<EchoUpstream & { tokens(): number }> {
    const upstream = await startEchoUpstream();
    upstream.respond = (request, response) => {
      response.setHeader("content-type", "application/json");
      const isToken = request.url?.includes("/security/token") === true;
      response.end(isToken ? JSON.stringify({ AccessToken: seeded("reload-token"), ExpiresIn: 86_400 }) : "{}");
    };
    const tokens = (): number => upstream.seen.filter(({ target }) => target.includes("/security/token")).length;
    return Object.assign(upstream, { tokens });
  }

  test("keeps its token and its sockets, whatever comes and goes beside it; only a change of its own ends them: another credential has another token", async () => {
    await using upstream = await startP21();
    await using running = await startTestGateway({ p21: p21(upstream.url) });
    const key = await running.register("shop", { p21: { scope: "/odata:supplier" } });
    const agent = new Agent({ keepAlive: true });
    const read = (): Promise<Got> => call(`${running.url}/p21/odataservice/odata/table/supplier`, key, agent);
    assert.equal((await read()).status, 200);
    const { gateway } = running;
    const sockets = upstream.connections();
    const both = { p21: p21(upstream.url), erp: kineticAt("http://127.0.0.1:1/ERP") };
    assert.deepEqual((await gateway.reload(configurationOf(running, both))).added, ["erp"]);
    assert.deepEqual((await gateway.reload(configurationOf(running, { p21: p21(upstream.url) }))).removed, ["erp"]);
    assert.equal((await read()).status, 200);
    assert.deepEqual([upstream.tokens(), upstream.connections()], [1, sockets]);

    // Another pool, and still the same token.
    const section = { limits: { upstreamConnections: 3, bodyBytes: 4096 } };
    const settings = ["gateway.limits.bodyBytes", "gateway.limits.upstreamConnections"];
    const result = await gateway.reload(configurationOf(running, { p21: p21(upstream.url) }, section));
    assert.deepEqual([result.changed, result.settings], [[], settings]);
    assert.equal((await read()).status, 200);
    assert.equal(upstream.tokens(), 1);

    const changed = await gateway.reload(
      configurationOf(running, { p21: p21(upstream.url, { timeoutMs: 9000 }) }, section),
    );
    assert.deepEqual(changed.changed, ["p21"]);
    assert.equal((await read()).status, 200);
    assert.equal(upstream.tokens(), 1, "the credential is the same, and its token is in the store");

    const credential = { auth: { kind: "consumer-key", key: seeded("reload-other-key") } };
    const other = await gateway.reload(configurationOf(running, { p21: p21(upstream.url, credential) }, section));
    assert.deepEqual(other.changed, ["p21"]);
    assert.equal((await read()).status, 200);
    assert.equal(upstream.tokens(), 2);
    agent.destroy();
  });

  test("a secret that was changed behind the same reference makes another connection; the same one does not", async () => {
    await using upstream = await startEchoUpstream();
    const at = (password: string): Connections => ({
      erp: kineticAt(`${upstream.url}/ERP`, { auth: { kind: "basic", username: "u", password: new Secret(password) } }),
    });
    await using running = await startTestGateway(at(seeded("reload-old")));
    const reload = (password: string) => running.gateway.reload(configurationOf(running, at(password)));
    assert.deepEqual((await reload(seeded("reload-old"))).changed, []);
    assert.deepEqual((await reload(seeded("reload-new"))).changed, ["erp"]);
  });

  test("counters go on", async () => {
    await using upstream = await startEchoUpstream();
    await using running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
    const agent = new Agent();
    await call(running.url + PATH, "x", agent);
    await running.gateway.reload(
      configurationOf(running, { erp: kineticAt(`${upstream.url}/ERP`, { timeoutMs: 5000 }) }),
    );
    await call(running.url + PATH, "x", agent);
    const metrics = await (await fetch(`${running.gateway.adminUrl}/metrics`)).text();
    assert.match(metrics, /erpgate_requests_total\{connection="erp",outcome="refused",status="4xx"\} 2/);
  });
});

test("connections, limits and public address take over; a removed connection is gone, a new P21 one issues tokens", async () => {
  await using upstream = await startEchoUpstream();
  await using running = await startTestGateway({
    erp: kineticAt(`${upstream.url}/ERP`),
    old: kineticAt(`${upstream.url}/ERP`),
  });
  const key = await running.register("orders", { erp: GRANT, old: GRANT });
  const agent = new Agent({ keepAlive: true });
  const old = running.url + PATH.replace("/erp/", "/old/");
  assert.equal((await call(old, key, agent)).status, 200);
  const auth = { kind: "consumer-key", key: seeded("reload-added-key") } as const;
  const connections: Connections = {
    erp: kineticAt(`${upstream.url}/ERP`),
    p21: { system: "prophet21", url: upstream.url, auth },
  };
  const section = { publicUrl: "https://gateway.example.com", limits: { bodyBytes: 1024 } };
  const result = await running.gateway.reload(configurationOf(running, connections, section));
  assert.deepEqual(result, {
    added: ["p21"],
    removed: ["old"],
    changed: [],
    settings: ["gateway.publicUrl", "gateway.limits.bodyBytes"],
  });
  assert.equal((await call(old, key, agent)).status, 404);
  assert.equal((await call(running.url + PATH, key, agent, "POST", "x".repeat(1025))).status, 413);
  const metadata = await (await fetch(`${running.url}/.well-known/oauth-authorization-server`)).text();
  assert.match(metadata, /"issuer":"https:\/\/gateway\.example\.com"/);
  const ready = (await (await fetch(`${running.gateway.adminUrl}/readyz`)).json()) as { connections: object };
  assert.deepEqual(Object.keys(ready.connections), ["erp", "p21"]);
  const { store, keyring, consumers } = running.gateway;
  const shop = { name: "shop", access: { p21: { scope: "/odata:supplier" } } };
  const added = await addConsumer(store, keyring, shop, accessCheckFor(connections));
  await consumers.reload();
  const token = await fetch(`${running.url}/p21/api/security/token/v2`, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify({ ClientSecret: added.key.reveal(), GrantType: "client_credentials" }),
  });
  assert.equal(token.status, 200, "its mount has a signing key of its own");
  agent.destroy();
});

describe("what cannot be", () => {
  test("names every fault and changes nothing", async () => {
    await using upstream = await startEchoUpstream();
    await using running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
    const key = await running.register("orders", { erp: GRANT });
    const issuers = [{ issuer: "i", audience: "a", keys: "/no/such/file" }];
    const bad = {
      oauth: kineticAt(`${upstream.url}/ERP`),
      erp: kineticAt("ftp://x"),
      other: kineticAt(`${upstream.url}/ERP`),
    };
    await assert.rejects(running.gateway.reload(configurationOf(running, bad, { issuers })), (error: Error) => {
      for (const part of ["connections.oauth", "connections.erp", "gateway.issuers.0.keys"])
        assert.ok(error.message.includes(part), part);
      return true;
    });
    await assert.rejects(running.gateway.reload(configurationOf(running, {})), /connections: there is none/);
    assert.equal((await call(running.url + PATH, key, new Agent())).status, 200);
    assert.equal((await call(`${running.url}/other/api/v1/x`, key, new Agent())).status, 404);
    const failed = running.events.filter(({ event }) => event === "gateway.reload-failed");
    assert.equal(failed.length, 2);
    assert.match(String(failed[0]?.message), /issuers\.0\.keys/);
  });

  test("every option that asks for a restart is named, and nothing else changes either", async () => {
    await using upstream = await startEchoUpstream();
    await using running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
    const section = {
      listen: { port: 1 },
      admin: { host: "localhost" },
      store: "./x.db",
      keyFile: "./y",
      limits: { headerBytes: 5000 },
    };
    const next = configurationOf(running, { more: kineticAt(`${upstream.url}/ERP`) }, section);
    await assert.rejects(running.gateway.reload(next), (error: unknown) => {
      assert.ok(error instanceof ReloadError);
      assert.equal(error.code, "RESTART_REQUIRED");
      const names = ["listen", "admin", "store", "keyFile", "limits.headerBytes"];
      assert.deepEqual(
        error.options,
        names.map((name) => `gateway.${name}`),
      );
      return true;
    });
    assert.equal((await fetch(`${running.url}/more/x`)).status, 404);
  });

  test("nothing to read again, and stopping", async () => {
    await using running = await startTestGateway({ erp: kineticAt("http://127.0.0.1:1/ERP") });
    await assert.rejects(running.gateway.reload(), /without a configuration file/);
    const next = configurationOf(running, { erp: kineticAt("http://127.0.0.1:2/ERP") });
    const drained = running.gateway.drain();
    await assert.rejects(running.gateway.reload(next), /is stopping/);
    await drained;
  });
});

test("each reload has its one audit row, also those that failed; several at once take turns", async () => {
  await using upstream = await startEchoUpstream();
  await using running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
  const at = (timeoutMs: number): Configuration =>
    configurationOf(running, { erp: kineticAt(`${upstream.url}/ERP`, { timeoutMs }) });
  const results = await Promise.all([1000, 1000, 2000].map((timeoutMs) => running.gateway.reload(at(timeoutMs))));
  assert.deepEqual(
    results.map(({ changed }) => changed),
    [["erp"], [], ["erp"]],
  );
  await assert.rejects(running.gateway.reload(configurationOf(running, {})));
  const rows = await reloadRows(running, 4);
  assert.deepEqual(
    rows.map(({ decision, reason }) => [decision, reason]),
    [
      ["allowed", undefined],
      ["allowed", undefined],
      ["allowed", undefined],
      ["refused", "CONFIG_INVALID"],
    ],
  );
});

test("a drain closes what a reload had replaced, although a call still ran there", async () => {
  await using one = await startNamed("one");
  const running = await startTestGateway({ erp: kineticAt(`${one.url}/ERP`) }, { limits: { drainTimeoutMs: 50 } });
  const key = await running.register("orders", { erp: GRANT });
  const arrived = Promise.withResolvers<undefined>();
  one.respond = () => arrived.resolve(undefined);
  const stuck = call(running.url + PATH, key, new Agent());
  stuck.catch(() => undefined);
  await arrived.promise;
  const section = { limits: { drainTimeoutMs: 50 } };
  await running.gateway.reload(configurationOf(running, { erp: kineticAt("http://127.0.0.1:1/ERP") }, section));
  await running.gateway.drain();
  await assert.rejects(stuck);
  await until(() => one.connections() === 0);
  await running[Symbol.asyncDispose]();
});
