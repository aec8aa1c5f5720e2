import assert from "node:assert/strict";
import { Server } from "node:net";
import { join } from "node:path";
import { rm, writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { checkGatewayConfig, issueOperatorToken, startGateway } from "../../src/index.ts";
import { sendRaw, statusOf } from "../raw-request.ts";
import { kineticAt, startTestGateway } from "../test-gateway.ts";
import { READ, type Stand, startStand } from "./stand.ts";

const HOUR_MS = 3_600_000;
let stand: Stand;
let port: number;
let token: string;
before(async () => {
  stand = await startStand({}, READ);
  port = Number(new URL(stand.running.gateway.adminUrl).port);
  token = (await issueOperatorToken(join(stand.running.folder, "erpgate.keys"), HOUR_MS, Date.now())).token;
});
after(() => stand[Symbol.asyncDispose]());

const OWN = (): string => `Host: 127.0.0.1:${port}`;
/** One request to the administration, byte for byte. */
async function ask(
  method: string,
  target: string,
  lines: readonly string[],
  body = "",
): Promise<{ readonly status: number; readonly text: string }> {
  const length = body === "" ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const head = [`${method} ${target} HTTP/1.1`, ...lines, ...length, "", ""].join("\r\n");
  const text = await sendRaw(port, head + body);
  return { status: statusOf(text), text };
}
const names = async (): Promise<readonly string[]> =>
  (await stand.running.gateway.store.consumers()).map(({ name }) => name).toSorted();

test("class 28, CVE-2020-11710: by default everything listens on the loopback, and nowhere twice", async (t) => {
  // Every listening socket of node:http, node:https and node:net comes to be through this.
  const listening = t.mock.method(Server.prototype, "listen");
  await using running = await startTestGateway({ erp: kineticAt("http://127.0.0.1:1/ERP") });
  const addresses = listening.mock.calls
    .map((call) => (call.this as Server).address())
    .filter((address) => typeof address === "object");
  assert.deepEqual(
    addresses.map((address) => address?.address),
    ["127.0.0.1", "127.0.0.1"],
  );
  const own = [running.url, running.gateway.adminUrl].map((url) => Number(new URL(url).port));
  assert.deepEqual(new Set(addresses.map((address) => address?.port)), new Set(own));
});

test("class 28, CVE-2020-11710: neither listener beyond the loopback is to be had by accident", () => {
  for (const section of [
    { listen: { host: "0.0.0.0", port: 0 } },
    { listen: { host: "::", port: 0 } },
    { verify: { host: "0.0.0.0", port: 0 } },
  ]) {
    const faults: string[] = [];
    checkGatewayConfig(section, (path, message) => faults.push(`${path.join(".")} ${message}`));
    assert.ok(faults.length > 0, JSON.stringify(section));
  }
});

for (const path of [
  "/healthz",
  "/readyz",
  "/metrics",
  "/consumers",
  "/audit",
  "/seats",
  "/reload",
  "/can-i",
  "/debug/pprof",
  "/json/list",
  "/server-status",
  "/verify",
  "/admin",
]) {
  test(`class 28, CVE-2022-24797: ${path} is not on the data listener, with whatever is shown there`, async () => {
    for (const line of [`X-Api-Key: ${stand.key}`, `Authorization: Bearer ${token}`, "X-A: 1"])
      for (const host of ["gateway", `127.0.0.1:${port}`, "localhost"]) {
        const text = await sendRaw(
          stand.running.port,
          Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${line}\r\n\r\n`, "latin1"),
        );
        assert.equal(statusOf(text), 404);
      }
  });
}

test("class 28, CVE-2022-24797: /openapi.json on the data listener is the consumer's own, and not for the administration's token", async () => {
  const get = (line: string): Promise<string> =>
    sendRaw(stand.running.port, `GET /openapi.json HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${line}\r\n\r\n`);
  assert.equal(statusOf(await get(`Authorization: Bearer ${token}`)), 401);
  assert.equal(statusOf(await get("X-A: 1")), 401);
  const own = await get(`X-Api-Key: ${stand.key}`);
  assert.equal(statusOf(own), 200);
  assert.match(own, /"\/kinetic\/|"\/[a-z0-9]+\/api\//);
  assert.doesNotMatch(own, /"\/(?:consumers|audit|seats|reload|can-i)/);
});

test("class 28, EP-01-001: a page in a browser can do nothing at the administration", async () => {
  const body = JSON.stringify({ name: "page", access: READ });
  const json = "Content-Type: application/json";
  const right = `Authorization: Bearer ${token}`;
  const registered = await names();
  // DNS rebinding: the name that the page was loaded by.
  for (const host of [
    "evil.example",
    `evil.example:${port}`,
    "127.0.0.1",
    `127.0.0.1:${port + 1}`,
    "",
    "127.0.0.1@evil",
  ])
    assert.ok(
      [400, 403].includes((await ask("POST", "/consumers", [`Host: ${host}`, json, right], body)).status),
      host,
    );
  // What a browser sends of itself: no token, a cookie, a form.
  for (const lines of [
    [json],
    [json, `Cookie: token=${token}`],
    [json, `X-Api-Key: ${token}`],
    [json, `Authorization: Basic ${Buffer.from(`admin:${token}`).toString("base64")}`],
    ["Content-Type: text/plain", "Origin: https://evil.example"],
  ])
    assert.equal((await ask("POST", "/consumers", [OWN(), ...lines], body)).status, 401);
  assert.equal((await ask("POST", `/consumers?token=${token}`, [OWN(), json], body)).status, 401);
  const preflight = ["Origin: https://evil.example", "Access-Control-Request-Method: POST"];
  const { text } = await ask("OPTIONS", "/consumers", [OWN(), ...preflight, right]);
  assert.doesNotMatch(text, /access-control-allow/i);
  assert.deepEqual(await names(), registered);
});

test("class 28, CVE-2020-11710: two hosts or two tokens are not one that is right", async () => {
  const right = `Authorization: Bearer ${token}`;
  const evil = `Host: evil.example:${port}`;
  for (const lines of [
    [OWN(), evil, right],
    [evil, OWN(), right],
  ])
    assert.ok([400, 403].includes((await ask("GET", "/consumers", lines)).status));
  for (const lines of [
    [OWN(), "Authorization: Bearer x", right],
    [OWN(), `Authorization: Bearer ${token}, Bearer ${token}`],
  ])
    assert.equal((await ask("GET", "/consumers", lines)).status, 401);
  assert.ok([400, 404].includes((await ask("GET", `http://evil.example/consumers`, [OWN(), right])).status));
});

test("class 29, CVE-2026-105986: a name in the path is that very consumer's, however it is encoded, or nobody's", async () => {
  const right = `Authorization: Bearer ${token}`;
  await stand.running.register("order", READ);
  const asked = async (segment: string): Promise<string | undefined> => {
    const { status, text } = await ask("GET", `/consumers/${segment}`, [OWN(), right]);
    assert.ok([200, 400, 404].includes(status), `${segment}: ${status}`);
    return status === 200 ? /"name":"([^"]*)"/.exec(text)?.[1] : undefined;
  };
  const written = fc.array(fc.constantFrom(0, 1, 2), { minLength: 6, maxLength: 6 }).map((hows) =>
    "orders"
      .split("")
      .map((letter, at) => {
        const hex = letter.charCodeAt(0).toString(16);
        return hows[at] === 0 ? letter : hows[at] === 1 ? `%${hex}` : `%${hex.toUpperCase()}`;
      })
      .join(""),
  );
  await fc.assert(
    fc.asyncProperty(written, async (segment) => assert.equal(await asked(segment), "orders")),
    { numRuns: 20 },
  );
  for (const segment of [
    "orders%00",
    "orders%2f",
    "orders%20",
    "%2e%2e%2fconsumers%2forders",
    "order%2573",
    "ORDERS",
    "orders%E2%80%8B",
    "%EF%BD%8Frders",
    "orders;a",
    "*",
    "%2a",
    "%",
    "__proto__",
    "..",
  ])
    assert.equal(await asked(segment), undefined, segment);
});

test("class 29, CVE-2026-105986: a consumer can change nothing about itself or others, by none of its credentials", async () => {
  const form = new URLSearchParams({ grant_type: "client_credentials", client_id: "orders", client_secret: stand.key });
  const answer = await fetch(`${stand.running.url}/oauth/token`, { method: "POST", body: form });
  const { access_token: jwt } = (await answer.json()) as { readonly access_token: string };
  const basic = Buffer.from(`orders:${stand.key}`).toString("base64");
  const credentials = [`Bearer ${stand.key}`, `Bearer ${jwt}`, `Basic ${basic}`, `Bearer ega_${stand.key}`];
  const body = JSON.stringify({ scopes: { erp: "/*/Erp.BO.VendorSvc:write" } });
  const records = await stand.running.gateway.store.consumers();
  for (const authorization of credentials)
    for (const [method, path] of [
      ["PATCH", "/consumers/orders"],
      ["POST", "/consumers/orders/rotate"],
      ["DELETE", "/consumers/order"],
      ["GET", "/consumers"],
      ["GET", "/audit"],
      ["POST", "/reload"],
    ] as const) {
      const lines = [
        OWN(),
        `Authorization: ${authorization}`,
        `X-Api-Key: ${stand.key}`,
        "Content-Type: application/json",
      ];
      const { status } = await ask(method, path, lines, method === "GET" ? "" : body);
      assert.ok([401, 403].includes(status), `${method} ${path}: ${status}`);
    }
  assert.deepEqual(await stand.running.gateway.store.consumers(), records);
});

test("class 31, GHSA-f24x-5g9q-753f: the administration gives out no session, so that none can be fixed beforehand", async () => {
  for (const lines of [
    [OWN()],
    [OWN(), `Authorization: Bearer ${token}`],
    [OWN(), "Cookie: session=chosen; sid=chosen"],
  ]) {
    for (const path of ["/consumers", "/openapi.json", "/healthz", "/nothing"])
      assert.doesNotMatch((await ask("GET", path, lines)).text, /^set-cookie:/im);
  }
  const ended = await issueOperatorToken(join(stand.running.folder, "erpgate.keys"), 1, Date.now() - HOUR_MS);
  assert.equal((await ask("GET", "/consumers", [OWN(), `Authorization: Bearer ${ended.token}`])).status, 401);
});

test("class 31, GHSA-f24x-5g9q-753f: a token of another key file is nobody's", async () => {
  await using other = await startTestGateway({ erp: kineticAt("http://127.0.0.1:1/ERP") });
  const foreign = await issueOperatorToken(join(other.folder, "erpgate.keys"), HOUR_MS, Date.now());
  assert.equal((await ask("GET", "/consumers", [OWN(), `Authorization: Bearer ${foreign.token}`])).status, 401);
  assert.equal((await ask("GET", "/consumers", [OWN(), `Authorization: Bearer ${token}`])).status, 200);
});

for (const [what, section] of [
  [
    "an issuer without a readable key file",
    { issuers: [{ issuer: "https://a.test", audience: "x", keys: "/no/such" }] },
  ],
  ["an issuer with an empty audience", { issuers: [{ issuer: "https://a.test", audience: "" }] }],
  [
    "authorities for callers' certificates that cannot be read",
    { tls: { certificate: "/no", key: "/no", clientCa: "/no" } },
  ],
  ["authorities for callers' certificates without a certificate of its own", { tls: { clientCa: "/no" } }],
  ["a peer that is no address", { verify: { port: 0, peers: ["everybody"] } }],
  ["an option that nobody knows", { allowAnybody: true }],
  ["a limit that is none", { limits: { headerBytes: -1 } }],
] as const) {
  test(`class 31, CVE-2026-49230: with ${what} nothing is started`, async () => {
    await assert.rejects(startTestGateway({ erp: kineticAt("http://127.0.0.1:1/ERP") }, section));
  });
}

test("class 31, CVE-2026-49230: a key file that is gone or another's lets nobody in, and nothing is started", async () => {
  const { folder } = await (async () => {
    const running = await startTestGateway({ erp: kineticAt("http://127.0.0.1:1/ERP") });
    await running.gateway.drain();
    return running;
  })();
  const store = join(folder, "erpgate.db");
  const listen = { host: "127.0.0.1", port: 0 };
  const config = checkGatewayConfig({ listen, admin: listen, store }, () => undefined);
  const start = (): Promise<unknown> =>
    startGateway({ config, connections: { erp: kineticAt("http://127.0.0.1:1/ERP") } });
  for (const text of ["", "{}", "not at all", JSON.stringify({ keys: [{ id: "k", secret: "short" }] })]) {
    await writeFile(config.keyFile, text);
    await assert.rejects(start());
  }
  await rm(config.keyFile);
  await assert.rejects(start());
  await rm(folder, { recursive: true, force: true });
});
