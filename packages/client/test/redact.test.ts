import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { fc } from "../../../tools/seeded-fast-check.ts";
import { cpuMs } from "../../../tools/cpu-time.ts";
import { seeded } from "../../../tools/seeded-secrets.ts";
import { redact, Secret } from "../src/index.ts";

const SECRET = seeded("redact");

/** Every place in which an ERP, a proxy, a log or a person puts a secret, known to nobody beforehand. */
const places: Readonly<Record<string, (secret: string) => string>> = {
  "Kinetic's 401": (s) =>
    `{"HttpStatus":401,"ErrorMessage":"Invalid API Key ${s}.\\r\\nCompany EPIC06.","ErrorType":"x"}`,
  "Kinetic's 401, read": (s) => `Invalid API Key ${s}.\r\nCompany EPIC06.`,
  "Kinetic's 401, XML": (s) => `<ErrorMessage>Invalid API Key ${s}.&#xD;\nCompany EPIC06.</ErrorMessage>`,
  "Kinetic's 401, cut": (s) => `Invalid API Key ${s}`,
  "P21's 500": (s) =>
    `{"InnerException":"NotFoundException: Your query did not yield any results. Consumer Key: {${s}}"}`,
  "P21's 500, bare": (s) => `Consumer Key: ${s} was not found`,
  "a header line": (s) => `x-api-key: ${s}`,
  "a header line of curl": (s) => `> X-API-Key: ${s}\r\n> Accept: */*`,
  "curl -H": (s) => `curl -H "x-api-key: ${s}" https://erp`,
  "a header object": (s) => `{ 'x-api-key': '${s}' }`,
  "a password header": (s) => `username: manager\npassword: ${s}`,
  "a username header": (s) => `username: ${s}`,
  "a consumer key header": (s) => `consumer_key: ${s}`,
  "an appkey header": (s) => `appkey: ${s}`,
  "a cookie": (s) => `Set-Cookie: erp.token.auth=${s}; Path=/`,
  "a bearer": (s) => `Authorization: Bearer ${s}`,
  "a bearer in a sentence": (s) => `sent Bearer ${s} and was refused`,
  "a bearer in JSON": (s) => `{"authorization":"Bearer ${s}"}`,
  "a Basic pair": (s) => `Authorization: Basic ${Buffer.from(`manager:${s}`).toString("base64")}`,
  "a Basic pair in a sentence": (s) => `tried Basic ${Buffer.from(`m:${s}`).toString("base64")}`,
  "a query": (s) => `/api/v2/odata/EPIC06/X?api-key=${s}&$top=1`,
  "a query in code": (s) => `/api/v2?a=1&api%2Dkey=${s}`,
  "a token in a query": (s) => `https://x/cb?access_token=${s}#y`,
  "a form": (s) => `grant_type=client_credentials&client_secret=${s}&scope=x`,
  "a form's first member": (s) => `client_secret=${s}&scope=x`,
  "a connection string": (s) => `Url=https://x;User=a;Password=${s};Company=EPIC06`,
  "a path": (s) => `/api/login/password=${s}`,
  "a function's argument": (s) => `/odata/Login(user='svc',password='${s}')`,
  "an assignment in code": (s) => `password = "${s}"`,
  "a pair of a table": (s) => `@{ 'x-api-key' = '${s}' }`,
  "an environment variable": (s) => `P21_PASSWORD=${s}`,
  "an option with its value": (s) => `erp-sync --api-key=${s} --company EPIC06`,
  "an option before its value": (s) => `erp-sync --password ${s} --company EPIC06`,
  "a form within a parameter": (s) => `body=user%3Dsvc&password%3D${s}`,
  "a URL": (s) => `https://manager:${s}@erp.example.com/ERP`,
  "a JWT": (s) =>
    `token eyJhbGciOiJIUzI1NiJ9.${Buffer.from(s).toString("base64url")}.${Buffer.from(s).toString("base64url")}`,
  "an XML token": (s) => `<act:Token xmlns:act="x"><AccessToken>${s}</AccessToken></act:Token>`,
  "JSON in JSON": (s) => JSON.stringify({ body: JSON.stringify({ AccessToken: s, ExpiresIn: 3600 }) }),
  "JSON, cut": (s) => `{"TokenType":"Bearer","AccessToken":"${s}`,
  ...Object.fromEntries(
    [
      "AccessToken",
      "RefreshToken",
      "ClientSecret",
      "access_token",
      "refresh_token",
      "client_secret",
      "password",
      "Password",
      "apiKey",
      "api_key",
      "x-api-key",
      "ConsumerKey",
      "consumer_key",
      "AppKey",
      "signKey",
      "PlainTextKey",
      "id_token",
      "client_assertion",
      "token",
      "secret",
    ].map((name) => [`a JSON member ${name}`, (s: string) => `{"a":1,"${name}": "${s}","b":2}`]),
  ),
};

