import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { classifyFailure } from "../../src/prophet21/index.ts";

const missing = "Authorization header was not present or 'Bearer' was missing.";
const denied = "You are not authorized to access API. Please contact administrator to get access.";
const contract = (
  ErrorMessage: string,
  ErrorType: string | null = null,
  InnerException: string | null = null,
): string => JSON.stringify({ ErrorMessage, ErrorType, InnerException });

const cases: readonly [what: string, status: number, body: string, code: string, atFault: boolean][] = [
  [
    "a missing bearer",
    401,
    JSON.stringify({ Description: missing, Error: "invalid_request", Uri: "" }),
    "P21_BEARER_MISSING",
    false,
  ],
  [
    "a missing bearer, XML",
    401,
    `<TokenError><Description>${missing.replaceAll("'", "&apos;")}</Description></TokenError>`,
    "P21_BEARER_MISSING",
    false,
  ],
  ["a missing right or scope", 401, contract(denied), "P21_NOT_AUTHORIZED", false],
  ["a missing right or scope, plain", 401, denied, "P21_NOT_AUTHORIZED", false],
  [
    "a missing right or scope, XML",
    401,
    `<Error><ErrorMessage>${denied}</ErrorMessage></Error>`,
    "P21_NOT_AUTHORIZED",
    false,
  ],
  ["a missing right as older texts have it", 403, "", "P21_NOT_AUTHORIZED", false],
  [
    "a bad token",
    401,
    JSON.stringify({ Description: "bad", Error: "invalid_token", Uri: "" }),
    "P21_TOKEN_REFUSED",
    true,
  ],
  [
    "a token that is one or the other",
    401,
    "<TokenError><Description>The access token is invalid or has expired.</Description></TokenError>",
    "P21_TOKEN_REFUSED",
    true,
  ],
  [
    "an expired token",
    401,
    "<TokenError><Description>The token has expired.</Description></TokenError>",
    "P21_TOKEN_EXPIRED",
    true,
  ],
  ["nothing said", 401, "", "P21_TOKEN_REFUSED", true],
  [
    "the wrong pair",
    401,
    '{"error":"invalid_grant","error_description":"The user name or password is incorrect."}',
    "P21_CREDENTIALS_INVALID",
    false,
  ],
  [
    "an unknown key",
    500,
    contract("Unable to generate client token.", "P21.Business.Common.TokenException", `Consumer Key: ${seeded("k")}`),
    "P21_KEY_UNKNOWN",
    false,
  ],
  ["an unknown key as older texts have it", 401, '{"error":"invalid_client"}', "P21_KEY_UNKNOWN", false],
  ["a session that is there", 409, contract("Session already exists."), "P21_SESSION_EXISTS", false],
  ["a session of another token", 400, contract("Invalid session"), "P21_SESSION_INVALID", false],
  [
    "a key without a user",
    500,
    contract("Error retrieving/validating user", "P21.UI.UiServerException"),
    "P21_USER_UNKNOWN",
    false,
  ],
  [
    "a window",
    400,
    contract("Cannot open window Order because is not available or user x does not have permission."),
    "P21_WINDOW_DENIED",
    false,
  ],
  ["no length", 411, "", "P21_LENGTH_REQUIRED", false],
  ["an unknown table", 404, "", "P21_APPLICATION_ERROR", false],
  [
    "a business rule",
    400,
    contract("Item exists", "P21.Common.Exceptions.Prophet21Exception"),
    "P21_APPLICATION_ERROR",
    false,
  ],
  ["a proxy", 503, "", "ANSWER_GATEWAY_ERROR", false],
  ["a login page", 403, "<html><body>", "ANSWER_HTML", false],
];

describe("classifyFailure of Prophet 21", () => {
  for (const [what, status, text, code, tokenAtFault] of cases) {
    it(`${status}: ${what} is ${code}`, () => {
      const failure = classifyFailure({ status, headers: {}, body: text });
      assert.equal(failure.code, code);
      assert.equal(failure.tokenAtFault, tokenAtFault);
    });
  }

  it("never throws, whatever the body", () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), fc.string({ maxLength: 300 }), (status, text) => {
        for (const start of ["", "{", "<TokenError>"]) classifyFailure({ status, headers: {}, body: start + text });
      }),
    );
  });
});
