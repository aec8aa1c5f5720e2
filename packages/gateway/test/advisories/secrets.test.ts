import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { ERP_API_KEY, ERP_PASSWORD } from "../test-gateway.ts";
import { CUSTOMERS, requestBytes, type Stand, startStand, VENDORS } from "./stand.ts";

const CANARY = seeded("canary");
let stand: Stand;
before(async () => {
  stand = await startStand({ verify: { port: 0 } });
});
after(() => stand[Symbol.asyncDispose]());

/** Everything that somebody may read later: log, trail, metrics and the administration's pages. */
async function written(): Promise<string> {
  const { adminUrl, store } = stand.running.gateway;
  const pages = await Promise.all(
    ["/metrics", "/healthz", "/readyz", "/openapi.json"].map(async (path) => (await fetch(adminUrl + path)).text()),
  );
  const { decodeEntries } = await import("../../src/audit/audit-codec.ts");
  const rows = [];
  for await (const batch of store.auditBatches()) rows.push(...(decodeEntries(batch.entries) ?? []));
  return JSON.stringify([stand.running.events, rows, pages]);
}

const encoded = (text: string): string => Buffer.from(text).toString("base64");
const forms = [CANARY, encoded(CANARY), encodeURIComponent(CANARY), encoded(`orders:${CANARY}`)];
const holdsCanary = (text: string): boolean => forms.some((form) => text.includes(form));

for (const [what, method, target, lines, body] of [
  ["as a key", "GET", CUSTOMERS, [`X-Api-Key: ${CANARY}`], ""],
  ["as a token", "GET", CUSTOMERS, [`Authorization: Bearer ${CANARY}`], ""],
  ["as a token of three parts", "GET", CUSTOMERS, [`Authorization: Bearer ${encoded(CANARY)}.${CANARY}.x`], ""],
  ["in Basic", "GET", CUSTOMERS, [`Authorization: Basic ${encoded(`orders:${CANARY}`)}`], ""],
  ["in Basic that is not encoded", "GET", CUSTOMERS, [`Authorization: Basic orders:${CANARY}`], ""],
  ["as the scheme", "GET", CUSTOMERS, [`Authorization: ${CANARY} x`], ""],
  ["twice", "GET", CUSTOMERS, [`X-Api-Key: ${CANARY}`, `X-Api-Key: ${CANARY}`], ""],
  ["in a cookie", "GET", CUSTOMERS, [`Cookie: a=${CANARY}`], ""],
  ["in the query", "GET", `${CUSTOMERS}?api-key=${CANARY}`, [], ""],
  ["in a filter", "GET", `${VENDORS}?$filter=${CANARY}`, [], ""],
  ["in a query that is malformed", "GET", `${CUSTOMERS}?%u0061=${CANARY}`, [], ""],
  ["as a header's name", "GET", CUSTOMERS, [`X-${CANARY}: 1`], ""],
  ["as an origin", "GET", CUSTOMERS, [`Origin: https://${CANARY}.example`], ""],
  ["as a host", "GET", CUSTOMERS, [`X-Forwarded-Host: ${CANARY}`], ""],
  ["as settings", "GET", CUSTOMERS, [`CallSettings: ${CANARY}`], ""],
  ["as an idempotency key", "POST", VENDORS, [`Idempotency-Key: ${CANARY}`, "Content-Length: 0"], ""],
  ["in a body", "POST", VENDORS, [`Content-Length: ${CANARY.length}`], CANARY],
  ["in a batch", "POST", "/erp/api/v2/odata/EPIC06/$batch", [`Content-Length: ${CANARY.length}`], CANARY],
  [
    "as a client's secret",
    "POST",
    "/oauth/token",
    ["Content-Type: application/x-www-form-urlencoded", `Content-Length: ${CANARY.length + 14}`],
    `client_secret=${CANARY}`,
  ],
  [
    "as a password",
    "POST",
    "/erp/TokenResource.svc/",
    ["username: orders", `password: ${CANARY}`, "Content-Length: 0"],
    "",
  ],
  ["in what is no request", "GET", CUSTOMERS, [`X-A ${CANARY}`], ""],
] as const) {
  test(`class 30, CVE-2024-45808: a secret that a caller sends ${what} is in no answer and in nothing that is written`, async () => {
    const { text } = await stand.raw(requestBytes(method, target, lines, body));
    assert.ok(!holdsCanary(text), text.slice(0, 300));
    assert.ok(!holdsCanary(await written()));
    const known = await stand.raw(requestBytes(method, target, [`X-Api-Key: ${stand.key}`, ...lines], body));
    assert.ok(!holdsCanary(known.text));
    assert.ok(!(await written()).includes(stand.key));
  });
}

for (const status of [200, 400, 401, 403, 404, 410, 500, 503]) {
  test(`class 30, oauth2-proxy 3106: what the ERP says with ${status}, and the login that the gateway holds, are not in what is written`, async () => {
    stand.upstream.respond = (_request, response) =>
      response
        .writeHead(status, { "content-type": "application/json", "x-canary": CANARY })
        .end(JSON.stringify({ ErrorMessage: `${CANARY} ${ERP_API_KEY} ${ERP_PASSWORD}` }));
    const { text } = await stand.ask("GET", CUSTOMERS);
    stand.upstream.respond = (_request, response) => response.end("{}");
    if (status === 401) assert.ok(!text.includes(ERP_API_KEY) && !text.includes(ERP_PASSWORD), text);
    const all = await written();
    for (const secret of [CANARY, ERP_API_KEY, ERP_PASSWORD, encoded(`svc-gateway:${ERP_PASSWORD}`)])
      assert.ok(!all.includes(secret));
  });
}

test("class 30, Pomerium CVE-2024-39315: no line break, escape or control character gets into what is written", async () => {
  for (const target of [
    `${CUSTOMERS}%0d%0aINJECTED`,
    `${CUSTOMERS}%1b[31mINJECTED`,
    `${CUSTOMERS}\u009b31mINJECTED`,
    `${CUSTOMERS}\u0007INJECTED`,
    "/INJECTED\u0085",
    "/INJECTED\u2028",
  ])
    await stand.ask("GET", target);
  await stand.ask("INJECTED", CUSTOMERS);
  const texts: string[] = [];
  JSON.parse(await written(), (_name, value: unknown) => {
    if (typeof value === "string") texts.push(value);
    return value;
  });
  // The pages that were asked for have lines of their own; log and trail have none.
  const lines = texts.filter((text) => !text.includes("# HELP") && !text.startsWith("{"));
  assert.ok(lines.some((text) => text.includes("INJECTED")));
  for (const text of lines) assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
});
