import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectTls } from "node:tls";
import { after, before, test } from "node:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../../../client/test/http/certificate.ts";
import { accessCheckFor, updateConsumer } from "../../src/index.ts";
import { X509Certificate } from "node:crypto";
import { kineticAt } from "../test-gateway.ts";
import { type Issuer, startIssuer } from "./issuer.ts";
import { CUSTOMERS, requestBytes, SENT_CUSTOMERS, type Stand, startStand, VENDORS } from "./stand.ts";

const PAGE = "https://app.example.com";
const root = makeCertificate("callers", { isCa: true });
const stranger = makeCertificate("callers", { isCa: true });
const server = makeCertificate("gateway");
const fingerprint = (pem: string): string =>
  `sha256:${new X509Certificate(pem).fingerprint256.replaceAll(":", "").toLowerCase()}`;

/** Who a request can come as: orders, who reads customers, or planner, who reads vendors. */
type Name = "orders" | "planner";
const NAMES: readonly Name[] = ["orders", "planner"];
const certificates = {
  orders: makeCertificate("orders", { issuer: root }),
  planner: makeCertificate("planner", { issuer: root }),
  unregistered: makeCertificate("orders", { issuer: root }),
  forged: makeCertificate("orders", { issuer: stranger }),
};

let folder: string;
let stand: Stand;
let issuer: Issuer;
let keys: Record<Name, string>;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "erpgate-mix-up-"));
  issuer = await startIssuer();
  const files = { certificate: join(folder, "g.pem"), key: join(folder, "g.key"), clientCa: join(folder, "ca.pem") };
  await writeFile(files.certificate, server.pem);
  await writeFile(files.key, server.keyPem);
  await writeFile(files.clientCa, root.pem);
  stand = await startStand(
    { tls: files, verify: { port: 0 }, issuers: [{ issuer: issuer.url, audience: "api://erp" }] },
    { erp: { scope: "/EPIC06/Erp.BO.PartSvc" } },
  );
  const add = (name: Name, service: string): Promise<string> =>
    stand.running.register(`${name}-app`, { erp: { scope: `/EPIC06/Erp.BO.${service}Svc` } }, [
      { issuer: "certificate", value: fingerprint(certificates[name].pem) },
      { issuer: issuer.url, value: name },
    ]);
  keys = { orders: await add("orders", "Customer"), planner: await add("planner", "Vendor") };
  const { store, consumers } = stand.running.gateway;
  const erp = kineticAt(`${stand.upstream.url}/ERP`);
  await updateConsumer(store, "orders-app", { origins: [PAGE] }, accessCheckFor({ erp, two: erp }));
  await consumers.reload();
});
after(async () => {
  await stand[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** A request over TLS, byte for byte, with a certificate or without. @returns the answer, and what the ERP saw */
async function send(
  bytes: Buffer,
  certificate?: keyof typeof certificates,
): Promise<{ readonly status: number; readonly text: string; readonly targets: readonly string[] }> {
  const { pem: cert, keyPem: key } = certificates[certificate ?? "orders"];
  const client = certificate === undefined ? {} : { cert, key };
  stand.upstream.seen.length = 0;
  const socket = connectTls({ port: stand.running.port, host: "127.0.0.1", ca: server.pem, ...client });
  socket.on("error", () => undefined);
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
  await once(socket, "secureConnect");
  socket.write(bytes);
  await once(socket, "close");
  const targets = stand.upstream.seen.map(({ target }) => target);
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text, targets };
}

const basic = (name: string, key: string): string =>
  `Authorization: Basic ${Buffer.from(`${name}:${key}`).toString("base64")}`;
async function tokenOf(name: Name, path: string): Promise<string> {
  const own = path === "/oauth/token";
  const form = own
    ? `grant_type=client_credentials&client_id=${name}-app&client_secret=${keys[name]}`
    : `username=${name}-app&password=${keys[name]}`;
  const type = ["Content-Type: application/x-www-form-urlencoded", "Accept: application/json", "Connection: close"];
  const { text } = await send(requestBytes("POST", path, [...type, `Content-Length: ${form.length}`], form));
  const [, token = ""] = /"(?:access_token|AccessToken)":"([^"]+)"/.exec(text) ?? [];
  assert.notEqual(token, "", text);
  return token;
}

