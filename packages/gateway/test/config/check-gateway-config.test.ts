import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { checkGatewayConfig, connectionNameFault, type GatewayConfig, resolveGatewayFiles } from "../../src/index.ts";

function check(value: unknown): { config: GatewayConfig; faults: string[] } {
  const faults: string[] = [];
  const config = checkGatewayConfig(value, (path, message, fix) => {
    assert.ok(fix.length > 5, `no next step for ${path.join(".")}`);
    faults.push(`${path.join(".")} ${message}`);
  });
  return { config, faults };
}

test("nothing at all means all defaults, on the loopback", () => {
  const { config, faults } = check(undefined);
  assert.deepEqual(faults, []);
  assert.deepEqual(config.listen, { host: "127.0.0.1", port: 8080 });
  assert.deepEqual(config.admin, { host: "127.0.0.1", port: 8081 });
  assert.equal(config.store, "./erpgate.db");
  assert.equal(config.keyFile, "erpgate.keys");
  assert.equal(config.limits.tokenLifetimeSeconds, 3600);
});

test("a full section is taken as it is", () => {
  const { config, faults } = check({
    listen: { host: "0.0.0.0", port: 443 },
    admin: { port: 9000 },
    publicUrl: "https://gateway.example.com/",
    store: "data/x.db",
    keyFile: "keys/x",
    issuers: [
      {
        issuer: "https://a",
        audience: "b",
        keys: "./a.pem",
        algorithms: ["ES256"],
        consumerClaim: "sub",
        scopes: { read: { erp: "/A/B.CSvc" } },
      },
    ],
    limits: { bodyBytes: 2048 },
  });
  assert.deepEqual(faults, []);
  assert.equal(config.publicUrl, "https://gateway.example.com");
  assert.deepEqual(config.issuers[0]?.consumerClaims, ["sub"]);
  assert.equal(config.limits.bodyBytes, 2048);
  assert.equal(config.limits.drainTimeoutMs, 30_000);
});

test("every fault at once, each with its path and the next step", () => {
  const { faults } = check({
    listne: {},
    listen: { host: " x", port: 70_000, extra: 1 },
    admin: [],
    publicUrl: "ftp://x",
    store: 5,
    issuers: [
      { issuer: "", keys: 1, algorithms: ["HS256"], consumerClaim: 7, scopes: { a: "b" } },
      "x",
      { issuer: "i", audience: "a", keys: "k" },
      { issuer: "i", audience: "a", keys: "k" },
    ],
    limits: { bodyBytes: -1, nope: 1 },
  });
  const paths = faults.map((fault) => fault.split(" ", 1)[0]);
  for (const path of [
    "listne",
    "listen.host",
    "listen.port",
    "listen.extra",
    "admin",
    "publicUrl",
    "store",
    "issuers.0.issuer",
    "issuers.0.audience",
    "issuers.0.keys",
    "issuers.0.algorithms.0",
    "issuers.0.consumerClaim",
    "issuers.0.scopes.a",
    "issuers.1",
    "issuers.3.issuer",
    "limits.bodyBytes",
    "limits.nope",
  ]) {
    assert.ok(paths.includes(path), `${path} is not among ${paths.join(", ")}`);
  }
});

test("one port for both listeners is a fault", () => {
  assert.deepEqual(check({ listen: { port: 9000 }, admin: { port: 9000 } }).faults, [
    "admin.port is also the port of listen",
  ]);
});

test("file names are relative to the configuration's folder", () => {
  const { config } = check({ store: "data/x.db", issuers: [{ issuer: "i", audience: "a", keys: "a.pem" }] });
  const resolved = resolveGatewayFiles(config, resolve("somewhere"));
  assert.equal(resolved.store, resolve("somewhere", "data", "x.db"));
  assert.equal(resolved.keyFile, resolve("somewhere", join("data", "erpgate.keys")));
  assert.equal(resolved.issuers[0]?.keys, resolve("somewhere", "a.pem"));
  const database = resolveGatewayFiles(check({ store: "postgres://host/db" }).config, resolve("somewhere"));
  assert.equal(database.store, "postgres://host/db");
  assert.equal(database.keyFile, resolve("somewhere", "erpgate.keys"));
});

for (const name of [
  "oauth",
  ".well-known",
  "verify",
  "healthz",
  "READYZ",
  "metrics",
  "console",
  "admin",
  "a/b",
  "",
  "a b",
  "..",
  "a.",
  "é",
]) {
  test(`a connection may not be named ${JSON.stringify(name)}`, () => assert.ok(connectionNameFault(name)?.fix));
}
for (const name of ["erp", "Kinetic-Live", "p21.play", "a_b", "ERP11PROD"]) {
  test(`a connection may be named ${name}`, () => assert.equal(connectionNameFault(name), undefined));
}
