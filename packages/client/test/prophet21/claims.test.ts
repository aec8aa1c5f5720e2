import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { readClaims } from "../../src/prophet21/index.ts";
import { jwt } from "./jwt.ts";

describe("readClaims", () => {
  it("reads a user's token, and a consumer's", () => {
    const user = { sub: "acme\\jörg", aud: "", "P21.SessionId": "s", nbf: 1, exp: 2, iat: 1, iss: "P21.Soa" };
    const consumer = { sub: "", aud: "/api;/odata:a,b", "P21.ConsumerUid": "8", "P21.SessionId": "s", iss: "P21.Soa" };
    const common = { sessionId: "s", issuer: "P21.Soa" };
    assert.deepEqual(readClaims(jwt(user)), { ...common, user: "acme\\jörg", scope: "", consumerUid: undefined });
    assert.deepEqual(readClaims(jwt(consumer)), { ...common, user: "", scope: "/api;/odata:a,b", consumerUid: "8" });
  });

  it("reads nothing into claims of other kinds", () => {
    const read = readClaims(jwt({ sub: 7, aud: { a: 1 }, iss: null, "P21.ConsumerUid": 8 }));
    assert.deepEqual(read, { user: "", scope: "", consumerUid: undefined, sessionId: undefined, issuer: undefined });
  });

  it("never throws, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.json(), (text, value) => {
        readClaims(text);
        readClaims(`a.${text}.b`);
        readClaims(`a.${Buffer.from(value).toString("base64url")}.b`);
      }),
    );
  });
});
