import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { openKeyring, openStore, rotateOauthKey } from "../../src/index.ts";
import { startEchoUpstream } from "../echo-upstream.ts";
import { auditOf, kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const SCOPE = "/EPIC06/Erp.BO.CustomerSvc";
const CUSTOMERS = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";
const HOUR_MS = 3_600_000;

async function kidsOf({ url }: TestGateway): Promise<readonly string[]> {
  const set = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { readonly keys: { kid: string }[] };
  for (const key of set.keys) assert.deepEqual(Object.keys(key), ["kty", "crv", "x", "y", "kid", "alg", "use"]);
  return set.keys.map(({ kid }) => kid);
}

async function tokenOf({ url }: TestGateway, key: string): Promise<string> {
  const authorization = `Basic ${Buffer.from(`shop:${key}`).toString("base64")}`;
  const body = new URLSearchParams({ grant_type: "client_credentials" });
  const answer = await fetch(`${url}/oauth/token`, { method: "POST", headers: { authorization }, body });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}

const kidOf = (token: string): unknown =>
  (JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()) as { readonly kid: unknown }).kid;

const statusOf = async ({ url }: TestGateway, token: string): Promise<number> =>
  (await fetch(url + CUSTOMERS, { headers: { authorization: `Bearer ${token}` } })).status;

test("a key that another process makes is published at once, signs once all know it, and the old one stays as long as its tokens", async () => {
  let nowMs = Date.now();
  const runtime = { now: () => nowMs };
  await using upstream = await startEchoUpstream();
  await using running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) }, {}, { runtime });
  const key = await running.register("shop", { erp: { scope: SCOPE } });
  const [first, ...none] = await kidsOf(running);
  assert.deepEqual(none, []);
  const old = await tokenOf(running, key);
  assert.deepEqual([kidOf(old), await statusOf(running, old)], [first, 200]);

  await using other = await openStore(join(running.folder, "erpgate.db"));
  const keyring = await openKeyring(join(running.folder, "erpgate.keys"), other);
  const { kid, follows } = await rotateOauthKey(other, keyring, runtime);
  assert.equal(follows, first);
  let published = await kidsOf(running);
  while (!published.includes(kid)) published = await kidsOf(running);
  assert.equal(kidOf(await tokenOf(running, key)), first, "other processes may not know it yet");

  nowMs += 10_000;
  const fresh = await tokenOf(running, key);
  assert.equal(kidOf(fresh), kid);
  assert.deepEqual([await statusOf(running, fresh), await statusOf(running, old)], [200, 200]);
  nowMs += HOUR_MS;
  assert.equal(await statusOf(running, old), 401, "it has ended");
  assert.deepEqual(await kidsOf(running), [first, kid]);
  nowMs += 24 * HOUR_MS;
  assert.deepEqual(await kidsOf(running), [kid]);
  assert.equal((await auditOf(running.gateway, "keys.rotate")).length, 1);
});

test("of two that rotate at the same moment one wins, and the other is told", async () => {
  await using running = await startTestGateway({ erp: kineticAt("http://127.0.0.1:1/ERP") });
  const { store, keyring } = running.gateway;
  const before = await store.signingKeys();
  const same = {
    signingKeys: () => Promise.resolve(before),
    putSigningKey: (...given: Parameters<typeof store.putSigningKey>) => store.putSigningKey(...given),
  };
  await rotateOauthKey(same, keyring);
  await assert.rejects(rotateOauthKey(same, keyring), { code: "CONSUMER_CONFLICT" });
  assert.equal((await store.signingKeys()).length, before.length + 1);
});
