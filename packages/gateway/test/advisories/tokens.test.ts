import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { claimsOf, ecPair, es256, inDer, type Issuer, type Pair, signed, startIssuer } from "./issuer.ts";
import { CUSTOMERS, requestBytes, type Seen, SENT_CUSTOMERS, type Stand, startStand, VENDORS } from "./stand.ts";

const FILE = "https://file.test";
const other = ecPair();
const pem = (key: KeyObject): string => key.export({ type: "spki", format: "pem" }).toString();

let stand: Stand;
let issuer: Issuer;
/** Where a token may try to send the gateway. */
let trap: Issuer;
let rsa: Pair;
before(async () => {
  [issuer, trap] = await Promise.all([startIssuer(), startIssuer()]);
  rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  stand = await startStand(async (folder) => {
    await writeFile(join(folder, "file.pem"), pem(rsa.publicKey));
    const file = { issuer: FILE, audience: "api://file", keys: join(folder, "file.pem") };
    return { issuers: [{ issuer: issuer.url, audience: "api://erp" }, file] };
  });
  await stand.running.register("planner", { erp: { scope: "/EPIC06/Erp.BO.VendorSvc" } }, [
    { issuer: FILE, value: "service-7" },
  ]);
});
after(async () => {
  for (const each of [stand, issuer, trap]) await each[Symbol.asyncDispose]();
});

const bearing = (token: string, target = CUSTOMERS): Promise<Seen> =>
  stand.raw(requestBytes("GET", target, [`Authorization: Bearer ${token}`]));
async function refused(token: string): Promise<void> {
  const { status, targets } = await bearing(token);
  assert.deepEqual([status, targets], [401, []]);
}
const rs256 = (input: Buffer): Buffer => sign("sha256", input, rsa.privateKey);
const fileClaims = (more: object = {}): object => claimsOf(FILE, { aud: "api://file", ...more });
const hmac =
  (secret: string | Buffer) =>
  (input: Buffer): Buffer =>
    createHmac("sha256", secret).update(input).digest();

test("class 12, CVE-2026-39999: the tokens that are meant do open, of either issuer", async () => {
  assert.deepEqual((await bearing(issuer.token())).targets, [SENT_CUSTOMERS]);
  const token = signed({ alg: "RS256" }, fileClaims(), rs256);
  assert.deepEqual((await bearing(token)).targets, [SENT_CUSTOMERS]);
});

for (const alg of ["none", "None", "NONE", "nOnE", "", "HS256", "ES384", "RS256", "PS256", "EdDSA"]) {
  test(`class 12, CVE-2022-23540: a token that names the algorithm "${alg}" is not checked by it`, async () => {
    await refused(issuer.token({}, { alg }));
    await refused(signed({ alg, kid: issuer.kid }, claimsOf(issuer.url), () => Buffer.from("x")));
    await refused(`${issuer.token({}, { alg }).split(".", 2).join(".")}.`);
  });
}

test("class 12, CVE-2026-39999: a public key is no secret of an HMAC, in none of its spellings", async () => {
  const key = rsa.publicKey;
  const spellings = [
    pem(key),
    pem(key).trim(),
    key.export({ type: "spki", format: "der" }),
    String(key.export({ format: "jwk" }).n),
    JSON.stringify(key.export({ format: "jwk" })),
  ];
  for (const secret of spellings) await refused(signed({ alg: "HS256", typ: "JWT" }, fileClaims(), hmac(secret)));
  const { url } = stand.running;
  const jwks = await (await fetch(`${url}/.well-known/jwks.json`)).text();
  const own = { iss: url, aud: url, client_id: "orders", exp: 4_000_000_000, scope: "erp" };
  const { keys } = JSON.parse(jwks) as { readonly keys: readonly { readonly kid: string }[] };
  for (const secret of [jwks, JSON.stringify(keys[0])])
    await refused(signed({ alg: "HS256", kid: keys[0]?.kid }, own, hmac(secret)));
});

