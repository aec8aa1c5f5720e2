import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { PROPERTIES, propertyOf } from "../../../src/kinetic/connection-string/properties.ts";

describe("the properties of a connection string", () => {
  it("are those of docs/connection-strings.md, with the same use, in the same order", () => {
    const page = readFileSync(new URL("../../../../../docs/connection-strings.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| (\w+) +\| (used|ours|ignored) +\| (\S.*?) *\|$/gm)];
    assert.deepEqual(
      rows.map(([, name, use]) => [name, use]),
      PROPERTIES.map(({ name, use }) => [name, use]),
    );
  });

  it("have names of their own, found in any letter case and with blanks", () => {
    assert.equal(new Set(PROPERTIES.map(({ name }) => name.toLowerCase())).size, PROPERTIES.length);
    assert.equal(propertyOf("OAUTH client id")?.name, "OAuthClientId");
  });

  it("that are secrets are known as such", () => {
    assert.deepEqual(
      PROPERTIES.filter(({ isSecret }) => isSecret).map(({ name }) => name),
      [
        "Password",
        "ApiKey",
        "OAuthClientSecret",
        "OAuthAccessToken",
        "OAuthRefreshToken",
        "OAuthVerifier",
        "OAuthJWTCert",
        "OAuthJWTCertPassword",
        "FirewallPassword",
        "ProxyPassword",
        "OAuthPendingLogin",
        "OAuthSettingsPassphrase",
        "RTK",
      ],
    );
  });
});
