import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { fc } from "../../../../../tools/seeded-fast-check.ts";
import { seeded } from "../../../../../tools/seeded-secrets.ts";
import { connect, ErpgateError, readConnectionString, Secret } from "../../../src/index.ts";
import { printPairs } from "../../../src/connection-string/print-pairs.ts";
import { PROPERTIES } from "../../../src/kinetic/connection-string/properties.ts";
import { makeCertificate } from "../../http/certificate.ts";
import { firstSeen, json, startErpServer } from "../../erp-server.ts";

const BASIC = "Url=https://erp.example.com;ERPInstance=ERP11PROD;User=integration;Password=secret";
const OPENID =
  "Url=https://erp.example.com;ERPInstance=ERP11PROD;AuthScheme=AzureADOpenID;OAuthClientId=app;AzureTenant=contoso.com";
const NO_ENV = { env: {} };

/** Options as plain data. */
function optionsOf(text: string): Record<string, unknown> {
  const { options } = readConnectionString(text, { env: {}, now: () => 1_000_000 });
  return revealed(options) as Record<string, unknown>;
}

function revealed(value: unknown): unknown {
  if (Secret.is(value)) return value.reveal();
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, revealed(member)]));
}

function faultsOf(text: string): readonly string[] {
  try {
    readConnectionString(text, NO_ENV);
    return [];
  } catch (error) {
    assert.ok(ErpgateError.is(error), String(error));
    assert.equal(error.code, "CONFIG_INVALID");
    assert.ok(!inspect(error).includes("sEEd"), "a fault repeats a secret");
    return error.message.split("\n  ").slice(1);
  }
}