test("class 12, CVE-2022-36083: signatures that are none of ES256: zeros, DER, cut, doubled, empty of meaning", async () => {
  const claims = claimsOf(issuer.url);
  const header = { alg: "ES256", kid: issuer.kid };
  const right = (input: Buffer): Buffer => es256(input, issuer.pair.privateKey);
  for (const signature of [
    () => Buffer.alloc(64),
    () => Buffer.alloc(64, 0xff),
    (input: Buffer) => Buffer.concat([right(input).subarray(0, 32), Buffer.alloc(32)]),
    (input: Buffer) => inDer(right(input)),
    (input: Buffer) => right(input).subarray(0, 63),
    (input: Buffer) => Buffer.concat([right(input), right(input)]),
    (input: Buffer) => es256(input, other.privateKey),
  ])
    await refused(signed(header, claims, signature));
});

test("class 12, CVE-2026-39999: a key that comes in the token, or an address of keys, is not looked at", async () => {
  const jwk = other.publicKey.export({ format: "jwk" });
  const url = `${trap.url}/keys`;
  for (const header of [{ jwk }, { jku: url }, { x5u: url }, { x5c: ["MIIB"] }, { kid: url }, { jku: url, kid: "x" }])
    await refused(issuer.token({}, header, other.privateKey));
  assert.deepEqual(trap.asked, []);
});

for (const kid of [
  "../../../../dev/null",
  "/proc/self/environ",
  "' OR '1'='1",
  "one\u0000",
  "ONE",
  "",
  "__proto__",
  "constructor",
  "a".repeat(8000),
  ["one"],
  { toString: "one" },
  0,
  null,
]) {
  test(`class 12, CVE-2026-39999: kid ${JSON.stringify(kid).slice(0, 30)} finds no key, and breaks nothing`, async () => {
    await refused(issuer.token({}, { kid }, other.privateKey));
    assert.deepEqual((await bearing(issuer.token())).targets, [SENT_CUSTOMERS]);
  });
}

test("class 12, CVE-2026-35039: a flood of made-up kids costs the issuer no more than one request for its keys", async () => {
  const asks = (): number => issuer.asked.filter((path) => path === "/keys").length;
  assert.deepEqual((await bearing(issuer.token())).targets, [SENT_CUSTOMERS]);
  const askedBefore = asks();
  const tokens = Array.from({ length: 60 }, (_none, n) => issuer.token({}, { kid: `made-up-${n}` }, other.privateKey));
  const statuses = await Promise.all(
    tokens.map(async (token) => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(stand.running.url + CUSTOMERS, { headers })).status;
    }),
  );
  assert.deepEqual([...new Set(statuses)], [401]);
  assert.ok(asks() - askedBefore <= 1, `${asks() - askedBefore}`);
});

test("class 12, CVE-2022-36083: an encrypted token with a costly key derivation is not begun with", async () => {
  const header = { alg: "PBES2-HS512+A256KW", enc: "A256GCM", p2c: 2_147_483_647, p2s: "AAAA" };
  const parts = [header, {}, {}, {}, {}].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  await refused(parts.join("."));
  await refused(issuer.token({}, { crit: ["b64"], b64: false }));
  await refused(issuer.token({}, { typ: "secevent+jwt" }));
});

test("class 12, CVE-2026-35039: a token that was verified before opens for no other text", async () => {
  const token = issuer.token();
  assert.deepEqual((await bearing(token)).targets, [SENT_CUSTOMERS]);
  for (let at = 0; at < token.length - 1; at += 9) {
    const changed = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
    const { status, targets } = await bearing(changed);
    assert.ok(status === 401, `${at}: ${status}`);
    assert.deepEqual(targets, []);
  }
  for (const text of [token.slice(0, -2), `${token}A`, `${token}=`, `${token}.`, `.${token}`, `${token}.${token}`])
    await refused(text);
});

