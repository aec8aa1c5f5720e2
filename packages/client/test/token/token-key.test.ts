import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { tokenKey } from "../../src/token/token-key.ts";
import type { TokenIdentity } from "../../src/token/token-key.ts";

const [secret, other] = [seeded("token-key-one"), seeded("token-key-other")];

// Few letters, and those that the key itself is written with, so that texts which could run together are common.
const word = fc.string({ unit: fc.constantFrom("a", "b", "1", ":", "-", "é"), maxLength: 3 });
const identity: fc.Arbitrary<TokenIdentity> = fc.record({
  system: fc.constantFrom("kinetic", "prophet21"),
  issuer: word,
  audience: word,
  company: fc.option(word, { nil: undefined }),
  grant: word,
  user: fc.option(word, { nil: undefined }),
  clientId: fc.option(word, { nil: undefined }),
  scopes: fc.array(word, { maxLength: 3 }),
  secret: fc.constantFrom(secret, other, ""),
});
const sorted = (one: TokenIdentity): TokenIdentity => ({ ...one, scopes: one.scopes.toSorted() });

describe("tokenKey", () => {
  it("is the same for two identities exactly where they differ in nothing but the order of scopes", () => {
    fc.assert(
      fc.property(identity, identity, (one, two) => {
        assert.equal(tokenKey(one) === tokenKey(two), isDeepStrictEqual(sorted(one), sorted(two)));
      }),
      { numRuns: 2000 },
    );
  });

  it("changes with every single part of an identity", () => {
    fc.assert(
      fc.property(identity, identity, (one, two) => {
        for (const part of Object.keys(one) as (keyof TokenIdentity)[]) {
          const mixed = { ...one, [part]: two[part] };
          assert.equal(tokenKey(one) === tokenKey(mixed), isDeepStrictEqual(sorted(one), sorted(mixed)), part);
        }
      }),
    );
  });

  const base: TokenIdentity = {
    system: "prophet21",
    issuer: "i",
    audience: "a",
    company: undefined,
    grant: "g",
    user: undefined,
    clientId: undefined,
    scopes: [],
    secret,
  };
  const pairs: readonly [why: string, one: Partial<TokenIdentity>, two: Partial<TokenIdentity>][] = [
    ["neighbours that run together", { issuer: "ab", audience: "c" }, { issuer: "a", audience: "bc" }],
    ["a part that looks like a length", { issuer: "1:a", audience: "" }, { issuer: "", audience: "1:a" }],
    ["absent and empty", { user: undefined }, { user: "" }],
    ["absent and the mark for it", { user: undefined }, { user: "-" }],
    ["a user and a client of the same name", { user: "x" }, { clientId: "x" }],
    ["two scopes and one with a blank", { scopes: ["a", "b"] }, { scopes: ["a b"] }],
    ["a scope and a client", { clientId: "x", scopes: [] }, { clientId: undefined, scopes: ["x"] }],
    ["a scope asked for twice", { scopes: ["a"] }, { scopes: ["a", "a"] }],
    ["another secret", { secret }, { secret: other }],
    ["the form of the request", { grant: "consumer-key v2" }, { grant: "consumer-key v1-appkey" }],
  ];
  for (const [why, one, two] of pairs) {
    it(`keeps apart: ${why}`, () => assert.notEqual(tokenKey({ ...base, ...one }), tokenKey({ ...base, ...two })));
  }

  it("does not depend on the order of scopes", () => {
    assert.equal(tokenKey({ ...base, scopes: ["b", "a"] }), tokenKey({ ...base, scopes: ["a", "b"] }));
  });

  it("shows nothing of what went into it", () => {
    const key = tokenKey({ ...base, user: "integration" });
    assert.match(key, /^[\w-]{43}$/);
  });
});
