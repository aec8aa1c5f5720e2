import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type RunningEmulator, startEmulator } from "@erpgate/emulator";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";

/** A host that speaks P21, and the login that a program has for it. */
interface Host {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly consumerKey: string;
}

let erp: RunningEmulator;
let running: TestGateway;
const hosts = new Map<string, Host>();
before(async () => {
  const password = seeded("p21-password");
  erp = await startEmulator({
    prophet21: {
      user: { username: "api_user", password },
      consumerKey: { name: "gateway", key: seeded("p21-key"), scope: "/api;/odata:supplier,product_group" },
    },
  });
  const { url, consumerKey } = erp.prophet21;
  const auth = { kind: "consumer-key", key: consumerKey.key } as const;
  running = await startTestGateway({ p21: { system: "prophet21", url, auth } }, { mounts: { p21: { port: 0 } } });
  const key = await running.register("program", {
    p21: { scope: "/api;/uiserver0;/odata:supplier,product_group", p21Username: "api_user" },
  });
  hosts.set("P21 itself", { url, username: "api_user", password, consumerKey: consumerKey.key });
  // The program was given another host and another key; everything else in it, the user's name included, stays.
  const login = { username: "api_user", password: key, consumerKey: key };
  hosts.set("the gateway, at its path", { url: `${running.url}/p21`, ...login });
  hosts.set("the gateway, at a port of its own", { url: running.gateway.mountUrls["p21"] ?? "", ...login });
});
after(async () => {
  await running[Symbol.asyncDispose]();
  await erp.close();
});

const hostOf = (name: string): Host => {
  const host = hosts.get(name);
  assert.ok(host);
  return host;
};

// What the library sends by itself.
const PYTHON = { "user-agent": "python-requests/2.32.3", accept: "*/*", "accept-encoding": "gzip, deflate" };

interface Followed {
  readonly response: Response;
  readonly redirects: readonly number[];
}

/** As the library does: the same host keeps the Authorization header over a redirect. */
async function pythonGet(url: string, headers: Record<string, string>): Promise<Followed> {
  const redirects: number[] = [];
  let target = url;
  for (;;) {
    const response = await fetch(target, { headers: { ...PYTHON, ...headers }, redirect: "manual" });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) return { response, redirects };
    redirects.push(response.status);
    await response.arrayBuffer();
    const next = new URL(location, target);
    assert.equal(next.host, new URL(target).host, "a bearer follows no redirect to another host");
    target = next.href;
  }
}

/** A program in Python: v1 token with an empty body, router without its slash, Interactive with a slash, OData with `%24`. */
async function runPython({
  url,
  username,
  password,
}: Host): Promise<{ redirects: readonly number[]; rows: unknown[] }> {
  const login = await fetch(`${url}/api/security/token`, {
    method: "POST",
    headers: { ...PYTHON, username, password, "content-type": "application/json", accept: "application/json" },
  });
  assert.equal(login.status, 200);
  const { AccessToken, ExpiresInSeconds } = (await login.json()) as { AccessToken: string; ExpiresInSeconds: number };
  assert.ok(ExpiresInSeconds > 0, "the program reads this name alone");
  const headers = { authorization: `Bearer ${AccessToken}`, accept: "application/json" };

  const router = await pythonGet(`${url}/api/ui/router/v1?urlType=external`, headers);
  assert.equal(router.response.status, 200);
  const ui = ((await router.response.json()) as { Url: string }).Url.replace(/\/$/, "");
  assert.equal(ui, `${url}/uiserver0`);

  const sessions = `${ui}/api/ui/interactive/sessions/`;
  const send = { ...PYTHON, ...headers, "content-type": "application/json" };
  const created = await fetch(sessions, { method: "POST", headers: send, body: "{}" });
  assert.equal(created.status, 200);
  const session = (await created.json()) as { Id?: string; SessionId?: string };
  assert.ok(session.Id ?? session.SessionId);
  const window = await fetch(`${ui}/api/ui/interactive/v2/window`, {
    method: "POST",
    headers: send,
    body: JSON.stringify({ ServiceName: "Supplier" }),
  });
  assert.equal(window.status, 200, await window.text());
  assert.equal((await fetch(sessions, { method: "DELETE", headers: { ...PYTHON, ...headers } })).status, 200);

  const table = `${url}/odataservice/odata/table/supplier?%24top=3&%24select=supplier_id`;
  const rows = await pythonGet(table, headers);
  return { redirects: router.redirects, rows: ((await rows.response.json()) as { value: unknown[] }).value };
}

/** A program on Node: one v2 body with everything in it, then OData with a bare dollar sign. */
async function runNode({ url, username, password, consumerKey }: Host): Promise<unknown[]> {
  const login = await fetch(`${url}/api/security/token/v2`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ username, password, ClientSecret: consumerKey, GrantType: "client_credentials" }),
  });
  assert.equal(login.status, 200);
  const token = (await login.json()) as { AccessToken: string; ExpiresIn: number; Scope: string };
  assert.ok(token.ExpiresIn > 0, "the consumer grant's name of the lifetime");
  assert.match(token.Scope, /\/odata:supplier/);
  const query = "$select=product_group_id&$filter=product_group_id ne ''&$top=2";
  const answer = await fetch(`${url}/odataservice/odata/table/product_group?${query}`, {
    headers: { authorization: `Bearer ${token.AccessToken}`, accept: "application/json" },
  });
  assert.equal(answer.status, 200);
  return ((await answer.json()) as { value: unknown[] }).value;
}

describe("a public Python client's way", () => {
  const expected: [host: string, redirects: readonly number[]][] = [
    ["P21 itself", [307]],
    ["the gateway, at its path", []],
    ["the gateway, at a port of its own", []],
  ];
  for (const [name, redirects] of expected) {
    test(name, async () => {
      const result = await runPython(hostOf(name));
      assert.deepEqual(result.redirects, redirects);
      assert.deepEqual(result.rows, (await runPython(hostOf("P21 itself"))).rows);
      assert.equal(result.rows.length, 3);
    });
  }
});

describe("a public Node program's way", () => {
  for (const name of ["P21 itself", "the gateway, at its path", "the gateway, at a port of its own"]) {
    test(name, async () => {
      const rows = await runNode(hostOf(name));
      assert.equal(rows.length, 2);
      assert.deepEqual(rows, await runNode(hostOf("P21 itself")));
    });
  }
});