test("class 13, CVE-2026-49872: one issuer's key signs for no other issuer", async () => {
  await refused(signed({ alg: "RS256" }, claimsOf(issuer.url), rs256));
  await refused(signed({ alg: "RS256", kid: issuer.kid }, claimsOf(issuer.url), rs256));
  await refused(signed({ alg: "ES256" }, fileClaims(), (input) => es256(input, issuer.pair.privateKey)));
  for (const iss of [
    `${FILE}/`,
    "https://FILE.test",
    `${FILE}#`,
    `${FILE}\u0000`,
    [FILE],
    { a: FILE },
    null,
    "",
    "P21.Soa",
  ])
    await refused(signed({ alg: "RS256" }, fileClaims({ iss }), rs256));
});

test("class 13, CVE-2025-46647: one audience's token is not another's, and what was remembered does not make it so", async () => {
  assert.deepEqual((await bearing(issuer.token())).targets, [SENT_CUSTOMERS]);
  for (const aud of [
    "api://file",
    "api://erp/",
    "API://ERP",
    "",
    [],
    ["api://file"],
    [["api://erp"]],
    { 0: "api://erp" },
    null,
  ])
    await refused(issuer.token({ aud }));
  await refused(signed({ alg: "RS256" }, fileClaims({ aud: "api://erp" }), rs256));
});

test("class 13, CVE-2026-33496: a subject is one of its issuer alone", async () => {
  const claims = { client_id: "service-7" };
  const registered = signed({ alg: "RS256" }, fileClaims(claims), rs256);
  const { status } = await bearing(registered);
  assert.equal(status, 403, "planner may read vendors, not customers");
  assert.equal((await bearing(registered, VENDORS)).targets.length, 1);
  for (const target of [CUSTOMERS, VENDORS]) {
    const { targets } = await bearing(issuer.token(claims), target);
    assert.deepEqual(targets, []);
  }
});

test("class 13, CVE-2026-49872: what opens as one kind of credential opens as no other", async () => {
  const token = issuer.token();
  assert.deepEqual((await bearing(token)).targets, [SENT_CUSTOMERS]);
  assert.deepEqual((await bearing(stand.key)).targets, [SENT_CUSTOMERS]);
  const basic = (pair: string): string => `Authorization: Basic ${Buffer.from(pair).toString("base64")}`;
  for (const line of [
    `X-Api-Key: ${token}`,
    `X-Api-Key: Bearer ${stand.key}`,
    `Authorization: ${stand.key}`,
    `Authorization: ApiKey ${stand.key}`,
    basic(`orders:${token}`),
    basic(`planner:${stand.key}`),
    basic(`:${stand.key}`),
    basic(`${stand.key}:`),
    basic(`orders:${stand.key}:`),
    `Authorization: Bearer Bearer ${stand.key}`,
    `Authorization: Bearer ${Buffer.from(`orders:${stand.key}`).toString("base64")}`,
  ]) {
    const { status, targets } = await stand.raw(requestBytes("GET", CUSTOMERS, [line]));
    assert.deepEqual([status, targets], [401, []], line.split(" ", 2).join(" "));
  }
});

for (const client_id of [
  "orders@evil@corp.example",
  "orders@evil.example",
  "evil.example/orders",
  "ORDERS",
  " orders",
  "orders ",
  "orders\u0000",
  "orders\nx",
  "orders,planner",
  "ｏrders",
  "",
  ["orders"],
  { orders: "orders" },
  true,
]) {
  test(`class 15, CVE-2026-40574: the identity ${JSON.stringify(client_id)} is nobody's`, async () => {
    await refused(issuer.token({ client_id }));
  });
}

test("class 15, CVE-2026-40574: mail address, display name and user name identify nobody", async () => {
  for (const claim of ["email", "preferred_username", "upn", "unique_name", "name", "username", "groups", "oid"])
    await refused(issuer.token({ client_id: undefined, [claim]: "orders" }));
  // The first of the configured claims that is there counts, whatever it says: a second is not a second chance.
  await refused(issuer.token({ client_id: "nobody", azp: "orders", appid: "orders", sub: "orders" }));
  await refused(issuer.token({ client_id: null, sub: "orders" }));
});
