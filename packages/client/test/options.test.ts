import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeded } from "../../../tools/seeded-secrets.ts";
import { checkConnectionOptions, connect, ErpgateError, Secret } from "../src/index.ts";

const kinetic = {
  system: "kinetic",
  url: "https://erp.example.com/ERP11PROD",
  company: "EPIC06",
  auth: { kind: "basic", username: "integration", password: seeded("pw") },
} as const;
const p21 = {
  system: "prophet21",
  url: "https://p21.example.com",
  auth: { kind: "consumer-key", key: seeded("key") },
} as const;

/** The faults of some options, as `path: message. fix`. */
function faults(options: unknown): string[] {
  const found: string[] = [];
  checkConnectionOptions(options, (path, message, fix) => void found.push(`${path.join(".")}: ${message}. ${fix}`));
  assert.ok(!found.join("\n").includes("sEEd"), "a fault repeats a secret");
  return found;
}

const one = (options: unknown, expected: RegExp): void => {
  const found = faults(options);
  assert.equal(found.length, 1, found.join("\n"));
  assert.match(found[0] ?? "", expected);
};

describe("options that are fine", () => {
  const fine: readonly object[] = [
    kinetic,
    { ...kinetic, url: "https://erp.example.com/ERP11PROD/", timeoutMs: 5000, plant: "Mfg", license: "webservice" },
    { ...kinetic, apiVersion: "v1", company: undefined, apiKey: new Secret(seeded("key")), apiKeyHeader: "X-API-Key" },
    { ...kinetic, url: "http://127.0.0.1:8080/ERP", license: "00000003-9439-4B30-A6F4-6D2FD4B9FD0F" },
    { ...kinetic, url: "http://erp.example.com/ERP", allowInsecureHttp: true },
    { ...kinetic, auth: { kind: "basic", username: "u", password: " pass wörd€ " } },
    { ...kinetic, auth: { kind: "epicor-idp", clientId: "a", clientSecret: seeded("s"), scope: "x" } },
    { ...kinetic, auth: { kind: "bearer", token: () => Promise.resolve("t") } },
    { ...kinetic, auth: { kind: "bearer", token: { getToken: () => Promise.resolve(null) }, scopes: ["x"] } },
    p21,
    { ...p21, url: "https://gateway.example.com/p21" },
    { ...p21, url: "http://localhost:9/api/p21" },
    { ...p21, auth: { kind: "password", username: "dom\\user", password: new Secret(seeded("pw")), endpoint: "v1" } },
  ];
  for (const options of fine)
    it(JSON.stringify(options).replaceAll(/sEEd\w+/g, "…"), () => assert.deepEqual(faults(options), []));

  it("are copied: changing them later changes nothing", () => {
    const options: { -readonly [Name in keyof typeof kinetic]: string | object } = { ...kinetic };
    const connection = connect(options as typeof kinetic);
    options.url = "https://elsewhere.example.com/ERP";
    assert.equal(connection.url, "https://erp.example.com/ERP11PROD");
  });
});

