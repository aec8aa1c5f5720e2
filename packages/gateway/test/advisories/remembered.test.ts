import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { accessCheckFor, revokeConsumer, rotateKey, updateConsumer } from "../../src/index.ts";
import { openWith, sealWith } from "../../src/keys/seal.ts";
import { kineticAt } from "../test-gateway.ts";
import { type Issuer, startIssuer } from "./issuer.ts";
import { openRaw } from "./raw-connection.ts";
import { CUSTOMERS, requestBytes, SENT_CUSTOMERS, type Stand, startStand, VENDORS, WRITE } from "./stand.ts";

let nowMs = Date.now();
let stand: Stand;
let issuer: Issuer;
before(async () => {
  issuer = await startIssuer();
  const scopes = { customers: { erp: "/EPIC06/Erp.BO.CustomerSvc" }, vendors: { erp: "/EPIC06/Erp.BO.VendorSvc" } };
  const section = { issuers: [{ issuer: issuer.url, audience: "api://erp", scopes }] };
  const both = { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc;/EPIC06/Erp.BO.VendorSvc" } };
  stand = await startStand(section, both, { runtime: { now: () => nowMs } });
});
after(async () => {
  await stand[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

const get = (line: string, target = CUSTOMERS): Buffer => requestBytes("GET", target, [line]);
const check = accessCheckFor({ erp: kineticAt("http://127.0.0.1:1/ERP"), two: kineticAt("http://127.0.0.1:1/TWO") });

/** Asks for each of the targets, twice, on one connection and with one credential. @returns the statuses, the second ones */
async function statusesOf(line: string, ...targets: readonly string[]): Promise<readonly number[]> {
  using connection = await openRaw(stand.running.port);
  const statuses: number[] = [];
  for (const target of [...targets, ...targets]) statuses.push((await connection.ask(get(line, target))).status);
  assert.deepEqual(statuses.slice(targets.length), statuses.slice(0, targets.length));
  return statuses.slice(targets.length);
}

test("class 14, CVE-2021-32701: tokens of one consumer are each held to their own scope, remembered or not", async () => {
  const token = (scope: string): string => `Authorization: Bearer ${issuer.token({ scope })}`;
  const [wide, customers, vendors] = [`X-Api-Key: ${stand.key}`, token("customers"), token("vendors")];
  for (let time = 0; time < 2; time += 1) {
    assert.deepEqual(await statusesOf(wide, CUSTOMERS, VENDORS), [200, 200]);
    assert.deepEqual(await statusesOf(customers, CUSTOMERS, VENDORS), [200, 403]);
    assert.deepEqual(await statusesOf(vendors, CUSTOMERS, VENDORS), [403, 200]);
    assert.deepEqual(await statusesOf(token("other"), CUSTOMERS, VENDORS), [403, 403]);
  }
});

test("class 14, CVE-2021-32701: a key beside a narrower token does not widen it", async () => {
  using connection = await openRaw(stand.running.port);
  const token = issuer.token({ scope: "customers" });
  const lines = [`Authorization: Bearer ${token}`, `X-Api-Key: ${stand.key}`];
  for (const [target, status] of [
    [VENDORS, 403],
    [CUSTOMERS, 200],
    [VENDORS, 403],
  ] as const)
    assert.equal((await connection.ask(requestBytes("GET", target, lines))).status, status);
});

test("class 14, CVE-2021-41230: a scope that is taken away is gone in the midst of a connection; the ERP sees none of it", async () => {
  const key = await stand.running.register("shrinking", WRITE);
  const line = `X-Api-Key: ${key}`;
  const { store, consumers } = stand.running.gateway;
  using connection = await openRaw(stand.running.port);
  for (let time = 0; time < 3; time += 1) assert.equal((await connection.ask(get(line))).status, 200);
  await updateConsumer(store, "shrinking", { scopes: { erp: "/EPIC06/Erp.BO.VendorSvc" } }, check);
  await consumers.reload();
  stand.upstream.seen.length = 0;
  assert.equal((await connection.ask(get(line))).status, 403);
  assert.deepEqual(stand.upstream.seen, []);
  await revokeConsumer(store, "shrinking");
  await consumers.reload();
  assert.equal((await connection.ask(get(line, VENDORS))).status, 401);
  assert.deepEqual(stand.upstream.seen, []);
});

test("class 14, CVE-2021-41230: a token that ends in the midst of a connection is refused from that moment", async () => {
  using connection = await openRaw(stand.running.port);
  const endMs = (Math.floor(nowMs / 1000) + 30) * 1000;
  const line = `Authorization: Bearer ${issuer.token({ scope: "customers", exp: endMs / 1000 })}`;
  assert.equal((await connection.ask(get(line))).status, 200);
  const beganMs = nowMs;
  nowMs = endMs - 1;
  assert.equal((await connection.ask(get(line))).status, 200);
  nowMs = endMs;
  stand.upstream.seen.length = 0;
  assert.equal((await connection.ask(get(line))).status, 401);
  assert.deepEqual(stand.upstream.seen, []);
  nowMs = beganMs;
});

test("class 14, CVE-2021-41230: a registration of the same name is somebody else to the tokens of the one before", async () => {
  const { store, consumers } = stand.running.gateway;
  const key = await stand.running.register("again", WRITE);
  const form = new URLSearchParams({ grant_type: "client_credentials", client_id: "again", client_secret: key });
  const answer = await fetch(`${stand.running.url}/oauth/token`, { method: "POST", body: form });
  const { access_token: token } = (await answer.json()) as { readonly access_token: string };
  assert.deepEqual(await statusesOf(`Authorization: Bearer ${token}`, CUSTOMERS), [200]);
  await revokeConsumer(store, "again");
  await stand.running.register("again", WRITE);
  await consumers.reload();
  assert.deepEqual(await statusesOf(`Authorization: Bearer ${token}`, CUSTOMERS), [401]);
  assert.deepEqual(await statusesOf(`X-Api-Key: ${key}`, CUSTOMERS), [401]);
});

test("class 16, CVE-2023-35941: writes whose parts only join to the same text are two writes under one Idempotency-Key", async () => {
  await using wide = await startStand();
  const path = CUSTOMERS.slice(0, -1);
  const lines = ["Idempotency-Key: k", "Content-Type: application/json"];
  const first = await wide.ask("POST", `${CUSTOMERS}?a`, [...lines, "Content-Length: 2"], "{}");
  assert.deepEqual([first.status, first.targets.length], [200, 1]);
  for (const [target, body] of [
    [CUSTOMERS, "a{}"],
    [`${CUSTOMERS}?a{`, "}"],
    [`${CUSTOMERS}?`, "a{}"],
    [`${path}?sa`, "{}"],
  ] as const) {
    const { status, targets } = await wide.ask("POST", target, [...lines, `Content-Length: ${body.length}`], body);
    assert.deepEqual([status, targets], [422, []], target);
  }
});

test("class 16, GHSA-v574-6498-x57v: what one method, path or connection is allowed is remembered for no other", async () => {
  using connection = await openRaw(stand.running.port);
  const line = `X-Api-Key: ${stand.key}`;
  assert.equal((await connection.ask(get(line))).status, 200);
  stand.upstream.seen.length = 0;
  for (const [method, target] of [
    ["DELETE", CUSTOMERS],
    ["POST", CUSTOMERS],
    ["GE", `T${CUSTOMERS}`],
    ["GET", CUSTOMERS.replace("/erp/", "/two/")],
    ["GET", `${CUSTOMERS}/`],
    ["HEADGET", CUSTOMERS],
  ] as const) {
    const { status } = await stand.raw(requestBytes(method, target, [line]));
    assert.ok(status >= 400, `${method} ${target}`);
  }
  assert.deepEqual(stand.upstream.seen, []);
});

test("class 16, CVE-2023-35941: an issuer and a subject that join to the same text as another pair are somebody else", async () => {
  const file = "https://a.test";
  await stand.running.register("pair", WRITE, [{ issuer: `${file}/b`, value: "c" }]);
  const { consumers } = stand.running.gateway;
  assert.equal(consumers.bySubject(`${file}/b`, "c")?.name, "pair");
  for (const [name, value] of [
    [`${file}/`, "bc"],
    [`${file}/bc`, ""],
    [file, "/bc"],
    [`${file}/b","c`, ""],
    [`["${file}/b"`, `"c"]`],
  ] as const)
    assert.equal(consumers.bySubject(name, value), undefined);
});

test("class 17, Envoy 1.37.3: what is sealed opens with its key, name and place alone, and never by chance", () => {
  const secret = randomBytes(32);
  const sealed = sealWith(secret, "k1", randomBytes(12), Buffer.from("a signing key"), "oauth");
  assert.equal(Buffer.from(openWith(secret, sealed, "oauth")).toString(), "a signing key");
  // With CBC every 256th wrong key would seem to fit.
  for (let time = 0; time < 600; time += 1) assert.throws(() => openWith(randomBytes(32), sealed, "oauth"));
  for (const label of ["", "oauth1", "oaut", "mount:erp"]) assert.throws(() => openWith(secret, sealed, label));
  const bytes = Buffer.from(sealed, "base64url");
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.throws(() => openWith(secret, changed.toString("base64url"), "oauth"), `byte ${at}`);
    assert.throws(() => openWith(secret, bytes.subarray(0, at).toString("base64url"), "oauth"), `${at} bytes`);
  }
});

test("class 17, Envoy 1.37.3: a key is rotated while ten connections call: the new one opens, the old one from then on never", async () => {
  const old = await stand.running.register("rotating", WRITE);
  const { store, keyring, consumers } = stand.running.gateway;
  const connections = await Promise.all(Array.from({ length: 10 }, () => openRaw(stand.running.port)));
  const askAll = (key: string): Promise<readonly number[]> =>
    Promise.all(connections.map(async (each) => (await each.ask(get(`X-Api-Key: ${key}`))).status));
  const rotation = new AbortController();
  const calling = connections.map(async (connection) => {
    const statuses: number[] = [];
    while (!rotation.signal.aborted) statuses.push((await connection.ask(get(`X-Api-Key: ${old}`))).status);
    return statuses;
  });
  const { key } = await rotateKey(store, keyring, "rotating", { overlapMs: 0 }, { now: () => nowMs });
  await consumers.reload();
  rotation.abort();
  for (const statuses of await Promise.all(calling)) {
    // Once refused, never let in again: what is remembered of the old key does not come back.
    const end = statuses.indexOf(401);
    assert.ok(end < 0 || statuses.slice(end).every((status) => status === 401), statuses.join());
  }
  stand.upstream.seen.length = 0;
  assert.deepEqual([...new Set(await askAll(old))], [401]);
  assert.deepEqual(stand.upstream.seen, []);
  assert.deepEqual([...new Set(await askAll(key.reveal()))], [200]);
  for (const connection of connections) connection[Symbol.dispose]();
  assert.ok(stand.upstream.seen.every(({ target }) => target === SENT_CUSTOMERS));
});
