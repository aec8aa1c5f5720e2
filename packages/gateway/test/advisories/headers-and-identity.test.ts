import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ERP_API_KEY } from "../test-gateway.ts";
import { CUSTOMERS, requestBytes, SENT_CUSTOMERS, type Stand, startStand, VENDORS } from "./stand.ts";

let stand: Stand;
before(async () => {
  stand = await startStand();
});
after(() => stand[Symbol.asyncDispose]());

for (const line of [
  "X_Api_Key: forged",
  "x.api.key: forged",
  "API-KEY: forged",
  "License: forged",
  "SessionInfo: forged",
  "Authorization_: forged",
  "X_Forwarded_User: forged",
  "X-Original-Method: forged",
  "X_Original_Uri: forged",
  "Remote-User: forged",
  "Cookie: forged=1",
]) {
  test(`class 1, CVE-2025-64484: ${line.split(":")[0]} does not reach the ERP`, async () => {
    const { status, headers } = await stand.ask("GET", CUSTOMERS, [line]);
    assert.equal(status, 200);
    assert.ok(!headers.flat().some((text) => text.includes("forged")));
    assert.equal(headers.flat().filter((text) => text === ERP_API_KEY).length, 1);
  });
}

for (const named of ["x-api-key", "authorization, x-api-key", "X-API-KEY, close", "host", "license, keep-alive"]) {
  test(`class 2, CVE-2024-45410: Connection: ${named} takes nothing that the gateway writes`, async () => {
    const { status, headers } = await stand.ask("GET", CUSTOMERS, [`Connection: ${named}`]);
    assert.equal(status, 200);
    const names = headers[0]?.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
    for (const name of ["authorization", "x-api-key", "host"])
      assert.equal(names?.filter((each) => each === name).length, 1, name);
  });
}

for (const [advisory, line] of [
  ["class 3, CVE-2026-40575", `X-Forwarded-Uri: ${CUSTOMERS}`],
  ["class 3, CVE-2026-76835", `X-Original-URL: ${CUSTOMERS}`],
  ["class 3, CVE-2023-27487", `X-Rewrite-URL: ${CUSTOMERS}`],
  ["class 3, CVE-2024-45806", "X-Forwarded-For: 127.0.0.1"],
  ["class 4, CVE-2025-29927", "X-Middleware-Subrequest: middleware:middleware:middleware"],
  ["class 4, CVE-2025-29927", "X-Erpgate-Consumer: orders"],
  ["class 5, GHSA-5hvv-m4w4-gf6v", "User-Agent: kube-probe/1.31"],
  ["class 5, GHSA-5hvv-m4w4-gf6v", "User-Agent: GoogleHC/1.0"],
] as const) {
  test(`${advisory}: ${line.split(":")[0]} opens nothing, with a key and without`, async () => {
    const withKey = await stand.ask("GET", VENDORS, [line]);
    assert.deepEqual([withKey.status, withKey.targets], [403, []]);
    const without = await stand.raw(requestBytes("GET", CUSTOMERS, [line]));
    assert.deepEqual([without.status, without.targets], [401, []]);
  });
}

test("class 5, GHSA-5hvv-m4w4-gf6v: health is not on the data listener", async () => {
  for (const path of ["/healthz", "/readyz", "/ping", "/metrics"])
    assert.equal((await stand.ask("GET", path)).status, 404, path);
});

for (const [what, lines] of [
  ["two keys, the good one first", ["X-Api-Key: x"]],
  ["two keys, spelled apart", ["x-API-key: x"]],
] as const) {
  test(`class 10, CVE-2020-25017: ${what}`, async () => {
    const { status, targets } = await stand.ask("GET", CUSTOMERS, lines);
    assert.deepEqual([status, targets], [400, []]);
  });
}

test("class 10, CVE-2026-26308: two Authorization lines, or credentials of two consumers", async () => {
  const other = await stand.running.register("other", { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } });
  const bearer = `Authorization: Bearer ${stand.key}`;
  for (const lines of [
    [bearer, bearer],
    [bearer, "Authorization: Basic eDp5"],
    [bearer, `X-Api-Key: ${other}`],
  ]) {
    const { status, targets } = await stand.raw(requestBytes("GET", CUSTOMERS, lines));
    assert.deepEqual([status, targets], [400, []]);
  }
});

for (const scheme of ["Bearer x", "Bearer a.b.c", "Bearer ", "Basic eDp5", "Basic !", "Negotiate x", "Digest x", "x"]) {
  test(`class 11, CVE-2022-29226: "${scheme}" is no credential because it is there`, async () => {
    const { status, targets } = await stand.raw(requestBytes("GET", CUSTOMERS, [`Authorization: ${scheme}`]));
    assert.deepEqual([status, targets], [401, []]);
  });
}

for (const [what, wrong] of [
  ["nothing", (): string => ""],
  ["all but the last character", (key: string): string => key.slice(0, -1)],
  ["one character more", (key: string): string => `${key}0`],
  ["other letters", (key: string): string => key.toUpperCase()],
  ["twice the key", (key: string): string => key + key],
] as const) {
  test(`class 18, CVE-2022-31142: ${what} never matches a key, also once it is remembered`, async () => {
    assert.deepEqual((await stand.ask("GET", CUSTOMERS)).targets, [SENT_CUSTOMERS]);
    const { status, targets } = await stand.raw(requestBytes("GET", CUSTOMERS, [`X-Api-Key: ${wrong(stand.key)}`]));
    assert.deepEqual([status, targets], [401, []]);
  });
}

for (const location of ["https://evil.example/", "//evil.example/", "http://169.254.169.254/"]) {
  test(`class 23, CVE-2024-24758: a redirect to ${location} is neither followed nor passed on`, async () => {
    stand.upstream.respond = (_request, response) => response.writeHead(307, { location }).end();
    const { status, targets, text } = await stand.ask("GET", CUSTOMERS);
    stand.upstream.respond = (_request, response) => response.end("{}");
    assert.deepEqual([status, targets], [307, [SENT_CUSTOMERS]]);
    assert.doesNotMatch(text, /evil|169\.254/);
  });
}