describe("every fault names the option, the cause and the fix", () => {
  const wrong: readonly [options: unknown, expected: RegExp][] = [
    [null, /must be an object/],
    [{}, /^system: is missing.*"kinetic" or "prophet21"/],
    [{ ...kinetic, system: "kinetc" }, /^system: .*Did you mean "kinetic"/],
    [{ ...kinetic, system: "p21" }, /^system: .*Did you mean "prophet21"/],
    [{ ...kinetic, url: undefined }, /^url: is missing/],
    [{ ...kinetic, url: "erp.example.com" }, /^url: is no web address/],
    [{ ...kinetic, url: "ftp://erp.example.com/ERP" }, /^url: is not an https address/],
    [{ ...kinetic, url: "https://erp.example.com" }, /^url: has no instance.*ERP11PROD/],
    [{ ...kinetic, url: "https://erp.example.com/" }, /^url: has no instance/],
    [{ ...kinetic, url: "https://erp.example.com/ERP/api/v2/odata/EPIC06" }, /^url: goes on after the instance/],
    [
      { ...kinetic, url: `https://manager:${seeded("url")}@erp.example.com/ERP` },
      /^url: holds a user name or password/,
    ],
    [{ ...kinetic, url: `https://erp.example.com/ERP?api-key=${seeded("url")}` }, /^url: holds a query/],
    [{ ...kinetic, url: "https://erp.example.com/ERP#x" }, /^url: holds a query or a fragment/],
    [{ ...kinetic, url: "http://erp.example.com/ERP" }, /^url: is plain http.*allowInsecureHttp/],
    [{ ...kinetic, url: "https://erp.example.com//ERP" }, /^url: has a path/],
    [{ ...kinetic, company: undefined }, /^company: is missing.*v1/],
    [{ ...kinetic, company: "Epic Inc." }, /^company: holds characters/],
    [{ ...kinetic, compnay: "x" }, /^compnay: is not an option here. Did you mean "company"/],
    [{ ...kinetic, auth: { kind: "NTLM" } }, /^auth\.kind: is Windows authentication, which is not supported/],
    [{ ...kinetic, apiVersion: "v3" }, /^apiVersion: must be one of "v1", "v2"/],
    [{ ...kinetic, apiKey: ` ${seeded("key")}` }, /^apiKey: has blanks/],
    [{ ...kinetic, apiKey: `"${seeded("key")}"` }, /^apiKey: has blanks or quotes/],
    [{ ...kinetic, apiKey: `${seeded("key")}\n` }, /^apiKey: holds a line break/],
    [{ ...kinetic, apiKey: `${seeded("key")}\u200b` }, /^apiKey: holds a character beyond/],
    [{ ...kinetic, apiKey: "" }, /^apiKey: is empty.*environment variable/],
    [{ ...kinetic, apiKey: 12_345 }, /^apiKey: must be a text or a Secret/],
    [{ ...kinetic, apiKeyHeader: "authorization" }, /^apiKeyHeader: must be x-api-key/],
    [{ ...kinetic, license: "WebServce" }, /^license: .*Did you mean "WebService"/],
    [{ ...kinetic, timeoutMs: 0 }, /^timeoutMs: must be a whole number/],
    [{ ...kinetic, timeoutMs: 2_147_483_648 }, /^timeoutMs: .*2147483647/],
    [{ ...kinetic, log: "x" }, /^log: must be a function/],
    [{ ...kinetic, tokenStore: {} }, /^tokenStore: must have read, write and remove/],
    [{ ...kinetic, allowInsecureHttp: "yes" }, /^allowInsecureHttp: must be true or false/],
    [{ ...kinetic, auth: undefined }, /^auth: is missing/],
    [{ ...kinetic, auth: { username: "x" } }, /^auth\.kind: is missing/],
    [{ ...kinetic, auth: { kind: "basik" } }, /^auth\.kind: .*Did you mean "basic"/],
    [{ ...kinetic, auth: { ...kinetic.auth, pasword: "x" } }, /^auth\.pasword: .*Did you mean "password"/],
    [{ ...kinetic, auth: { kind: "basic", username: "u" } }, /^auth\.password: is missing/],
    [{ ...kinetic, auth: { kind: "basic", username: "a:b", password: "c" } }, /^auth\.username: holds a colon/],
    [
      { ...kinetic, auth: { kind: "token-resource", username: "u", password: "p€" } },
      /^auth\.password: holds a character beyond/,
    ],
    [{ ...kinetic, auth: { kind: "epicor-idp", clientId: "a" } }, /^auth\.clientSecret: is missing/],
    [{ ...kinetic, auth: { kind: "epicor-idp", clientId: "a", username: "u" } }, /^auth\.password: is missing/],
    [{ ...kinetic, auth: { kind: "epicor-idp", clientId: "a", password: "p" } }, /^auth\.username: is missing/],
    [
      { ...kinetic, auth: { kind: "epicor-idp", clientId: "a", clientSecret: "b", tokenUrl: "http://x.example.com" } },
      /^auth\.tokenUrl: is plain http/,
    ],
    [{ ...kinetic, auth: { kind: "bearer" } }, /^auth\.token: is missing/],
    [{ ...kinetic, auth: { kind: "bearer", token: { getToken: () => null } } }, /^auth\.scopes: is missing/],
    [{ ...p21, url: "https://p21.example.com/api" }, /^url: ends in an API path/],
    [{ ...p21, url: "https://p21.example.com/odataservice/" }, /^url: ends in an API path/],
    [{ ...p21, url: "https://p21.example.com/uiserver0" }, /^url: ends in an API path/],
    [{ ...p21, url: "https://p21.example.com/api/security/token" }, /^url: ends in an API path/],
    [{ ...p21, company: "x" }, /^company: is not an option here/],
    [{ ...p21, auth: { kind: "consumer-key" } }, /^auth\.key: is missing/],
    [{ ...p21, auth: { kind: "consumer-key", key: `${seeded("key")} ` } }, /^auth\.key: has blanks/],
    [
      { ...p21, auth: { kind: "password", username: "u€", password: "p", endpoint: "v1" } },
      /^auth\.username: holds a character/,
    ],
  ];
  for (const [options, expected] of wrong) it(String(expected), () => one(options, expected));

  it("all at once, in one error, without a secret", () => {
    const options = {
      ...kinetic,
      url: "https://erp.example.com",
      company: undefined,
      aut: 1,
      auth: { kind: "basic", password: seeded("p\n") },
    };
    assert.throws(
      () => connect(options as never),
      (error: unknown) => {
        assert.ok(ErpgateError.is(error));
        assert.equal(error.code, "CONFIG_INVALID");
        for (const name of ['"url"', '"company"', '"aut"', '"auth.username"', '"auth.password"']) {
          assert.ok(error.message.includes(name), name);
        }
        assert.ok(!error.message.includes("sEEd"));
        return true;
      },
    );
  });
});
