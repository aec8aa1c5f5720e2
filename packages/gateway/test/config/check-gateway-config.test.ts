import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
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
    allowPlainHttp: true,
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

test("plain http beyond the loopback has to be asked for by name", () => {
  const text = "listen.host is reached from other computers over plain http";
  for (const host of ["0.0.0.0", "::", "gateway.example.com", "10.0.0.1", "127.0.0.1.example.com"]) {
    const { faults } = check({ listen: { host } });
    assert.equal(faults.length, 1, host);
    assert.ok(faults[0]?.startsWith(text), host);
    assert.deepEqual(check({ listen: { host }, allowPlainHttp: true }).faults, []);
  }
  assert.match(String(check({ admin: { host: "0.0.0.0" }, allowPlainHttp: false }).faults), /^admin\.host /);
  for (const host of ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
    assert.deepEqual(check({ listen: { host } }).faults, []);
  assert.match(String(check({ allowPlainHttp: "yes" }).faults), /^allowPlainHttp must be true or false/);
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

test("mounts: every fault at its place", () => {
  const faults: string[] = [];
  const section = {
    listen: { port: 8080 },
    mounts: {
      p21: { host: "P21.Example.com", port: 8080 },
      two: { host: "p21.example.com", port: 99_999, publicUrl: "ftp://x", interactive: "both", prot: 1 },
      gone: { host: "https://x/" },
    },
  };
  checkGatewayConfig(section, (path, message) => faults.push(`${path.join(".")} ${message}`), ["p21", "two"]);
  assert.deepEqual(faults.toSorted(), [
    "mounts.gone names no connection",
    "mounts.gone.host is not a host name",
    "mounts.p21.port is also the port of listen",
    "mounts.two.host is listed twice",
    'mounts.two.interactive must be "own-token" or "in-turn"',
    "mounts.two.port must be a whole number from 0 to 65535",
    "mounts.two.prot is not a known option",
    "mounts.two.publicUrl is not an http(s) address without user, query and fragment",
  ]);
  const { config, faults: none } = check({ mounts: { p21: { host: "P21.Example.com", port: 8443 } } });
  assert.deepEqual(none, []);
  assert.deepEqual(config.mounts["p21"], {
    host: "p21.example.com",
    port: 8443,
    publicUrl: undefined,
    interactive: "own-token",
  });
});

describe("admission", () => {
  test("what is left out has its default", () => {
    const { admission } = check({ admission: { kinetic: { seats: { count: 4, sessions: true } } } }).config;
    assert.deepEqual(admission["kinetic"], {
      environment: undefined,
      readOnly: false,
      maintenance: false,
      seats: {
        count: 4,
        waitMs: 20_000,
        mostWaiting: 1000,
        sessions: { idleMs: 240_000, warm: 1, namedIn: "License" },
      },
      rate: undefined,
      breaker: { failures: 10, pauseMs: 1000 },
    });
  });

  test("every fault at once, each with its place", () => {
    const { faults } = check({
      admission: {
        a: { seats: {}, rate: { calls: 0 }, readOnly: "yes" },
        b: { seats: { count: 1.5, sessions: { warm: -1, idle: 3 } }, breaker: { failures: 0 } },
        c: { rate: { perMs: 0, consumers: ["x"] }, environment: 7 },
        d: 4,
      },
    });
    assert.deepEqual(
      new Set(faults.map((fault) => fault.split(" ")[0])),
      new Set([
        "admission.a.rate.calls",
        "admission.a.readOnly",
        "admission.a.seats.count",
        "admission.b.breaker.failures",
        "admission.b.seats.count",
        "admission.b.seats.sessions.idle",
        "admission.b.seats.sessions.warm",
        "admission.c.environment",
        "admission.c.rate.calls",
        "admission.c.rate.consumers",
        "admission.c.rate.perMs",
        "admission.d",
      ]),
    );
  });

  test("a connection of another environment than the gateway's is a fault", () => {
    const crossed = { environment: "Pilot", admission: { a: { environment: "Live" }, b: { environment: "Pilot" } } };
    assert.match(check(crossed).faults.join("\n"), /^admission\.a\.environment is Live, and the gateway is for Pilot/);
    assert.match(check({ admission: { a: { environment: "Live" } } }).faults.join("\n"), /says nothing of its own/);
  });
});
