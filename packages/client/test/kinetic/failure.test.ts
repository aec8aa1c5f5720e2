import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { classifyFailure } from "../../src/kinetic/index.ts";

const UNAUTHORIZED = "System.UnauthorizedAccessException";
const body = (ErrorMessage: string, ErrorType = UNAUTHORIZED, HttpStatus = 401): string =>
  JSON.stringify({ HttpStatus, ReasonPhrase: "REST API Exception", ErrorMessage, ErrorType, CorrelationId: "x" });
const xml = (message: string): string =>
  `<Error><ErrorMessage>${message}</ErrorMessage><ErrorType>${UNAUTHORIZED}</ErrorType></Error>`;

const cases: readonly [
  what: string,
  status: number,
  body: string,
  code: string,
  atFault: boolean,
  headers?: Record<string, string>,
][] = [
  ["the wrong key", 401, body(`Invalid API Key ${seeded("k")}.\r\nCompany EPIC06.`), "KINETIC_API_KEY_INVALID", false],
  [
    "the wrong key, XML",
    401,
    xml(`Invalid API Key ${seeded("k")}.&#xD;\nCompany EPIC06.`),
    "KINETIC_API_KEY_INVALID",
    false,
  ],
  ["the wrong pair", 401, body("Invalid username or password."), "KINETIC_CREDENTIALS_INVALID", false],
  ["a missing right", 401, body("Access denied (Erp.BO.Company.GetRows)."), "KINETIC_METHOD_ACCESS_DENIED", false],
  [
    "a missing right, cut",
    401,
    body("Access denied (Erp.BO.Company.GetRows).").slice(0, 120),
    "KINETIC_METHOD_ACCESS_DENIED",
    false,
  ],
  [
    "a missing right as the guides have it",
    403,
    body("Access denied (Erp.BO.X.Y).", UNAUTHORIZED, 403),
    "KINETIC_METHOD_ACCESS_DENIED",
    false,
  ],
  ["an access scope", 403, body("Not in scope", UNAUTHORIZED, 403), "KINETIC_ACCESS_DENIED", false],
  ["an expired token", 401, body("IDX10223: Lifetime validation failed."), "KINETIC_TOKEN_EXPIRED", true],
  [
    "an expired token, by challenge",
    401,
    "",
    "KINETIC_TOKEN_EXPIRED",
    true,
    { "WWW-Authenticate": 'Bearer error="invalid_token", error_description="The token expired"' },
  ],
  ["a bad token", 401, body("IDX10503: Signature validation failed."), "KINETIC_TOKEN_REFUSED", true],
  [
    "a token that is one or the other",
    401,
    body("The token is not valid or has expired."),
    "KINETIC_TOKEN_REFUSED",
    true,
  ],
  ["nothing said", 401, "", "KINETIC_TOKEN_REFUSED", true],
  ["a Basic challenge", 401, "", "KINETIC_AUTHORIZATION_MISSING", true, { "www-authenticate": 'Basic realm="x"' }],
  [
    "no licence left",
    400,
    body(
      "Maximum users exceeded on license type: DefaultUser assigned to company: EPIC06",
      "Ice.LicenseAccessException",
      400,
    ),
    "KINETIC_LICENSE_EXHAUSTED",
    false,
  ],
  ["a lost session", 410, body("x", "Ice.InvalidSessionException", 410), "KINETIC_SESSION_INVALID", false],
  ["conversions pending", 503, body("x", "Ice.ConversionsPendingException", 503), "KINETIC_SERVER_NOT_READY", false],
  ["an unknown record", 404, body("Record not found.", "Ice.RecordNotFoundException", 404), "KINETIC_NOT_FOUND", false],
  ["a business rule", 400, body("Part is required.", "Ice.BLException", 400), "KINETIC_APPLICATION_ERROR", false],
  [
    "a bad filter",
    400,
    '{"error":{"code":"","message":"Could not find a property named"}}',
    "KINETIC_APPLICATION_ERROR",
    false,
  ],
  ["a proxy", 502, "<html>Bad gateway</html>", "ANSWER_GATEWAY_ERROR", false],
  ["a login page", 403, "<!DOCTYPE html><html>", "ANSWER_HTML", false],
  ["too many calls", 429, "", "ANSWER_THROTTLED", false],
  ["nobody knows", 418, "short and stout", "ANSWER_UNRECOGNISED", false],
];

describe("classifyFailure of Kinetic", () => {
  for (const [what, status, text, code, tokenAtFault, headers = {}] of cases) {
    it(`${status}: ${what} is ${code}`, () => {
      const failure = classifyFailure({ status, headers, body: text });
      assert.equal(failure.code, code);
      assert.equal(failure.tokenAtFault, tokenAtFault);
      assert.ok(!JSON.stringify(failure).includes(seeded("k")));
    });
  }

  it("reads Headers as well as records", () => {
    const headers = new Headers({ "www-authenticate": "Basic" });
    assert.equal(classifyFailure({ status: 401, headers, body: "" }).code, "KINETIC_AUTHORIZATION_MISSING");
  });

  it("never throws, whatever the body", () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), fc.string({ maxLength: 300 }), (status, text) => {
        for (const start of ["", "{", "<", '{"ErrorMessage":"'])
          classifyFailure({ status, headers: {}, body: start + text });
      }),
    );
  });
});
