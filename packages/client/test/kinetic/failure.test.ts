import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { classifyFailure } from "../../src/kinetic/index.ts";
import type { FailedCall } from "../../src/kinetic/index.ts";

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

  const v2 = { path: "/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers" };
  const withKey = { ...v2, hadApiKey: true };
  const basic = { ...withKey, scheme: "basic" };
  const negotiate = { "www-authenticate": "Negotiate, NTLM" };
  const realm = { "www-authenticate": 'Basic realm="x"' };
  const withEvidence: readonly [
    what: string,
    status: number,
    body: string,
    call: FailedCall | undefined,
    code: string,
    finding: string | undefined,
    headers?: Record<string, string>,
  ][] = [
    [
      "v2, Basic, no key",
      401,
      "",
      { ...basic, hadApiKey: false },
      "KINETIC_API_KEY_MISSING",
      "kinetic/api-key-missing",
    ],
    [
      "v2, Bearer, no key, a text of its own",
      401,
      body("An API key is needed"),
      { ...v2, scheme: "bearer", hadApiKey: false },
      "KINETIC_API_KEY_MISSING",
      "kinetic/api-key-missing",
    ],
    [
      "v2, no key, 403",
      403,
      body("Forbidden", UNAUTHORIZED, 403),
      { ...basic, hadApiKey: false },
      "KINETIC_API_KEY_MISSING",
      "kinetic/api-key-missing",
    ],
    [
      "v2, no key, and the password wrong",
      401,
      body("Invalid username or password."),
      { ...basic, hadApiKey: false },
      "KINETIC_CREDENTIALS_INVALID",
      "kinetic/credentials-invalid",
    ],
    [
      "an empty key echoed",
      401,
      body("Invalid API Key .\r\nCompany EPIC06."),
      undefined,
      "KINETIC_API_KEY_MISSING",
      "kinetic/api-key-missing",
    ],
    [
      "v1 needs no key",
      401,
      "",
      { path: "/api/v1/X", scheme: "basic", hadApiKey: false },
      "ANSWER_UNRECOGNISED",
      undefined,
    ],
    ["Basic and nothing said", 401, "", basic, "ANSWER_UNRECOGNISED", undefined],
    ["Basic and an unknown text", 401, body("No."), basic, "ANSWER_UNRECOGNISED", undefined, realm],
    [
      "Bearer, an unknown text and a Basic challenge",
      401,
      body("No."),
      { ...withKey, scheme: "bearer" },
      "KINETIC_TOKEN_REFUSED",
      "kinetic/token-rejected",
      realm,
    ],
    [
      "no login at all",
      401,
      body("No."),
      { ...withKey, scheme: "" },
      "KINETIC_AUTHORIZATION_MISSING",
      "kinetic/authorization-missing",
      realm,
    ],
    ["a login that was not seen", 401, "", basic, "KINETIC_AUTHORIZATION_MISSING", undefined, realm],
    [
      "a login that nginx took",
      401,
      "",
      basic,
      "KINETIC_AUTHORIZATION_MISSING",
      "proxy/header-stripped",
      { ...realm, server: "nginx/1.25" },
    ],
    [
      "Windows authentication before Basic",
      401,
      "<html>",
      basic,
      "KINETIC_WINDOWS_AUTH",
      "kinetic/windows-auth-shadowing",
      negotiate,
    ],
    [
      "Windows authentication before Bearer",
      401,
      "",
      { ...v2, scheme: "bearer", hadApiKey: false },
      "KINETIC_WINDOWS_AUTH",
      "kinetic/windows-auth-shadowing",
      { "www-authenticate": "NTLM" },
    ],
    [
      "Windows authentication, call unknown",
      401,
      "",
      undefined,
      "KINETIC_WINDOWS_AUTH",
      "kinetic/windows-auth-shadowing",
      negotiate,
    ],
    [
      "Basic where only Bearer goes",
      401,
      "",
      basic,
      "KINETIC_CREDENTIALS_INVALID",
      "kinetic/basic-not-accepted",
      { "www-authenticate": "Bearer" },
    ],
    [
      "an account that is locked",
      401,
      body("The user account is locked."),
      basic,
      "KINETIC_CREDENTIALS_INVALID",
      "kinetic/account-unusable",
    ],
    [
      "a company that is closed to the user",
      401,
      body("Access denied (Company EPIC07)."),
      basic,
      "KINETIC_ACCESS_DENIED",
      "kinetic/company-access-denied",
    ],
    [
      "a token that has ended by the server's clock",
      401,
      "",
      { ...withKey, scheme: "bearer", token: `x.${btoa('{"exp":"1000"}')}.y` },
      "KINETIC_TOKEN_EXPIRED",
      "kinetic/token-expired",
      { date: "Thu, 01 Jan 1970 00:20:00 GMT" },
    ],
    [
      "a function",
      404,
      body("Function L/F not found.", "Epicor.RESTApi.ErrorHandling.ApiException", 404),
      { path: "/api/v2/efx/EPIC06/L/F" },
      "KINETIC_NOT_FOUND",
      "kinetic/function-not-exposed",
    ],
    [
      "a staged function",
      404,
      body("x", "X", 404),
      { path: "/api/v2/efx/staging/EPIC06/L/F?x=1" },
      "KINETIC_NOT_FOUND",
      "kinetic/function-not-exposed",
    ],
    [
      "a library, call unknown",
      404,
      body("Can't find library L", "X", 404),
      undefined,
      "KINETIC_NOT_FOUND",
      "kinetic/function-not-exposed",
    ],
    ["a service", 404, body("x", "X", 404), v2, "KINETIC_NOT_FOUND", "kinetic/application-error"],
    [
      "a key that exists",
      409,
      body("Exists.", "Ice.DuplicateRecordException", 409),
      v2,
      "KINETIC_RECORD_EXISTS",
      "kinetic/application-error",
    ],
    ["a plain 500", 500, body("An error occurred.", "System.Exception", 500), v2, "KINETIC_SERVER_ERROR", undefined],
    [
      "a 500 of the business",
      500,
      body("No.", "Ice.BLException", 500),
      v2,
      "KINETIC_APPLICATION_ERROR",
      "kinetic/application-error",
    ],
    [
      "a pool without database",
      500,
      body("Login failed for user 'DOM\\SRV$'.", "System.Exception", 500),
      v2,
      "KINETIC_SERVER_ERROR",
      "kinetic/app-pool-identity",
    ],
    [
      "HTTP.sys",
      503,
      "<html><h2>HTTP Error 503. The service is unavailable.</h2>",
      v2,
      "ANSWER_GATEWAY_ERROR",
      "kinetic/app-pool-identity",
      { server: "Microsoft-HTTPAPI/2.0" },
    ],
    ["503 of another kind", 503, body("Wait.", "System.Exception", 503), v2, "KINETIC_SERVER_NOT_READY", undefined],
    [
      "503, not ready",
      503,
      body("The server is not ready.", "System.Exception", 503),
      v2,
      "KINETIC_SERVER_NOT_READY",
      "kinetic/server-not-ready",
    ],
    ["403 without a word", 403, "", basic, "KINETIC_ACCESS_DENIED", "kinetic/access-scope-denied"],
  ];
  for (const [what, status, text, call, code, finding, headers = {}] of withEvidence) {
    it(`${status}: ${what} is ${code}, ${finding ?? "and no finding"}`, () => {
      const failure = classifyFailure({ status, headers, body: text }, call);
      assert.deepEqual([failure.code, failure.finding], [code, finding]);
    });
  }

  it("an empty pool says which, for how long to stay away, and what would spare the seat", () => {
    const text = (type: string): string =>
      `Maximum users exceeded on license type: ${type} assigned to company: EPIC06`;
    const of = (message: string) =>
      classifyFailure({ status: 400, headers: {}, body: body(message, "X.LicenseAccessException", 400) });
    assert.equal(of(text("DefaultUser")).retryAfterMs, 30_000);
    assert.match(of(text("DefaultUser")).hint ?? "", /No DefaultUser seat is free in company EPIC06\. .*WebService/);
    assert.match(of(text("WebService")).hint ?? "", /No WebService seat is free in company EPIC06\. .*logged out/);
    assert.equal(of("none").hint, undefined);
  });

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