/** What keys, tokens and passwords are made of, without the characters that end them in these places. */
const plainSecret = fc.string({
  unit: fc.constantFrom(...Array.from("ABCXYZabcxyz0189-_+/=.~!$*")),
  minLength: 8,
  maxLength: 80,
});

describe("redact", () => {
  for (const [place, put] of Object.entries(places)) {
    it(`finds a secret that nobody told it of in ${place}`, () => {
      fc.assert(
        fc.property(plainSecret, (secret) => {
          // Prose ("Basic authentication") is let through, and so is a "secret" of letters that looks like it.
          fc.pre(/[A-Z0-9]/.test(secret) && /[A-Za-z0-9]{4}/.test(secret));
          // A slash ends the host part of an address, so it cannot stand in a password there.
          fc.pre(place !== "a URL" || !secret.includes("/"));
          const clean = redact(put(secret));
          assert.ok(!clean.includes(secret), clean);
          const encoded = /[A-Za-z0-9+/=_-]{12,}/.exec(put(secret).split(/Basic |HS256|eyJ[^.]*\./)[1] ?? "")?.[0];
          if (encoded !== undefined && /Basic|JWT/.test(place)) assert.ok(!clean.includes(encoded), clean);
        }),
        { numRuns: 60 },
      );
    });
  }

  it("finds a secret that it was told of anywhere, in every encoding", () => {
    const anySecret = fc
      .string({ unit: "binary", minLength: 6, maxLength: 60 })
      .filter((s) => s.isWellFormed() && s.trim() !== "");
    fc.assert(
      fc.property(anySecret, fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (secret, before, after) => {
        const forms = [
          secret,
          encodeURIComponent(secret),
          JSON.stringify(secret).slice(1, -1),
          JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
        ];
        for (const form of forms) assert.ok(!redact(`${before}${form}${after}`, [secret]).includes(form));
        const pair = Buffer.from(`${before}:${secret}`).toString("base64");
        assert.ok(!redact(`x ${pair} y`, [new Secret(secret)]).includes(pair));
      }),
    );
  });

  it("leaves no trace of a seeded secret in all places at once", () => {
    const text = Object.values(places)
      .map((put) => put(SECRET))
      .join("\n");
    assert.ok(!redact(text).includes(SECRET));
    assert.ok(!redact(text, [SECRET]).includes(SECRET));
  });

  it("changes nothing the second time", () => {
    for (const put of Object.values(places)) {
      const once = redact(put(SECRET));
      assert.equal(redact(once), once);
    }
  });

  it("leaves alone what is no secret", () => {
    const harmless = [
      "Authorization header was not present or 'Bearer' was missing.",
      "Basic authentication is not allowed for this user",
      "The bearer token has expired",
      "Maximum users exceeded on license type: DefaultUser assigned to company: EPIC06",
      '{"TokenType":"Bearer","ExpiresIn":3600,"ErrorMessage":"Access denied (Erp.BO.Company.GetRows)."}',
      "GET /ERP/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$filter=CustNum%20gt%205 was answered 404",
    ];
    for (const text of harmless) assert.equal(redact(text), text);
  });

  it("keeps what helps: the company, the user's host, the scheme", () => {
    assert.match(redact(places["Kinetic's 401"]?.(SECRET) ?? ""), /Company EPIC06/);
    assert.match(redact(`Authorization: Bearer ${SECRET}`), /^Authorization: Bearer \[redacted\]$/);
    assert.equal(redact(`https://a:${SECRET}@erp.example.com/ERP`), "https://[redacted]@erp.example.com/ERP");
  });

  it("is quick on hostile text", () => {
    const hostile = [
      "Invalid API Key ",
      '"password":"',
      "Consumer Key: ",
      "<Password>",
      "https://",
      "Basic ",
      "x-api-key: ",
      '\\\\"token',
    ];
    const took = cpuMs(() => {
      for (const part of hostile) redact(part.repeat(4000));
      redact(`${"a".repeat(100_000)} ${'"'.repeat(50_000)} ${"<".repeat(50_000)} ${"\\".repeat(30_000)}`);
    });
    assert.ok(took < 5000, `took ${took} ms`);
  });
});

describe("Secret", () => {
  it("shows itself nowhere but in reveal()", () => {
    const secret = new Secret(SECRET);
    const shown = [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }, { depth: 9, showHidden: true }),
      "".concat(secret as unknown as string),
    ];
    for (const text of shown) assert.ok(!text.includes(SECRET) && text.includes("[redacted]"), text);
    assert.equal(secret.reveal(), SECRET);
    assert.ok(Secret.is(secret) && !Secret.is({ reveal: () => SECRET }));
  });
});

it("takes a secret that is no well-formed text: half a surrogate pair is masked, and breaks nothing", () => {
  const odd = `${SECRET}\ud800`;
  assert.equal(redact(`it was ${odd} here`, [odd]).includes(SECRET), false);
});
