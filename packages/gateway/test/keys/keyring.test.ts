import assert from "node:assert/strict";
import { createHmac, hkdfSync } from "node:crypto";
import { describe, it } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { createKeyring, equalDigests, type MasterKey } from "../../src/keys/keyring.ts";
import { StoreError } from "../../src/store/store-error.ts";

const randomBytes = (size: number): Uint8Array => crypto.getRandomValues(new Uint8Array(size));
const old: MasterKey = { id: "old", secret: new Uint8Array(32).fill(1) };
const current: MasterKey = { id: "current", secret: new Uint8Array(32).fill(2) };
const ring = createKeyring([current, old], randomBytes);

function failsWith(code: string): (error: unknown) => boolean {
  return (error) => StoreError.is(error) && error.code === code;
}

describe("hashing", () => {
  it("is HMAC-SHA-256 under a key derived for that one use", () => {
    const derived = new Uint8Array(hkdfSync("sha256", current.secret, "", "erpgate consumer-key-hash 1", 32));
    const expected = createHmac("sha256", derived).update("egk_x").digest("hex");
    assert.deepEqual(ring.hash("egk_x"), { hashKeyId: "current", hash: expected });
  });

  it("still knows hashes made with an older key", () => {
    const before = createKeyring([old], randomBytes).hash("egk_x");
    assert.equal(ring.matches(before.hashKeyId, before.hash, "egk_x"), true);
    assert.equal(ring.matches(before.hashKeyId, before.hash, "egk_y"), false);
    assert.equal(ring.matches("current", before.hash, "egk_x"), false);
    assert.equal(ring.matches("unknown", before.hash, "egk_x"), false);
  });

  it("never takes a digest of another length, or an empty one, for equal", () => {
    const { hash } = ring.hash("egk_x");
    for (const other of ["", hash.slice(1), `${hash}0`]) assert.equal(equalDigests(hash, other), false);
    assert.equal(equalDigests("", ""), false);
    assert.equal(equalDigests(undefined, ""), false);
    assert.equal(equalDigests(hash, hash), true);
  });
});

describe("sealing", () => {
  it("gives back what was sealed, under the same label", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (plain, label) => {
        assert.deepEqual(Buffer.from(ring.open(ring.seal(plain, label), label)), Buffer.from(plain));
      }),
    );
  });

  it("does not open under another label", () => {
    const sealed = ring.seal(new Uint8Array([1, 2, 3]), "signing-key a");
    assert.throws(() => ring.open(sealed, "signing-key b"), failsWith("SEAL_BROKEN"));
  });

  it("does not open once any byte was changed", () => {
    const sealed = Buffer.from(ring.seal(new Uint8Array([1, 2, 3]), "label"), "base64url");
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.throws(
        () => ring.open(changed.toString("base64url"), "label"),
        (error) => StoreError.is(error),
        `byte ${at}`,
      );
    }
  });

  it("never seals the same thing the same way twice", () => {
    assert.notEqual(ring.seal(new Uint8Array(8), "label"), ring.seal(new Uint8Array(8), "label"));
  });

  it("refuses garbage, a cut-off value and a later form", () => {
    for (const sealed of ["", "AQ", "Ag", Buffer.from([1, 3, 97]).toString("base64url")]) {
      assert.throws(() => ring.open(sealed, "label"), failsWith("SEAL_BROKEN"));
    }
  });

  it("names the key that is missing", () => {
    const sealed = ring.seal(new Uint8Array(8), "label");
    assert.throws(() => createKeyring([old], randomBytes).open(sealed, "label"), failsWith("KEY_FILE_FOREIGN"));
  });
});