describe("a connection string as the drivers take it", () => {
  it("becomes options, v1 unless it says v2", () => {
    assert.deepEqual(optionsOf(BASIC), {
      system: "kinetic",
      url: "https://erp.example.com/ERP11PROD",
      apiVersion: "v1",
      auth: { kind: "basic", username: "integration", password: "secret" },
    });
    const v2 = optionsOf(`${BASIC};ApiVersion=V2;Company=EPIC06;ApiKey=k;Timeout=90;Plant=MfgSys;Environment=live`);
    assert.deepEqual(
      [v2["apiVersion"], v2["company"], v2["apiKey"], v2["timeoutMs"], v2["plant"], v2["environment"]],
      ["v2", "EPIC06", "k", 90_000, "MfgSys", "live"],
    );
  });

  it("in any letter case, with JDBC's prefix, the last of several of one name, an instance in the Url already", () => {
    for (const prefix of ["", "jdbc:epicorerp:", "jdbc:cdata:epicorerp:", "JDBC:CData:EpicorERP:"])
      assert.deepEqual(
        optionsOf(`${prefix}uRl=https://x;${BASIC.toUpperCase().replace("SECRET", "secret")}`)["apiVersion"],
        "v1",
      );
    assert.deepEqual((optionsOf(`${BASIC};PASSWORD='last'`)["auth"] as { password: string }).password, "last");
    for (const url of ["https://erp.example.com/ERP11PROD", "https://erp.example.com/erp11prod/"])
      assert.match(String(optionsOf(`${BASIC};Url=${url}`)["url"]), /^https:\/\/erp\.example\.com\/erp11prod$/i);
  });

  it("a password of every awkward kind reaches the server byte for byte, as v1", async () => {
    await using erp = await startErpServer((_seen, response) => json(response, { value: [] }));
    const password = ` # : ; % ' " päß 🔑 ${seeded("pw")} `;
    const text = printPairs([
      { key: "Url", value: erp.url },
      { key: "ERPInstance", value: "ERP" },
      { key: "User", value: "u" },
      { key: "Password", value: password },
      { key: "Service", value: "BaqSvc" },
    ]);
    await using kinetic = connect(text);
    await kinetic.get("BaqSvc/zTest");
    const seen = firstSeen(erp);
    assert.equal(seen.url, "/ERP/api/v1/BaqSvc/zTest");
    assert.equal(Buffer.from(String(seen.headers.authorization).slice(6), "base64").toString("utf8"), `u:${password}`);
  });

  it("what does nothing here is listed", () => {
    assert.deepEqual(readConnectionString(`${BASIC};Service=BaqSvc;Verbosity=5;RTK=x`, NO_ENV).ignored, [
      "Service",
      "Verbosity",
      "RTK",
    ]);
  });

  it("proxies, those of the type TUNNEL included", () => {
    const proxy = (text: string): unknown => optionsOf(`${BASIC};${text}`)["proxy"];
    assert.deepEqual(proxy("ProxyServer=proxy;ProxyPort=8080;ProxyUser=u;ProxyPassword=p;ProxyExceptions='a;b'"), {
      url: "http://proxy:8080",
      username: "u",
      password: "p",
      bypass: ["a", "b"],
    });
    assert.deepEqual(proxy("ProxyServer=proxy;ProxySSLType=always"), { url: "https://proxy:80" });
    assert.deepEqual(proxy("FirewallType=TUNNEL;FirewallServer=fw;FirewallUser=u;FirewallPassword=p"), {
      url: "http://fw:80",
      username: "u",
      password: "p",
    });
    assert.equal(proxy("ProxyAutoDetect=TRUE"), "environment");
    assert.equal(proxy("ProxyAutoDetect=false"), "none");
    assert.equal(proxy("FirewallType=NONE"), undefined);
  });

  it("SSLServerCert as text, file, fingerprint, and as * only with the switch that says what it does", () => {
    const folder = mkdtempSync(join(tmpdir(), "erpgate-string-"));
    const { pem } = makeCertificate("server");
    const [file, der] = [join(folder, "server.pem"), join(folder, "server.cer")];
    writeFileSync(file, pem);
    writeFileSync(der, Buffer.from(pem.replaceAll(/-----.*-----|\s/g, ""), "base64"));
    const tls = (value: string): unknown => optionsOf(`${BASIC};SSLServerCert=${value}`)["tls"];
    try {
      assert.deepEqual(tls(file), { acceptCertificate: pem });
      const { acceptCertificate } = tls(der) as { acceptCertificate: string };
      assert.ok(new X509Certificate(acceptCertificate).raw.equals(new X509Certificate(pem).raw));
      assert.deepEqual(tls(`"${pem}"`), { acceptCertificate: pem });
      assert.deepEqual(tls("aa ".repeat(20)), { acceptCertificate: "aa ".repeat(20).trim() });
      assert.deepEqual(tls("*;AllowUnverifiedCertificate=true"), { allowUnverifiedCertificate: true });
      assert.match(
        faultsOf(`${BASIC};SSLServerCert=*`)[0] ?? "",
        /"SSLServerCert" is \*, which accepts any certificate/,
      );
      assert.match(faultsOf(`${BASIC};SSLServerCert=${join(folder, "none")}`)[0] ?? "", /names no certificate/);
      const live = faultsOf(`${BASIC};SSLServerCert=*;AllowUnverifiedCertificate=true;Environment=live`);
      assert.match(live[0] ?? "", /"AllowUnverifiedCertificate" is refused for a connection that is marked live/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("AzureADOpenID", () => {
  const auth = (text: string): unknown => optionsOf(`${OPENID};${text}`)["auth"];
  const app = { kind: "entra", tenant: "contoso.com", clientId: "app", resource: "app" };

  it("GETANDREFRESH signs in with the browser, REFRESH never asks", () => {
    assert.deepEqual(auth("InitiateOAuth=GETANDREFRESH;OAuthClientSecret=s"), {
      ...app,
      clientSecret: "s",
      flow: "authorization-code",
      redirectUri: "http://localhost:33333",
    });
    assert.deepEqual(
      auth("InitiateOAuth=refresh;OAuthVerifier=code;CallbackURL=http://localhost:5000;Scope=api://x/.default"),
      {
        kind: "entra",
        tenant: "contoso.com",
        clientId: "app",
        scopes: ["api://x/.default"],
        flow: "refresh-token",
        redeem: { code: "code", redirectUri: "http://localhost:5000" },
      },
    );
    assert.deepEqual(auth("InitiateOAuth=REFRESH;OAuthRefreshToken=r"), {
      ...app,
      flow: "refresh-token",
      refreshToken: "r",
    });
  });

  it("OFF takes the token that it is given, with its times", async () => {
    assert.deepEqual(auth("OAuthAccessToken=t"), { kind: "bearer", token: "t" });
    const { token } = auth("OAuthAccessToken=t;OAuthExpiresIn=60;OAuthTokenTimestamp=5000") as {
      token: () => Promise<unknown>;
    };
    assert.deepEqual(await token(), { token: "t", expiresAtMs: 65_000 });
  });

  it("a token with REFRESH is used until its end, or for an hour where that is unknown, and not after it was refused", async () => {
    const read = (text: string): ReturnType<typeof readConnectionString> =>
      readConnectionString(`${OPENID};InitiateOAuth=REFRESH;OAuthRefreshToken=r;${text}`, { env: {}, now: () => 1000 });
    const store = read("OAuthAccessToken=t").options.tokenStore;
    assert.equal((await store?.read("any"))?.expiresAtMs, 3_601_000);
    await store?.remove("any", "t");
    assert.equal(await store?.read("any"), undefined);
    const known = read("OAuthAccessToken=t;OAuthExpiresIn=10;OAuthTokenTimestamp=500").options.tokenStore;
    assert.equal((await known?.read("any"))?.expiresAtMs, 10_500);
    const endless = read("OAuthAccessToken=t;OAuthExpiresIn=-1").options.tokenStore;
    assert.equal((await endless?.read("any"))?.expiresAtMs, undefined);
  });

  it("memory:// is one store a name for the process", async () => {
    const at = (name: string): ReturnType<typeof readConnectionString>["options"]["tokenStore"] =>
      readConnectionString(`${OPENID};InitiateOAuth=REFRESH;OAuthSettingsLocation=${name}`, NO_ENV).options.tokenStore;
    const token = { token: "t", expiresAtMs: undefined, obtainedAtMs: 1 };
    await at("memory://one")?.write("key", token);
    assert.deepEqual(await at("MEMORY://one")?.read("key"), token);
    assert.equal(await at("memory://two")?.read("key"), undefined);
  });

  it("a settings file opens on another machine with the same client secret, and with nothing else", async () => {
    const folder = mkdtempSync(join(tmpdir(), "erpgate-settings-"));
    const at = (
      name: string,
      secret: string,
    ): NonNullable<ReturnType<typeof readConnectionString>["options"]["tokenStore"]> => {
      const text = `${OPENID};InitiateOAuth=REFRESH;OAuthClientSecret=${secret};OAuthSettingsLocation='${join(folder, name)}'`;
      const { tokenStore } = readConnectionString(text, NO_ENV).options;
      assert.ok(tokenStore);
      return tokenStore;
    };
    try {
      const token = { token: seeded("access"), expiresAtMs: 2, obtainedAtMs: 1, refreshToken: seeded("refresh") };
      await at("OAuthSettings.txt", "right").write("key", token);
      const bytes = readFileSync(join(folder, "OAuthSettings.txt"));
      assert.ok(!bytes.includes("sEEd"));
      writeFileSync(join(folder, "copied.txt"), bytes);
      assert.deepEqual(await at("copied.txt", "right").read("key"), token);
      await assert.rejects(at("copied.txt", "wrong").read("key"), { code: "STORE_KEY_WRONG" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("what is wrong with a connection string", () => {
  it("is told all at once, with the nearest name", () => {
    assert.deepEqual(
      faultsOf("Url=http://erp.example.com/ERP;Pasword=x;Colour=red;AuthScheme=Basik;Timeout=soon;User=u"),
      [
        `"Pasword" is no property. Did you mean "Password"?`,
        `"Colour" is no property. docs/connection-strings.md lists all.`,
        `"Timeout" is no whole number, or too large. Write digits alone.`,
        `"AuthScheme" is none of the known values. Choose one of Basic, AzureADOpenID. Did you mean Basic?`,
        `"Url" is plain http, which shows password, key and token to everybody on the way. Use https.`,
        `"Password" is missing. Give it from an environment variable.`,
      ],
    );
  });

  const wrong: readonly [text: string, property: string, says: RegExp][] = [
    [BASIC.replace("ERPInstance=ERP11PROD;", ""), "ERPInstance", /is missing/],
    [BASIC.replace("Url=https://erp.example.com;", ""), "Url", /is missing/],
    [BASIC.replace("User=integration;", ""), "User", /is missing/],
    [BASIC.replace("Password=secret", ""), "Password", /is missing/],
    [`${BASIC};ApiVersion=v2`, "Company", /is missing.*ApiVersion=v1/],
    [`${BASIC};ApiVersion=v3`, "ApiVersion", /Choose one of v1, v2/],
    [`${BASIC};ERPInstance=a/b`, "ERPInstance", /holds a character/],
    [`${BASIC};OAuthClientId=x`, "OAuthClientId", /has no part in AuthScheme=Basic, the default/],
    [`${OPENID};OAuthAccessToken=t;User=x`, "User", /has no part in AuthScheme=AzureADOpenID/],
    [OPENID, "InitiateOAuth", /is OFF, which it is by default/],
    [`${OPENID};InitiateOAuth=REFRESH`, "InitiateOAuth", /nothing to refresh from/],
    [
      `${OPENID};InitiateOAuth=GETANDREFRESH;OAuthVerifier=v`,
      "OAuthVerifier",
      /no part in InitiateOAuth=GETANDREFRESH/,
    ],
    [`${OPENID};OAuthAccessToken=t;OAuthVerifier=v`, "OAuthVerifier", /no part in InitiateOAuth=OFF/],
    [`${OPENID.replace("OAuthClientId=app;", "")};InitiateOAuth=GETANDREFRESH`, "OAuthClientId", /is missing/],
    [
      `${OPENID};InitiateOAuth=GETANDREFRESH;OAuthJWTCert=x;OAuthJWTCertType=USER`,
      "OAuthJWTCertType",
      /is USER, which is not supported/,
    ],
    [`${OPENID};InitiateOAuth=GETANDREFRESH;OAuthJWTCert=x`, "OAuthJWTCertType", /is missing beside OAuthJWTCert/],
    [
      `${OPENID};InitiateOAuth=REFRESH;OAuthSettingsLocation=registry://x`,
      "OAuthSettingsLocation",
      /registry:\/\/, which is not supported/,
    ],
    [
      `${OPENID};InitiateOAuth=REFRESH;OAuthSettingsLocation=f.txt`,
      "OAuthSettingsLocation",
      /nothing to seal it with.*ERPGATE_STORE_KEY/,
    ],
    [
      `${OPENID};InitiateOAuth=REFRESH;OAuthRefreshToken=r;OAuthExpiresIn=5`,
      "OAuthExpiresIn",
      /without OAuthAccessToken/,
    ],
    [`${BASIC};FirewallType=SOCKS5;FirewallServer=x`, "FirewallType", /SOCKS5, which is not supported/],
    [`${BASIC};ProxyServer=x;ProxyAuthScheme=NTLM`, "ProxyAuthScheme", /NTLM, which is not supported/],
    [`${BASIC};ProxyServer=x;ProxyAutoDetect=true`, "ProxyAutoDetect", /beside ProxyServer/],
    [`${BASIC};ProxyPort=1`, "ProxyPort", /without ProxyServer/],
    [`${BASIC};Password="${seeded("never closed")}`, "property 5", /quote that is never closed/],
    [`jdbc:salesforce:${BASIC}`, "jdbc:", /another driver's prefix/],
    ["", "Url", /is missing/],
  ];
  for (const [text, property, says] of wrong) {
    it(`${property} in ${text.replaceAll(/sEEd\S+/g, "…").slice(0, 300)}`, () => {
      const found = faultsOf(text);
      const one = found.find((fault) => fault.startsWith(`"${property}" `));
      assert.match(one ?? found.join("\n"), says);
    });
  }

  it("what follows a password that was cut off by its own semicolon is not repeated", () => {
    const [fault = ""] = faultsOf(`Password=abc;${seeded("rest")}=x;${BASIC}`);
    assert.equal(fault.slice(0, 37), `"what follows Password" is no propert`);
  });

  it("any text gives options or the one coded error", () => {
    const word = fc.oneof(fc.constantFrom(...PROPERTIES.map(({ name }) => name)), fc.string());
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("true", "*", "REFRESH", "AzureADOpenID", "v2", "https://x"),
    );
    const pairs = fc.array(fc.record({ key: word, value }), { maxLength: 6 });
    const text = fc.oneof(fc.string({ unit: "binary" }), pairs.map(printPairs));
    fc.assert(
      fc.property(text, (given) => void faultsOf(given)),
      { numRuns: 100 },
    );
  });
});
