import assert from "node:assert/strict";
import { createSecretKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { derFromRaw, rawFromDer } from "../../src/issue/es256-signature.ts";
import { hasValidSignature, readJwt, signJwt } from "../../src/issue/jwt.ts";

const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const secret = createSecretKey(Buffer.from(seeded("hs256-secret")));

test("ES256 signatures survive the way between DER and JWS, 500 times", () => {
  for (let index = 0; index < 500; index++) {
    const input = Buffer.from(`input ${index}`);
    const der = sign("sha256", input, ec.privateKey);
    const raw = rawFromDer(der);
    assert.ok(verify("sha256", input, { key: ec.publicKey, dsaEncoding: "ieee-p1363" }, raw));
    assert.deepEqual(derFromRaw(raw), der);
  }
});

test("what was signed verifies, under its own algorithm and key alone", () => {
  const es = readJwt(signJwt("ES256", ec.privateKey, { kid: "1" }, { sub: "a" }));
  const hs = readJwt(signJwt("HS256", secret, {}, { sub: "a" }));
  assert.ok(es && hs);
  assert.ok(hasValidSignature(es, "ES256", ec.publicKey));
  assert.ok(hasValidSignature(hs, "HS256", secret));
  assert.ok(!hasValidSignature(hs, "ES256", ec.publicKey));
  assert.ok(!hasValidSignature(es, "HS256", secret));
});

test("one changed character breaks it, wherever it stands", () => {
  const token = signJwt("ES256", ec.privateKey, { kid: "1" }, { sub: "a" });
  for (let at = 0; at < token.length - 1; at++) {
    if (token[at] === ".") continue;
    const jwt = readJwt(token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1));
    assert.ok(jwt === undefined || !hasValidSignature(jwt, "ES256", ec.publicKey), `at ${at}`);
  }
});

for (const text of [
  "",
  "a.b",
  "a.b.c.d",
  "..",
  "e30.e30.",
  "e30.e30.a=",
  "!!.e30.aa",
  "bnVsbA.e30.aa",
  "W10.e30.aa",
  "x".repeat(20_000),
]) {
  test(`${JSON.stringify(text.slice(0, 20))} is no JWT`, () => assert.equal(readJwt(text), undefined));
}
