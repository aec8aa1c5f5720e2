import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { toBase62 } from "../../src/keys/base62.ts";
import { createConsumerKey, looksLikeConsumerKey } from "../../src/keys/consumer-key.ts";

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".split("");

describe("consumer key", () => {
  it("has its shape whatever the bytes, the smallest and the largest included", () => {
    fc.assert(
      fc.property(bytes32, (bytes) => {
        const { key, prefix } = createConsumerKey(() => bytes);
        assert.match(key, /^egk_[0-9A-Za-z]{49}$/);
        assert.ok(looksLikeConsumerKey(key));
        assert.equal(prefix, `${key.slice(0, 8)}…`);
      }),
      { examples: [[new Uint8Array(32)], [new Uint8Array(32).fill(255)]] },
    );
  });

  it("keeps different bytes apart", () => {
    fc.assert(
      fc.property(bytes32, bytes32, (a, b) => {
        const same = Buffer.from(a).equals(Buffer.from(b));
        assert.equal(createConsumerKey(() => a).key === createConsumerKey(() => b).key, same);
      }),
    );
  });

  it("finds every slip in one place", () => {
    fc.assert(
      fc.property(bytes32, fc.integer({ min: 4, max: 52 }), fc.constantFrom(...ALPHABET), (bytes, place, letter) => {
        const { key } = createConsumerKey(() => bytes);
        fc.pre(key.charAt(place) !== letter);
        assert.equal(looksLikeConsumerKey(key.slice(0, place) + letter + key.slice(place + 1)), false);
      }),
    );
  });

  it("finds swapped neighbours", () => {
    fc.assert(
      fc.property(bytes32, fc.integer({ min: 4, max: 51 }), (bytes, place) => {
        const { key } = createConsumerKey(() => bytes);
        const [left, right] = [key.charAt(place), key.charAt(place + 1)];
        fc.pre(left !== right);
        assert.equal(looksLikeConsumerKey(key.slice(0, place) + right + left + key.slice(place + 2)), false);
      }),
    );
  });

  it("refuses any other text", () => {
    fc.assert(fc.property(fc.string({ maxLength: 80 }), (text) => assert.equal(looksLikeConsumerKey(text), false)));
    const { key } = createConsumerKey(() => new Uint8Array(32));
    for (const other of [
      "",
      ` ${key}`,
      `${key} `,
      `${key}\n`,
      key.toLowerCase().replace("egk_", "EGK_"),
      key.slice(1),
    ]) {
      assert.equal(looksLikeConsumerKey(other), false);
    }
  });
});

it("base 62 counts as it should", () => {
  const parse = (text: string): bigint =>
    text.split("").reduce((sum, digit) => sum * 62n + BigInt(ALPHABET.indexOf(digit)), 0n);
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n }), (value) => assert.equal(parse(toBase62(value, 43)), value)),
  );
});
