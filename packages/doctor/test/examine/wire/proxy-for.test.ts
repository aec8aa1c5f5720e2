import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../../tools/seeded-secrets.ts";
import { proxyFor } from "../../../src/examine/wire/proxy-for.ts";

const ERP = new URL("https://erp.example.com/ERP");
const variable = (value: string, more: Readonly<Record<string, string>> = {}): ReturnType<typeof proxyFor> =>
  proxyFor(ERP, "environment", { HTTPS_PROXY: value, ...more });

test("a proxy of the environment is taken with its user and password, escapes undone", () => {
  const proxy = variable(`http://svc:${seeded("proxy")}%40x@proxy.example.com:8080`);
  assert.deepEqual(
    [proxy?.url.host, proxy?.username, proxy?.password, proxy?.from],
    ["proxy.example.com:8080", "svc", `${seeded("proxy")}@x`, "HTTPS_PROXY"],
  );
});

test("a per cent sign that begins no escape is a letter of the password", () => {
  assert.equal(variable(`http://svc:${seeded("proxy")}100%@proxy.example.com`)?.password, `${seeded("proxy")}100%`);
});

test("a variable without a scheme, and one that is no address", () => {
  assert.equal(variable("proxy.example.com:3128")?.url.port, "3128");
  assert.equal(variable("http://"), undefined);
});

test("hosts that NO_PROXY names are reached without it", () => {
  assert.equal(variable("http://proxy.example.com", { NO_PROXY: "localhost, .example.com" }), undefined);
  assert.notEqual(variable("http://proxy.example.com", { NO_PROXY: "example.org" }), undefined);
});