interface Credential {
  readonly lines: readonly string[];
  readonly certificate?: Name;
}
const KINDS: Readonly<Record<string, (name: Name) => Promise<Credential> | Credential>> = {
  "x-api-key": (name) => ({ lines: [`X-Api-Key: ${keys[name]}`] }),
  "bearer key": (name) => ({ lines: [`Authorization: Bearer ${keys[name]}`] }),
  basic: (name) => ({ lines: [basic(`${name}-app`, keys[name])] }),
  "own token": async (name) => ({ lines: [`Authorization: Bearer ${await tokenOf(name, "/oauth/token")}`] }),
  "ERP's token": async (name) => ({
    lines: [`Authorization: Bearer ${await tokenOf(name, "/erp/TokenResource.svc/")}`],
  }),
  "issuer's token": (name) => ({ lines: [`Authorization: Bearer ${issuer.token({ client_id: name })}`] }),
  certificate: (name) => ({ lines: [], certificate: name }),
};
const get = (target: string, lines: readonly string[]): Buffer =>
  requestBytes("GET", target, [...lines, "Connection: close"]);

/** What tells who somebody was taken for: what that one alone may do. */
const SURFACES: Readonly<Record<string, (credential: Credential) => Promise<Name | "nobody" | number>>> = {
  "the data path": async ({ lines, certificate }) =>
    takenFor(async (target) => (await send(get(target, lines), certificate)).status),
  "a batch": async ({ lines, certificate }) => {
    const requests = [CUSTOMERS, VENDORS].map((url, at) => ({ id: `${at}`, method: "GET", url }));
    const body = JSON.stringify({ requests });
    const more = ["Content-Type: application/json", `Content-Length: ${body.length}`, "Connection: close"];
    const at = "/erp/api/v2/odata/EPIC06/$batch";
    const { status } = await send(requestBytes("POST", at, [...lines, ...more], body), certificate);
    const sent = stand.upstream.seen.map((each) => each.body.toString("utf8")).join();
    if (sent === "") return status;
    const which = NAMES.filter((name) => sent.includes(name === "orders" ? "CustomerSvc" : "VendorSvc"));
    return which.length === 1 ? (which[0] ?? "nobody") : "nobody";
  },
  "a page of another origin": async ({ lines, certificate }) => {
    const { status, text } = await send(get(CUSTOMERS, [...lines, `Origin: ${PAGE}`]), certificate);
    if (status === 401 || status === 400) return status;
    return /^access-control-allow-origin: https:\/\/app\.example\.com\r$/im.test(text) ? "orders" : "planner";
  },
  "a second request on one connection": async ({ lines, certificate }) => {
    // The first one's way is remembered; what follows must not be taken for it.
    const one = (target: string, last: boolean): string =>
      requestBytes("GET", target, [...lines, ...(last ? ["Connection: close"] : [])]).toString("latin1");
    const both = await send(Buffer.from(one(CUSTOMERS, false) + one(VENDORS, true), "latin1"), certificate);
    if (both.targets.length === 0) return both.status;
    return both.targets.join() === SENT_CUSTOMERS ? "orders" : "planner";
  },
};

async function takenFor(statusOf: (target: string) => Promise<number>): Promise<Name | "nobody" | number> {
  const [customers, vendors] = [await statusOf(CUSTOMERS), await statusOf(VENDORS)];
  if (customers === 200) return vendors === 403 ? "orders" : "nobody";
  return vendors === 200 && customers === 403 ? "planner" : customers;
}

