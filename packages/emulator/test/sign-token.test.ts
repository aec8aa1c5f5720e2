import assert from "node:assert/strict";
import { generateKeyPairSync, verify } from "node:crypto";
import { test } from "node:test";
import { signToken } from "../src/sign-token.ts";

test("an ES256 signature is two numbers of 32 bytes, also where one of them is short", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  // Of 1,500 signatures about a dozen have a number that begins with a zero byte.
  for (let count = 0; count < 1500; count++) {
    const token = signToken({ alg: "ES256" }, { count }, { kid: "k", alg: "ES256", privateKey, jwk: {} });
    const [head, claims, signature = ""] = token.split(".");
    const raw = Buffer.from(signature, "base64url");
    assert.equal(raw.length, 64);
    assert.ok(
      verify("sha256", Buffer.from(`${head}.${claims}`), { key: publicKey, dsaEncoding: "ieee-p1363" }, raw),
      token,
    );
  }
});