for (const [surface, ask] of Object.entries(SURFACES)) {
  test(`class 13, CVE-2026-49872: at ${surface} each kind of credential is taken for its own consumer`, async () => {
    for (const [kind, make] of Object.entries(KINDS))
      for (const name of NAMES) {
        const took = await ask(await make(name));
        // On one connection a refusal ends it, so the planner's second request is not read.
        const expected = surface.startsWith("a second") && name === "planner" ? [403, "planner"] : [name];
        assert.ok(expected.includes(took), `${kind} of ${name} was taken for ${took}`);
      }
  });
}

test("class 10, CVE-2020-25017: two credentials of two consumers are a 400, in every pairing of their kinds; the ERP sees none", async () => {
  for (const [one, makeOne] of Object.entries(KINDS))
    for (const [other, makeOther] of Object.entries(KINDS)) {
      const [first, second] = [await makeOne("orders"), await makeOther("planner")];
      if (first.certificate !== undefined && second.certificate !== undefined) continue;
      const certificate = first.certificate ?? second.certificate;
      const { status, targets } = await send(get(CUSTOMERS, [...first.lines, ...second.lines]), certificate);
      assert.deepEqual([status, targets], [400, []], `${one} and ${other}`);
    }
});

test("class 10, CVE-2026-26308: a token is not given out to one consumer in a request that speaks for another as well", async () => {
  const form = `grant_type=client_credentials&client_id=orders-app&client_secret=${keys.orders}`;
  const type = [
    "Content-Type: application/x-www-form-urlencoded",
    `Content-Length: ${form.length}`,
    "Connection: close",
  ];
  const ask = (lines: readonly string[], certificate?: keyof typeof certificates): Promise<{ status: number }> =>
    send(requestBytes("POST", "/oauth/token", [...type, ...lines], form), certificate);
  assert.equal((await ask([`X-Api-Key: ${keys.planner}`])).status, 400);
  assert.equal((await ask([], "planner")).status, 400);
  assert.equal((await ask([`X-Api-Key: ${keys.orders}`])).status, 200);
  assert.equal((await ask([], "orders")).status, 200);
});

test("class 11, CVE-2022-29226: a certificate opens by who issued it and who is registered, not by what stands in it", async () => {
  for (const certificate of ["forged", "unregistered"] as const) {
    for (const lines of [[], [`X-Api-Key: ${keys.orders}`]]) {
      const { status, targets } = await send(get(CUSTOMERS, lines), certificate);
      assert.deepEqual([status, targets], [401, []], certificate);
    }
  }
  for (const name of ["X-Client-Cert", "X-ARR-ClientCert", "Ssl-Client-Cert", "X-SSL-Client-Verify"]) {
    const { status, targets } = await send(
      get(CUSTOMERS, [`${name}: ${Buffer.from(certificates.orders.pem).toString("base64")}`]),
    );
    assert.deepEqual([status, targets], [401, []], name);
  }
});

for (const [what, lines, status] of [
  ["of an origin that nobody names", ["Origin: https://evil.example", "Access-Control-Request-Method: GET"], 403],
  ["of an origin that only begins so", [`Origin: ${PAGE}.evil.example`, "Access-Control-Request-Method: GET"], 403],
  ["of no origin in particular", ["Origin: null", "Access-Control-Request-Method: GET"], 403],
  ["of two origins", [`Origin: ${PAGE}`, "Origin: https://evil.example", "Access-Control-Request-Method: GET"], 403],
  ["that asks for no method", [`Origin: ${PAGE}`], 405],
  [
    "with names that are none",
    [`Origin: ${PAGE}`, "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: a\u0080b"],
    204,
  ],
] as const) {
  test(`class 4, CVE-2025-29927: a preflight ${what} opens nothing, and never reaches the ERP`, async () => {
    const answer = await send(requestBytes("OPTIONS", VENDORS, [...lines, "Connection: close"]));
    assert.deepEqual([answer.status, answer.targets], [status, []]);
    if (status !== 204) assert.doesNotMatch(answer.text, /access-control-allow-origin/i);
    assert.doesNotMatch(answer.text, /access-control-allow-(?:headers: a|credentials)/i);
  });
}
